import ExportControl
import Hardware
import Quantities
import Testing

@Suite("Total processing performance")
struct TotalProcessingPerformanceTests {
  /// Dense peaks in 10^12 operations per second.
  static func peaks(_ rates: [NumericFormat: Double]) -> PeakRates {
    PeakRates(rates.mapValues { FLOPsPerSecond($0 * 1e12) })
  }

  static func accelerator(
    _ rates: [NumericFormat: Double], area: Double? = nil, devices: Int = 1, io: Double? = nil,
    bandwidth: Double = 1e12, published: Double? = nil
  ) -> Accelerator {
    Accelerator(
      name: "chip", title: "Chip", vendor: "Vendor", devices: devices, peak: peaks(rates),
      vectorPeak: nil,
      memory: MemorySystem(
        kind: "HBM", capacity: Bytes(80e9), bandwidth: BytesPerSecond(bandwidth)),
      multiprocessors: nil,
      scaleUp: InterconnectLevel(
        name: "link", accelerators: 8, bandwidth: BytesPerSecond(1e11), latency: .zero),
      scaleOutBandwidth: nil, thermalDesignPower: nil,
      regulatory: RegulatoryProperties(
        applicableDieArea: area.map { SquareMillimetres($0) },
        aggregateIO: io.map { BytesPerSecond($0) }, isDataCentreMarketed: true,
        publishedTotalProcessingPerformance: published))
  }

  static let a100: [NumericFormat: Double] = [
    .fp64: 19.5, .fp32: 19.5, .tf32: 156, .bf16: 312, .fp16: 312, .int8: 624,
  ]

  @Test("A100, H100, H20 and 910C as published, with the format that wins")
  func published() throws {
    let a100 = try #require(TotalProcessingPerformance(peak: Self.peaks(Self.a100)))
    #expect(a100.value == 4_992 && a100.format == .bf16)

    let h100 = try #require(
      TotalProcessingPerformance(
        peak: Self.peaks([
          .fp64: 66.9, .fp32: 66.9, .tf32: 494.7, .bf16: 989.4, .fp16: 989.4, .fp8: 1_978.9,
          .int8: 1_978.9,
        ])))
    #expect(abs(h100.value - 15_831.2) < 1e-9 && h100.format == .fp8)

    let h20 = try #require(
      TotalProcessingPerformance(
        peak: Self.peaks([.fp32: 44, .tf32: 74, .bf16: 148, .fp16: 148, .fp8: 296, .int8: 296])))
    #expect(h20.value == 2_368 && h20.format == .bf16)

    let ascend = try #require(
      TotalProcessingPerformance(
        of: Self.accelerator([.bf16: 707.8, .fp16: 752, .int8: 1_504], devices: 2)))
    #expect(ascend.value == 12_032 && ascend.format == .fp16)
  }

  @Test("Rates that halve with each doubling of bits tie, and the first format is named")
  func ties() throws {
    let sixteen = try #require(TotalProcessingPerformance(peak: Self.peaks([.bf16: 989.5])))
    let eight = try #require(TotalProcessingPerformance(peak: Self.peaks([.fp8: 1_979])))
    #expect(sixteen.value == 15_832 && eight.value == 15_832)
    let both = TotalProcessingPerformance(peak: Self.peaks([.fp8: 1_979, .bf16: 989.5]))
    #expect(both?.format == .bf16)
    // Units that do not round alike still tie.
    let tenths = TotalProcessingPerformance(peak: Self.peaks([.bf16: 0.1 + 0.2, .fp8: 0.6]))
    #expect(tenths?.format == .bf16)
  }

  @Test("Narrow formats win where they run faster than their width pays")
  func narrowFormats() {
    let b300 = TotalProcessingPerformance(
      peak: Self.peaks([.bf16: 2_250, .fp8: 4_500, .fp6: 4_500, .fp4: 13_500]))
    #expect(b300?.value == 54_000 && b300?.format == .fp4)
    let mi355x = TotalProcessingPerformance(
      peak: Self.peaks([.bf16: 2_516.6, .fp8: 5_033, .fp6: 10_066, .fp4: 10_066]))
    #expect(mi355x?.format == .fp6)
  }

  @Test("TF32 is never counted")
  func tf32() {
    #expect(TotalProcessingPerformance(peak: Self.peaks([.tf32: 1_000])) == nil)
    let with = TotalProcessingPerformance(peak: Self.peaks([.tf32: 9_000, .bf16: 10]))
    #expect(with?.format == .bf16)
  }

  @Test("A published figure decides only where it exceeds the peaks")
  func publishedFigure() {
    let card = Self.accelerator([.bf16: 145, .fp8: 290], published: 3_200)
    let above = TotalProcessingPerformance(of: card)
    #expect(above?.value == 3_200 && above?.format == nil)
    let below = TotalProcessingPerformance(of: Self.accelerator([.bf16: 312], published: 3_200))
    #expect(below?.value == 4_992 && below?.format == .bf16)
  }

  @Test("Faster peaks and further formats never lower the figure")
  func monotone() throws {
    var rates = Self.a100
    var last = try #require(TotalProcessingPerformance(peak: Self.peaks(rates)))
    for (format, rate) in [(NumericFormat.fp8, 100.0), (.fp4, 2_000), (.bf16, 600), (.fp64, 80)] {
      rates[format] = rate
      let next = try #require(TotalProcessingPerformance(peak: Self.peaks(rates)))
      #expect(next >= last)
      last = next
    }
  }

  @Test("Density divides the whole package's figure by its die area")
  func density() throws {
    let h20 = Self.accelerator([.bf16: 148], area: 814)
    let density = try #require(PerformanceDensity(of: h20))
    #expect((density.value * 100).rounded() == 291)
    #expect(PerformanceDensity(of: Self.accelerator([.bf16: 148])) == nil)
    #expect(PerformanceDensity(of: Self.accelerator([:], area: 814)) == nil)
  }

  @Test("Bandwidths pass through, and what is unknown stays unknown")
  func properties() {
    let h20 = ControlledProperties(
      of: Self.accelerator([.bf16: 148], io: 1.028e12, bandwidth: 4e12))
    #expect(h20.memoryAndIO == BytesPerSecond(5.028e12))
    #expect(h20.performanceDensity == nil)
    let unknown = ControlledProperties(of: Self.accelerator([:]))
    #expect(unknown.totalProcessingPerformance == nil && unknown.memoryAndIO == nil)
    // A roadmap chip of which only a rate and an area are stated.
    let roadmap = ControlledProperties(
      peak: Self.peaks([.bf16: 900]), memoryBandwidth: nil,
      regulatory: RegulatoryProperties(
        applicableDieArea: SquareMillimetres(1_200), aggregateIO: BytesPerSecond(1e12),
        isDataCentreMarketed: nil))
    #expect(roadmap.totalProcessingPerformance?.value == 14_400)
    #expect(roadmap.performanceDensity?.value == 12)
    #expect(roadmap.memoryAndIO == nil)
  }

  @Test("A stack of 819.2 GB/s on 110 mm² is denser than the exception allows")
  func memoryBandwidthDensity() {
    let stack = MemoryBandwidthDensity(
      bandwidth: BytesPerSecond(819.2e9), area: SquareMillimetres(110))
    #expect((stack.value * 100).rounded() == 745)
  }
}
