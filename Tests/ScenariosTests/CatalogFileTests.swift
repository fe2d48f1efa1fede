import Documents
import Foundation
import Hardware
import LanguageModels
import Performance
import Quantities
import ReferenceData
import Scenarios
import Testing

@Suite("Catalog files and models of one's own")
struct CatalogFileTests {
  @Test("An accelerator of one's own is its relative with the facts it changes")
  func accelerators() throws {
    let folder = try ScratchFolder()
    _ = try folder.write(
      """
      accelerators:
        h100-96:
          like: h100-sxm
          title: H100 with more memory
          memory: {capacity: {value: 96 GiB, source: nvidia-h100, grade: estimate, as-of: 2026}}
      systems:
        dgx-h100-96:
          like: dgx-h100
          title: DGX of them
          accelerator: h100-96
      """, to: "chips.yaml")
    let path = try folder.write(
      "catalog: chips.yaml\n"
        + smallest.replacing("h100-sxm", with: "h100-96, system: dgx-h100-96"), to: "s.yaml")
    let own = try points(of: ScenarioFile(contentsOf: path))[0]
    let bundled = try point(smallest)
    #expect(own.accelerator.memory.capacity == Bytes(96 * 1_073_741_824.0))
    #expect(own.accelerator.peak == bundled.accelerator.peak)
  }

  @Test("A catalog file that is not there is reported at the place that names it")
  func missing() {
    let found = problems("catalog: nowhere.yaml\n" + smallest)
    #expect(found.map(\.path.description) == ["catalog"])
    #expect(found.first?.location.position?.line == 1)
  }

  @Test("A model by its config.json is the model of that name in the catalog")
  func config() throws {
    let folder = try ScratchFolder()
    _ = try folder.write(Self.llama, to: "config.json")
    let path = try folder.write(
      smallest.replacing("llama-3.1-70b", with: "config.json"), to: "s.yaml")
    let own = try points(of: ScenarioFile(contentsOf: path))[0].model
    let bundled = try point(smallest).model
    #expect(own.layerGroups == bundled.layerGroups)
    #expect(own.contextLength == bundled.contextLength)
  }

  @Test("A scenario written out runs again from another folder")
  func anchoring() throws {
    let folder = try ScratchFolder()
    _ = try folder.write(Self.llama, to: "config.json")
    let text = smallest.replacing("llama-3.1-70b", with: "config.json")
    let path = try folder.write(text, to: "s.yaml")
    try expectResolution(of: ScenarioFile(contentsOf: path))
    let swept = try folder.write(
      smallest + "\nsweep: {model: [config.json, llama-3.1-8b]}", to: "sweep.yaml")
    let elsewhere = try ScratchFolder()
    let merged = try elsewhere.write(
      ScenarioFile(contentsOf: swept).mergedText, to: "merged.yaml")
    #expect(try points(of: ScenarioFile(contentsOf: merged)).count == 2)
  }

  /// Meta (2024), Llama 3.1 70B, as published with its weights.
  private static let llama = """
    {
      "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 8192,
      "intermediate_size": 28672, "num_hidden_layers": 80, "num_attention_heads": 64,
      "num_key_value_heads": 8, "vocab_size": 128256, "max_position_embeddings": 131072,
      "tie_word_embeddings": false, "torch_dtype": "bfloat16"
    }
    """
}
