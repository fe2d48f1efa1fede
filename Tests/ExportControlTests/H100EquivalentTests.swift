import ExportControl
import Hardware
import Quantities
import Testing

@Suite("H100-equivalents")
struct H100EquivalentTests {
  static func chip(_ rates: [NumericFormat: Double], bandwidth: Double) -> Accelerator {
    TotalProcessingPerformanceTests.accelerator(rates, bandwidth: bandwidth * 1e9)
  }

  /// Equation 10.9 prints three digits.
  static func rounded(_ value: Double?) -> Double? {
    value.map { ($0 * 1_000).rounded() / 1_000 }
  }

  static let a100 = chip([.bf16: 312, .int8: 624], bandwidth: 2_039)
  static let ascend910C = chip([.bf16: 707.8, .fp16: 752, .int8: 1_504], bandwidth: 3_200)
  static let h20 = chip([.bf16: 148, .fp8: 296, .int8: 296], bandwidth: 4_000)
  static let h100 = chip([.bf16: 989.5, .fp8: 1_979], bandwidth: 3_350)
  static let b300 = chip([.bf16: 2_250, .fp8: 4_500, .fp4: 13_500, .int8: 157.5], bandwidth: 7_700)

  @Test(
    "Published equivalents to their digits",
    arguments: [
      (a100, 0.315, 0.315, 0.609), (ascend910C, 0.76, 0.76, 0.955), (h20, 0.15, 0.15, 1.194),
    ])
  func published(chip: Accelerator, eightBit: Double, performance: Double, memory: Double) {
    #expect(Self.rounded(H100Equivalent.eightBit.value(of: chip)) == eightBit)
    #expect(Self.rounded(H100Equivalent.totalProcessingPerformance.value(of: chip)) == performance)
    #expect(Self.rounded(H100Equivalent.memoryBandwidth.value(of: chip)) == memory)
  }

  @Test("An H100 is one H100 by every definition", arguments: H100Equivalent.allCases)
  func unit(definition: H100Equivalent) throws {
    #expect(abs(try #require(definition.value(of: Self.h100)) - 1) < 1e-12)
  }

  @Test("FP4 counts for total processing performance and not for 8 bits: a B300")
  func narrowFormats() throws {
    #expect(Self.rounded(H100Equivalent.totalProcessingPerformance.value(of: Self.b300)) == 3.411)
    // The faster of floating point and whole numbers, though this chip is slow at the latter.
    #expect(Self.rounded(H100Equivalent.eightBit.value(of: Self.b300)) == 2.274)
    #expect(B300Equivalent.value(of: .init(of: Self.b300)) == 1)
    let h200 = try #require(B300Equivalent.value(of: .init(of: Self.h100)))
    #expect(abs(h200 - 15_832 / 54_000) < 1e-12)
  }

  @Test("Without 8-bit units the 16-bit rate counts, and nothing stands in for unknown rates")
  func fallBack() {
    let v100 = Self.chip([.fp32: 15.7, .fp16: 125], bandwidth: 900)
    #expect(Self.rounded(H100Equivalent.eightBit.value(of: v100)) == 0.063)
    let narrow = Self.chip([.fp4: 10_000], bandwidth: 8_000)
    #expect(H100Equivalent.eightBit.value(of: narrow) == nil)
    #expect(H100Equivalent.totalProcessingPerformance.value(of: narrow) != nil)
    let unknown = H100Equivalent.Measures(
      totalProcessingPerformance: 4_992, eightBitRate: nil, memoryBandwidth: nil)
    #expect(H100Equivalent.memoryWeighted.value(of: unknown) == nil)
  }

  @Test("The memory-weighted measure lies between its two, and squares to their product")
  func weighted() throws {
    for chip in [Self.a100, Self.ascend910C, Self.h20, Self.b300] {
      let performance = try #require(H100Equivalent.totalProcessingPerformance.value(of: chip))
      let memory = try #require(H100Equivalent.memoryBandwidth.value(of: chip))
      let weighted = try #require(H100Equivalent.memoryWeighted.value(of: chip))
      #expect(min(performance, memory) <= weighted && weighted <= max(performance, memory))
      #expect(abs(weighted * weighted / (performance * memory) - 1) < 1e-12)
    }
  }

  @Test("Every definition says what it is and who counts so")
  func words() {
    let titles = H100Equivalent.allCases.map(\.title)
    #expect(Set(titles).count == titles.count)
    for definition in H100Equivalent.allCases {
      #expect(!definition.definition.isEmpty && !definition.source.isEmpty)
    }
  }
}
