import Foundation
import Documents
import Hardware
import LanguageModels
import Quantities
@testable import ReferenceData
import Testing

@Suite("Names are found, and near misses are answered with the nearest name")
struct LookupTests {
  let catalog = installed

  @Test("A misspelled chip is answered with the name that was meant")
  func suggestion() throws {
    let count = catalog.names(of: .accelerators).count
    #expect(
      throws: CatalogError.unknownName(
        "h10O", kind: .accelerators, known: count, suggestion: "h100-sxm")
    ) { try catalog.accelerator("h10O") }
    let error = CatalogError.unknownName(
      "h10O", kind: .accelerators, known: 81, suggestion: "h100-sxm")
    #expect(
      error.description == """
        no accelerator is named "h10O"
          expected  one of 81 names (see `bessemer catalog list accelerators`)
          did you mean "h100-sxm"?
        """)
  }

  @Test("A reference finds an entry by its name alone or with its kind")
  func references() throws {
    #expect(try catalog.entries(matching: "metric/tpot").map(\.name) == ["tpot"])
    #expect(try catalog.entries(matching: "tpot").first?.kind == .metrics)
    // The chip, its kernels, and the product of the world's market.
    let kinds = try Set(catalog.entries(matching: "h100-sxm").map(\.kind))
    #expect(kinds == [.accelerators, .calibrations, .products])
    #expect(throws: CatalogError.self) { try catalog.entries(matching: "metric/h100-sxm") }
  }

  @Test("A model without public dimensions is refused with the model to take instead")
  func undisclosed() throws {
    #expect(throws: CatalogError.undisclosed("gpt-5.5", proxy: "deepseek-v4-pro")) {
      try catalog.model("gpt-5.5")
    }
    #expect(
      try catalog.facts(of: catalog.entry("gpt-5.5", kind: .prices)).contains { row in
        row.field == "output" && row.value == "30" && row.unit == "USD/Mtok"
      })
  }

  @Test("A chip whose sources state too little names what is missing")
  func incomplete() throws {
    #expect(
      throws: CatalogError.incomplete(
        "ascend-920", kind: .accelerators,
        missing: ["memory capacity", "scale-up bandwidth", "the size of the scale-up domain"])
    ) { try catalog.accelerator("ascend-920") }
  }

  @Test("Missing data files are an error that names the places searched")
  func missingData() {
    let variable = ["BESSEMER_DATA": "/nonexistent"]
    #expect(throws: CatalogError.missingData(searched: ["/nonexistent"], variable: "BESSEMER_DATA"))
    { try DataFolder.locate(environment: variable) }
    #expect(throws: CatalogError.self) {
      try DataFolder.locate(environment: [:], program: "/nonexistent/bin/bessemer")
    }
  }

  @Test("A name that stands in two files is refused")
  func duplicates() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    let metrics = folder.appendingPathComponent("metrics")
    try FileManager.default.createDirectory(at: metrics, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for file in ["a.yaml", "b.yaml"] {
      try "same:\n  title: T\n  unit: s\n  definition: D\n".write(
        to: metrics.appendingPathComponent(file), atomically: true, encoding: .utf8)
    }
    #expect(
      throws: CatalogError.duplicate(
        "same", kind: .metrics, first: "metrics/a.yaml", second: "metrics/b.yaml")
    ) { try Catalog(folder: folder.path) }
  }

  @Test("A problem of a data file is reported at its line in the whole file")
  func places() throws {
    let file = CatalogFile(
      kind: .metrics, name: "metrics/a.yaml",
      bytes: Array("# head\n\nfirst:\n  title: A\n\nsecond:\n  title: B\n".utf8))
    #expect(file.entries.map(\.name) == ["first", "second"])
    #expect(file.entries.map(\.line) == [3, 6])
    let node = try file.node(of: file.entries[1])
    #expect(node["title"]?.location.line == 7)
  }
}

@Suite("Files of the user's own")
struct OwnFileTests {
  let catalog = installed

  private func adding(_ text: String) throws -> Catalog { try catalog.adding(text) }

  @Test("A chip like another differs only where the file says so")
  func like() throws {
    let own = try adding(
      """
      accelerators:
        h100-96:
          like: h100-sxm
          title: H100 with more memory
          memory: {capacity: 96 GiB}
      """)
    let chip = try own.accelerator("h100-96")
    let original = try own.accelerator("h100-sxm")
    #expect(chip.memory.capacity == original.memory.capacity * 1.2)
    #expect(chip.memory.bandwidth == original.memory.bandwidth)
    #expect(chip.peak == original.peak)
    #expect(own.ownNames(of: .accelerators) == ["h100-96"])
    let rows = try own.facts(of: own.entry("h100-96", kind: .accelerators))
    let capacity = try #require(rows.first { $0.field == "memory.capacity" })
    #expect(capacity.grade == .estimate)
    let bandwidth = try #require(rows.first { $0.field == "memory.bandwidth" })
    #expect(bandwidth.sources.first == "nvidia-datasheets")
  }

