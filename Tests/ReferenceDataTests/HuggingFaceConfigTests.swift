import Documents
import Hardware
import LanguageModels
import Quantities
import ReferenceData
import Testing

@Suite("Reading config.json")
struct HuggingFaceConfigTests {
  static func read(_ text: String) throws(Diagnostics) -> ModelArchitecture {
    let document: Document
    do {
      document = try Document(text: text, named: "config.json")
    } catch {
      throw Diagnostics(error.diagnostic)
    }
    return try HuggingFaceConfig(document).architecture(name: "model", title: "Model")
  }

  static func problems(_ text: String) -> String {
    do {
      _ = try read(text)
      return ""
    } catch {
      return error.description
    }
  }

  /// A family's published dimensions, and what its vendor says they amount to.
  struct Published: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    /// Total and active parameters in units of 10^7, rounded.
    let parameters: Int
    let active: Int
    /// Cache bytes per token in bf16, windows not counted.
    let cache: Double
    var testDescription: String { name }
  }

  @Test("Published dimensions give the published sizes", arguments: HuggingFaceExamples.all)
  func publishedSizes(model: Published) throws {
    let architecture = try Self.read(model.text)
    #expect((Double(architecture.parameters) / 1e7).rounded() == Double(model.parameters))
    #expect((Double(architecture.activeParameters) / 1e7).rounded() == Double(model.active))
    #expect(architecture.cacheBytesPerToken(.bf16).value == model.cache)
  }

  @Test("Layers are grouped, and their order does not multiply the groups")
  func grouping() throws {
    let gemma = try Self.read(HuggingFaceExamples.gemma3)
    #expect(gemma.layers == 34)
    // Five windows to one full layer: 29 and 5.
    #expect(gemma.layerGroups.map(\.count) == [29, 5])
    let v3 = try Self.read(HuggingFaceExamples.deepSeekV3)
    #expect(v3.layerGroups.map(\.count) == [3, 58])
    #expect(v3.predictionModules == 1)
  }

  @Test("Formats follow the quantization by class of tensor")
  func formats() throws {
    let v3 = try Self.read(HuggingFaceExamples.deepSeekV3).weights
    #expect(v3 == WeightFormats(matrices: .fp8Block))
    let gptOSS = try Self.read(HuggingFaceExamples.gptOSS).weights
    #expect(
      gptOSS
        == WeightFormats(attention: .bf16, feedForward: .bf16, experts: .mxfp4, other: .bf16))
    let kimi = try Self.read(HuggingFaceExamples.kimiInFourBits).weights
    #expect(
      kimi
        == WeightFormats(
          attention: .bf16, feedForward: .bf16, experts: .int4Group32, other: .bf16))
    let v4 = try Self.read(HuggingFaceExamples.deepSeekV4Flash).weights
    #expect(v4.experts == .mxfp4 && v4.attention == .fp8Block)
  }

  @Test("An unknown family is refused with the families that can be read")
  func unknownFamily() {
    let text = Self.problems("{\"model_type\": \"mamba\",\n \"hidden_size\": 8}")
    #expect(text.hasPrefix("config.json:1:16: model_type: models of this type cannot be read"))
    #expect(text.contains("found     mamba"))
    #expect(text.contains("deepseek_v3"))
  }

  @Test("All missing dimensions are named at once")
  func missingKeys() {
    let text = Self.problems("{\"model_type\": \"mixtral\", \"num_hidden_layers\": 2}")
    for key in [
      "hidden_size", "vocab_size", "max_position_embeddings", "torch_dtype",
    ] {
      #expect(text.contains("\(key): the key \"\(key)\" is missing"))
    }
    let sized = Self.problems(
      "{\"model_type\": \"mixtral\", \"num_hidden_layers\": 2, \"hidden_size\": 64}")
    for key in ["num_attention_heads", "num_local_experts", "num_experts_per_tok"] {
      #expect(sized.contains("the key \"\(key)\" is missing"))
    }
  }

  @Test("Experts in a family without experts are an error, not a smaller model")
  func foreignStructure() {
    let text = Self.problems(
      HuggingFaceExamples.llama.replacing(
        "\"head_dim\"", with: "\"num_experts\": 8,\n \"head_dim\""))
    #expect(text.contains("num_experts: models of type \"llama\" are not known to have"))
    let none = Self.problems(
      HuggingFaceExamples.llama.replacing(
        "\"head_dim\"", with: "\"num_experts\": null, \"head_dim\""))
    #expect(none.isEmpty)
  }

  @Test("A list shorter than the layers, odd layer types and odd blocks are located")
  func malformedLists() {
    let short = Self.problems(
      HuggingFaceExamples.gptOSS.replacing(
        "\"num_hidden_layers\": 36", with: "\"num_hidden_layers\": 37"))
    #expect(short.contains("layer_types: the list has fewer entries than the model has layers"))
    let odd = Self.problems(
      HuggingFaceExamples.gptOSS.replacing("[\"sliding_attention\"", with: "[\"slidng_attention\""))
    #expect(odd.contains("did you mean \"sliding_attention\"?"))
    let block = Self.problems(
      HuggingFaceExamples.deepSeekV3.replacing("[128, 128]", with: "[64, 64]"))
    #expect(block.contains("blocks of this size are not known"))
    let method = Self.problems(
      HuggingFaceExamples.deepSeekV3.replacing("\"fp8\"", with: "\"bitsandbytes\""))
    #expect(method.contains("weights quantized this way cannot be read"))
    #expect(method.contains("found     bitsandbytes"))
  }

  @Test("Impossible dimensions are reported and never trap")
  func impossibleDimensions() {
    let cases = [
      ("\"num_key_value_heads\": 8", "\"num_key_value_heads\": 7"),
      ("\"num_hidden_layers\": 80", "\"num_hidden_layers\": 0"),
      ("\"hidden_size\": 8192", "\"hidden_size\": -1"),
      ("\"head_dim\": 128", "\"head_dim\": 0"),
    ]
    for (good, bad) in cases {
      let text = Self.problems(HuggingFaceExamples.llama.replacing(good, with: bad))
      #expect(text.hasPrefix("config.json:"), "\(bad)")
    }
    let huge = Self.problems(
      HuggingFaceExamples.llama.replacing(
        "\"intermediate_size\": 28672", with: "\"intermediate_size\": 9000000000000000000"))
    #expect(huge.contains("intermediate_size") && huge.contains("out of range"))
    let tooMany = Self.problems(
      HuggingFaceExamples.deepSeekV3.replacing(
        "\"num_experts_per_tok\": 8", with: "\"num_experts_per_tok\": 800"))
    #expect(tooMany.contains("num_experts_per_tok") && tooMany.contains("out of range"))
  }

  @Test("The largest dimensions that are read can still be counted")
  func largestDimensions() throws {
    let largest = try Self.read(
      """
      {"model_type": "qwen3_next", "hidden_size": 200000, "num_hidden_layers": 500,
       "num_attention_heads": 10000, "num_key_value_heads": 10000, "head_dim": 200000,
       "full_attention_interval": 2, "linear_num_key_heads": 10000,
       "linear_num_value_heads": 10000, "linear_key_head_dim": 200000,
       "linear_value_head_dim": 200000, "linear_conv_kernel_dim": 1000,
       "moe_intermediate_size": 2000000, "shared_expert_intermediate_size": 2000000,
       "num_experts": 10000, "num_experts_per_tok": 10000, "vocab_size": 10000000,
       "max_position_embeddings": 1000000000, "torch_dtype": "bfloat16"}
      """)
    #expect(largest.parameters > 6_000_000_000_000_000_000)
    #expect(largest.attentionWork(.decode(sequences: 1, context: 1e9)).total.isFinite)
  }
}
