public import Hardware
public import Quantities

/// All that export rules compare with thresholds, of one package; nil is unknown, never zero.
public struct ControlledProperties: Sendable, Hashable {
  public let totalProcessingPerformance: TotalProcessingPerformance?
  public let performanceDensity: PerformanceDensity?
  /// The peak bandwidth of the package's memory.
  public let memoryBandwidth: BytesPerSecond?
  /// Both directions over all inputs and outputs except volatile memory; PCIe counts (Eq. 10.4,
  /// 87 FR 62186).
  public let aggregateIO: BytesPerSecond?
  public let isDataCentreMarketed: Bool?

  public init(of accelerator: Accelerator) {
    self.init(
      peak: accelerator.peak, memoryBandwidth: accelerator.memory.bandwidth,
      regulatory: accelerator.regulatory)
  }

  /// The properties of a chip that is too little known to be an ``Accelerator``.
  public init(peak: PeakRates, memoryBandwidth: BytesPerSecond?, regulatory: RegulatoryProperties) {
    totalProcessingPerformance = TotalProcessingPerformance(
      peak: peak, published: regulatory.publishedTotalProcessingPerformance)
    performanceDensity = totalProcessingPerformance.flatMap { performance in
      regulatory.applicableDieArea.map { PerformanceDensity(performance, over: $0) }
    }
    self.memoryBandwidth = memoryBandwidth
    aggregateIO = regulatory.aggregateIO
    isDataCentreMarketed = regulatory.isDataCentreMarketed
  }

  /// Memory bandwidth and aggregate I/O together, as the licence letters of 2025 sum them
  /// (Eq. 10.7).
  public var memoryAndIO: BytesPerSecond? {
    guard let memoryBandwidth, let aggregateIO else { return nil }
    return memoryBandwidth + aggregateIO
  }
}

/// Memory bandwidth per area of a memory stack, in GB/s per mm² (Eq. 10.3).
///
/// Stacks sold by themselves are controlled above 2.0; an exception reaches to 3.3. Bureau of
/// Industry and Security (2024), 89 FR 96790.
public struct MemoryBandwidthDensity: Sendable, Hashable, Comparable {
  public let value: Double

  public init(bandwidth: BytesPerSecond, area: SquareMillimetres) {
    precondition(area.value > 0 && area.isFinite, "stack area is \(area)")
    // Bytes per second to gigabytes per second, as the rule states it.
    value = bandwidth.value / 1e9 / area.value
  }

  public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}
