import ExportControl
import Hardware
import LanguageModels
import Quantities
import ReferenceData
import Testing

@Suite("Parts add up to published totals")
struct PublishedTotalsTests {
  let catalog = installed

  /// Models whose published size counts other things than the decoder, or is only nominal, with
  /// the deviation that explains.
  static let nominal = [
    "llama-4-scout": -0.0113, "deepseek-v4-pro": -0.017, "kimi-k2": -0.0131, "kimi-k2.5": -0.0131,
    "kimi-k2.6": -0.0131, "glm-4.6": -0.0118, "ernie-4.5-21b-a3b": 0.0395,
  ]

  @Test("Parameters computed from dimensions agree with published ones within 1 %")
  func parameters() throws {
    var compared = 0
    for entry in try catalog.entries(of: .models) {
      guard entry.record.group("architecture") != nil,
        let published = entry.record.group("published")?.number("parameters")
      else { continue }
      let model = try catalog.model(entry.name)
      let deviation = Double(model.parameters) / published - 1
      let expected = Self.nominal[entry.name] ?? 0
      let tolerance = expected == 0 ? 0.01 : 0.002
      #expect(abs(deviation - expected) < tolerance, "\(entry.name): \(deviation)")
      compared += 1
    }
    #expect(compared >= 68)
  }

  /// Laboratories disagree on counting embeddings; these lie further off than 7 %.
  static let activeExceptions: Set = [
    "qwen3-next-80b-a3b", "qwen3.6-35b-a3b", "deepseek-v2-lite", "glm-4.5-air",
    "gpt-oss-20b", "gpt-oss-120b", "qwen3-30b-a3b", "minimax-m2", "minimax-m2.5",
    "ernie-4.5-21b-a3b",
  ]

  @Test("Active parameters, with or without the input embedding, agree within 7 %")
  func activeParameters() throws {
    for entry in try catalog.entries(of: .models)
    where entry.record.group("architecture") != nil && !Self.activeExceptions.contains(entry.name) {
      let published = try #require(entry.record.group("published")?.number("active-parameters"))
      let model = try catalog.model(entry.name)
      let nearest = [model.activeParameters, model.matrixParameters]
        .map { abs(Double($0) / published - 1) }.min()
      #expect(try #require(nearest) < 0.07, "\(entry.name): \(nearest ?? 0)")
    }
  }

  @Test("Exact counts of parameters and cache")
  func exact() throws {
    let dense = try catalog.model("llama-3.1-70b")
    #expect(dense.parameters == 70_553_706_496)
    #expect(dense.cacheBytesPerToken(.bf16) == Bytes(327_680))
    #expect(try catalog.model("llama-3.1-405b").parameters == 405_853_388_800)
    let latent = try catalog.model("deepseek-v3")
    #expect(latent.parameters == 671_026_419_200)
    #expect(latent.activeParameters == 37_552_297_472)
    #expect(latent.matrixParameters == 36_625_618_432)
    #expect(latent.routedExpertParameters == 653_908_770_816)
    #expect(latent.cacheBytesPerToken(.bf16) == Bytes(70_272))
    #expect(try catalog.model("deepseek-v3.2").cacheBytesPerToken(.bf16) == Bytes(85_888))
    #expect(try catalog.model("deepseek-v4-pro").cacheBytesPerToken(.bf16) == Bytes(9_848))
    #expect(try catalog.model("hunyuan-large").cacheBytesPerToken(.bf16) == Bytes(81_920))
  }

  @Test("Cache per token agrees with every published figure")
  func cache() throws {
    var compared = 0
    for entry in try catalog.entries(of: .models) {
      guard
        let published: BytesPerToken = entry.record.group("published")?.quantity(
          "kv-bytes-per-token")
      else { continue }
      // Bytes per one token against bytes.
      let computed = try catalog.model(entry.name).cacheBytesPerToken(.bf16).value
      #expect(abs(computed / published.value - 1) < 0.001, "\(entry.name): \(computed)")
      compared += 1
    }
    #expect(compared >= 3)
  }

  @Test("Total processing performance agrees with the published figure within 1 %")
  func totalProcessingPerformance() throws {
    for entry in try catalog.entries(of: .accelerators) {
      guard let published = entry.record.group("regulatory")?.number("published-tpp") else {
        continue
      }
      let computed = try #require(
        try catalog.controlledProperties(of: entry.name).totalProcessingPerformance)
      #expect(abs(computed.value / published - 1) < 0.01, "\(entry.name): \(computed.value)")
    }
  }

  @Test("Six chips of the rules' worked examples")
  func workedExamples() throws {
    let cases = [
      ("a100-80-sxm", 4_992.0, 6.04), ("h100-sxm", 15_832, 19.45), ("a800-80-sxm", 4_992, 6.04),
      ("h20", 2_368, 2.91), ("rtx-4090d", 4_708, 7.74),
    ]
    for (name, performance, density) in cases {
      let properties = try catalog.controlledProperties(of: name)
      let value = try #require(properties.totalProcessingPerformance?.value)
      #expect(abs(value / performance - 1) < 0.001, "\(name): \(value)")
      let area = try #require(properties.performanceDensity?.value)
      #expect(abs(area / density - 1) < 0.002, "\(name): \(area)")
    }
  }

  @Test("Systems add up to their vendors' totals within 5 %")
  func systems() throws {
    var compared = 0
    for entry in try catalog.entries(of: .systems) {
      guard let published = entry.record.group("published"),
        let chip = entry.record.text("accelerator"), let count = entry.record.count("accelerators")
      else { continue }
      let record = try catalog.entry(chip, kind: .accelerators).record
      let number = Double(count)
      func check(_ total: Double?, _ part: Double?, _ what: String) {
        guard let total, let part else { return }
        #expect(abs(part * number / total - 1) < 0.05, "\(entry.name) \(what): \(part * number)")
        compared += 1
      }
      for format in ["fp4", "fp8", "fp16"] {
        check(
          published.quantity(format, as: FLOPsPerSecond.self)?.value,
          record.group("peak")?.quantity(format, as: FLOPsPerSecond.self)?.value, format)
      }
      if let total: Bytes = published.quantity("memory"), let memory = record.group("memory") {
        // Vendors sum marketed gigabytes, or usable memory in binary units.
        let parts = ["marketed", "capacity"].compactMap { memory.quantity($0, as: Bytes.self) }
        let nearest = parts.map { abs($0 * number / total - 1) }.min()
        #expect(try #require(nearest) < 0.05, "\(entry.name) memory")
        compared += 1
      }
      check(
        published.quantity("scale-up", as: BytesPerSecond.self)?.value,
        entry.record.group("scale-up")?.quantity("bandwidth", as: BytesPerSecond.self)
          .map { 2 * $0.value }, "scale-up")
    }
    #expect(compared >= 20)
  }

  @Test("Usable memory is the marketed figure in binary units")
  func memory() throws {
    for entry in try catalog.entries(of: .accelerators) {
      guard let memory = entry.record.group("memory"),
        let marketed: Bytes = memory.quantity("marketed")
      else { continue }
      let capacity: Bytes = try #require(memory.quantity("capacity"))
      let ratio = capacity / marketed
      // GiB over GB.
      #expect(abs(ratio / 1.073741824 - 1) < 0.001, "\(entry.name): \(ratio)")
    }
    let package = try catalog.accelerator("ascend-910c")
    #expect(package.devices == 2)
    #expect(package.device.memory.capacity == Bytes(64 * 1_073_741_824))
  }
}
