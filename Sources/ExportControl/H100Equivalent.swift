public import Hardware
public import Quantities

/// How many H100 a chip counts as, by one of several measures that are all in use.
///
/// A figure of "H100-equivalents" says nothing without its definition: an A100 is 0.315 by arithmetic
/// and 0.609 by memory bandwidth, an H20 0.150 and 1.194 (Eq. 10.9). Name it on every plot.
///
/// All compare datasheet peaks of one package. None knows what software, interconnect or memory
/// capacity make of them; what a stock can do of training and serving is another question.
public enum H100Equivalent: String, Sendable, Hashable, CaseIterable {
  /// Dense 8-bit operations.
  case eightBit = "8-bit"
  /// Total processing performance, as export rules define it.
  case totalProcessingPerformance = "tpp"
  /// Memory bandwidth.
  case memoryBandwidth = "memory-bandwidth"
  /// The geometric mean of the last two.
  case memoryWeighted = "memory-weighted"

  /// What the definition takes of a chip.
  public struct Measures: Sendable, Hashable {
    public let totalProcessingPerformance: Double?
    /// Dense operations per second on 8-bit operands; see ``eightBitRate(of:)``.
    public let eightBitRate: FLOPsPerSecond?
    public let memoryBandwidth: BytesPerSecond?

    public init(
      totalProcessingPerformance: Double?, eightBitRate: FLOPsPerSecond?,
      memoryBandwidth: BytesPerSecond?
    ) {
      self.totalProcessingPerformance = totalProcessingPerformance
      self.eightBitRate = eightBitRate
      self.memoryBandwidth = memoryBandwidth
    }

    public init(of accelerator: Accelerator) {
      self.init(
        totalProcessingPerformance: TotalProcessingPerformance(of: accelerator)?.value,
        eightBitRate: H100Equivalent.eightBitRate(of: accelerator.peak),
        memoryBandwidth: accelerator.memory.bandwidth)
    }
  }

  /// The unit of ``eightBit``: 1,979 · 10^12 operations per second (NVIDIA, H100 datasheet).
  public static let unitOfEightBitRate = FLOPsPerSecond(1_979e12)
  /// The unit of ``totalProcessingPerformance``: 1,979 TOPS times 8 bits.
  public static let unitOfPerformance = 15_832.0
  /// The unit of ``memoryBandwidth``: 3,350 GB/s (NVIDIA, H100 SXM datasheet).
  public static let unitOfMemoryBandwidth = BytesPerSecond(3_350e9)

  /// The H100 that a chip counts as; nil where what the definition takes is unknown.
  public func value(of measures: Measures) -> Double? {
    switch self {
    case .eightBit: measures.eightBitRate.map { $0 / Self.unitOfEightBitRate }
    case .totalProcessingPerformance:
      measures.totalProcessingPerformance.map { $0 / Self.unitOfPerformance }
    case .memoryBandwidth: measures.memoryBandwidth.map { $0 / Self.unitOfMemoryBandwidth }
    case .memoryWeighted:
      Self.totalProcessingPerformance.value(of: measures).flatMap { performance in
        Self.memoryBandwidth.value(of: measures).map { (performance * $0).squareRoot() }
      }
    }
  }

  public func value(of accelerator: Accelerator) -> Double? {
    value(of: Measures(of: accelerator))
  }

  /// The dense rate of 8-bit products, whole numbers or floating point, whichever is faster.
  ///
  /// A chip without units for 8 bits multiplies such numbers at its 16-bit rate, and is counted so, as
  /// Epoch AI counts it. Nil where neither is known: a rate of narrower formats says nothing of it.
  public static func eightBitRate(of peak: PeakRates) -> FLOPsPerSecond? {
    [peak[.fp8], peak[.int8]].compactMap(\.self).max()
      ?? [peak[.bf16], peak[.fp16]].compactMap(\.self).max()
  }
}

extension H100Equivalent {
  /// The name on plots and in tables.
  public var title: String {
    switch self {
    case .eightBit: "H100e (8-bit)"
    case .totalProcessingPerformance: "H100e (TPP)"
    case .memoryBandwidth: "H100e (memory bandwidth)"
    case .memoryWeighted: "H100e (memory-weighted)"
    }
  }

  /// The definition in a sentence.
  public var definition: String {
    switch self {
    case .eightBit:
      "dense 8-bit operations per second over 1,979e12, at the 16-bit rate where a chip has no "
        + "8-bit units"
    case .totalProcessingPerformance:
      "total processing performance (dense TOPS times bits, the best format) over 15,832"
    case .memoryBandwidth: "memory bandwidth over 3,350 GB/s"
    case .memoryWeighted:
      "geometric mean of the equivalents by total processing performance and by memory bandwidth"
    }
  }

  /// Who counts so.
  public var source: String {
    switch self {
    case .eightBit: "Epoch AI, data on machine learning hardware and on chip sales (CC BY)"
    case .totalProcessingPerformance:
      "Bureau of Industry and Security (2023), 88 FR 73458, over the H100's; used so by AI-2027 and "
        + "AI-2040"
    case .memoryBandwidth: "memory bandwidth of datasheets over the H100's"
    case .memoryWeighted: "our own definition: decoding is bound by memory, training by arithmetic"
    }
  }
}

/// How many B300 a chip counts as, by total processing performance: the unit of studies of export
/// policy since 2025.
///
/// The unit is the HGX B300 at 13.5 PFLOP/s of dense FP4, 54,000 (NVIDIA datasheet); some studies
/// take the GB300 of 60,000 instead, a tenth less for the same chips.
public enum B300Equivalent {
  public static let unitOfPerformance = 54_000.0
  public static let title = "B300e (TPP)"

  public static func value(of measures: H100Equivalent.Measures) -> Double? {
    measures.totalProcessingPerformance.map { $0 / unitOfPerformance }
  }
}