  @Test("An unknown key, a wrong unit and a bare number are all reported with their places")
  func problems() throws {
    do {
      _ = try adding(
        """
        accelerators:
          mine:
            like: h100-sxm
            memory: {capcity: 96 GiB, bandwidth: 3 TB}
            power: 700
        """)
      Issue.record("the file was accepted")
    } catch CatalogError.invalid(let diagnostics) {
      #expect(diagnostics.all.count == 3)
      #expect(diagnostics.all.map(\.location.line) == [4, 4, 5])
      #expect(diagnostics.all[0].suggestion == .name("capacity"))
      #expect(diagnostics.all[0].path.description == "mine.memory.capcity")
    }
  }

  @Test("A name that is taken, and a relative that does not exist, are refused")
  func names() throws {
    #expect(throws: CatalogError.self) {
      try adding("accelerators: {h100-sxm: {like: b200}}")
    }
    #expect(throws: CatalogError.self) { try adding("accelerators: {mine: {like: h10O}}") }
    #expect(throws: CatalogError.self) { try adding("accelerators: {mine: {like: mine}}") }
  }

  @Test("A chip that is described whole needs no relative")
  func whole() throws {
    let own = try adding(
      """
      accelerators:
        mine:
          title: My chip
          vendor: Me
          status: announced
          devices: 1
          peak: {bf16: 500 TFLOP/s}
          memory: {kind: HBM3, capacity: 64 GiB, bandwidth: 2 TB/s}
          scale-up: {name: bus, bandwidth: 100 GB/s, accelerators: 8, latency: 2 us}
      systems:
        my-node:
          title: My node
          vendor: Me
          status: announced
          accelerator: mine
          accelerators: 8
          scale-up: {name: bus, bandwidth: 100 GB/s, accelerators: 8, latency: 2 us}
      """)
    #expect(try own.accelerator("mine").memory.kind == "HBM3")
    #expect(try own.defaultSystem(for: own.accelerator("mine")).name == "my-node")
    #expect(try own.calibration(for: "mine").rule == "others")
  }

  @Test(
    "Zero, negative, unitless and senseless figures are refused with their place",
    arguments: [
      "memory: {capacity: 0 GiB}", "memory: {bandwidth: -1 TB/s}", "memory: {capacity: 80}",
      "memory: {capacity: 80 GB/s}", "peak: {bf16: fast}", "peak: {bf16: 0 TFLOP/s}",
      "devices: 0", "devices: 1.5", "power: {value: 700 W, range: 800 to 900 W}",
      "power: {value: 700 W, range: 900 to 600 W}", "launched: soon", "grade: certain",
      "scale-up: {latency: -1 us}", "status: sold-out", "memory: [80 GiB]", "prices: 12 USD",
    ])
  func senseless(line: String) throws {
    #expect(throws: CatalogError.self) {
      try adding("accelerators:\n  mine:\n    like: h100-sxm\n    \(line)\n")
    }
  }

  @Test(
    "Layers that contradict themselves are refused when the model is asked for",
    arguments: [
      "{count: 2, dense: {intermediate: 64}}",
      "{count: 2, grouped: {heads: 4, kv-heads: 2, head-dimension: 8}}",
      "{count: 2, grouped: {heads: 4, kv-heads: 2, head-dimension: 8}, "
        + "mixture: {experts: 4, per-token: 8, intermediate: 64}}",
      "{count: 2, compressed: {heads: 6, head-dimension: 8, query-rank: 8, window: 4, "
        + "output-groups: 4, output-rank: 8}, dense: {intermediate: 64}}",
    ])
  func contradiction(layer: String) throws {
    let own = try adding(
      """
      models:
        mine:
          title: Mine
          organisation: Me
          status: released
          architecture:
            hidden: 64
            vocabulary: 100
            tied-embeddings: no
            context: 128
            weights: {matrices: bf16}
            layers: [\(layer)]
      """)
    #expect(throws: CatalogError.self) { try own.model("mine") }
  }

  @Test("A model file in the catalog's layout resolves")
  func model() throws {
    let own = try adding(
      """
      models:
        tiny:
          title: Tiny
          organisation: Me
          status: released
          architecture:
            hidden: 64
            vocabulary: 100
            tied-embeddings: yes
            context: 128
            weights: {matrices: fp8, experts: mxfp4}
            layers:
              - count: 2
                grouped: {heads: 4, kv-heads: 2, head-dimension: 16}
                dense: {intermediate: 128}
      """)
    let model = try own.model("tiny")
    // Per layer 64·64·2 + 2·64·32 + 3·64·128 + 2·64; embedding 6,400 and last norm 64.
    #expect(model.parameters == 2 * (8_192 + 4_096 + 24_576 + 128) + 6_464)
    #expect(model.weights.experts == .mxfp4 && model.weights.attention == .fp8)
  }
}
