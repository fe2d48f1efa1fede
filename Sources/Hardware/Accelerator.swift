public import Quantities

/// One accelerator package as it is sold and billed: an H100 module, an Ascend 910C of two dies.
///
/// All rates are of the whole package; ``device`` is what one rank of a parallel program sees.
public struct Accelerator: Sendable, Hashable {
  /// The catalog name, lower-case with hyphens.
  public let name: String
  /// The vendor's product name.
  public let title: String
  public let vendor: String
  /// Logical devices per package: programs address each as one rank (910C: 2; B200: 1).
  public let devices: Int
  /// Dense peaks of the matrix units, per package.
  public internal(set) var peak: PeakRates
  /// The rate of the vector units in 16-bit arithmetic, where it is published.
  public internal(set) var vectorPeak: FLOPsPerSecond?
  public internal(set) var memory: MemorySystem
  /// Streaming multiprocessors or AI cores per package, where published.
  public let multiprocessors: Int?
  /// The link between the devices of one package, as one device sees it; nil where there is one
  /// device, or where none is published and devices meet on the scale-up link.
  public internal(set) var dieToDie: DieLink?
  /// The scale-up link of one package (NVLink, Unified Bus).
  public internal(set) var scaleUp: InterconnectLevel
  /// The scale-out network port of one package, one direction.
  public internal(set) var scaleOutBandwidth: BytesPerSecond?
  public let thermalDesignPower: Watts?
  /// What export rules measure; see `ExportControl`.
  public let regulatory: RegulatoryProperties

  public init(
    name: String, title: String, vendor: String, devices: Int, peak: PeakRates,
    vectorPeak: FLOPsPerSecond?, memory: MemorySystem, multiprocessors: Int?,
    dieToDie: DieLink? = nil, scaleUp: InterconnectLevel, scaleOutBandwidth: BytesPerSecond?,
    thermalDesignPower: Watts?,
    regulatory: RegulatoryProperties
  ) {
    precondition(devices >= 1, "an accelerator has at least one device, not \(devices)")
    self.name = name
    self.title = title
    self.vendor = vendor
    self.devices = devices
    self.peak = peak
    self.vectorPeak = vectorPeak
    self.memory = memory
    self.multiprocessors = multiprocessors
    self.dieToDie = dieToDie
    self.scaleUp = scaleUp
    self.scaleOutBandwidth = scaleOutBandwidth
    self.thermalDesignPower = thermalDesignPower
    self.regulatory = regulatory
  }

  /// What one rank of a parallel program computes with.
  public var device: Device {
    Device(
      peak: peak.divided(by: devices), vectorPeak: vectorPeak.map { $0 / Double(devices) },
      memory: MemorySystem(
        kind: memory.kind, capacity: memory.capacity / Double(devices),
        bandwidth: memory.bandwidth / Double(devices),
        cache: memory.cache.map { $0 / Double(devices) }),
      multiprocessors: multiprocessors.map { $0 / devices })
  }
}

/// One logical device: the share of a package that one rank of a parallel program uses.
public struct Device: Sendable, Hashable {
  public let peak: PeakRates
  public let vectorPeak: FLOPsPerSecond?
  public let memory: MemorySystem
  public let multiprocessors: Int?

  /// The same device with every rate divided by `factor`: what slower kernels make of it.
  public func slowed(by factor: Double) -> Device {
    precondition(factor > 0 && factor.isFinite, "slowed by \(factor)")
    if factor == 1 { return self }
    return Device(
      peak: peak.times(1 / factor), vectorPeak: vectorPeak.map { $0 / factor },
      memory: MemorySystem(
        kind: memory.kind, capacity: memory.capacity, bandwidth: memory.bandwidth / factor,
        cache: memory.cache),
      multiprocessors: multiprocessors)
  }
}

/// The link between two devices of one package.
public struct DieLink: Sendable, Hashable {
  /// Of one device, one direction.
  public let bandwidth: BytesPerSecond
  /// The time of an empty message.
  public let latency: Seconds

  public init(bandwidth: BytesPerSecond, latency: Seconds) {
    precondition(bandwidth.value > 0 && bandwidth.isFinite, "die to die at \(bandwidth)")
    precondition(latency.value >= 0 && latency.isFinite, "die to die after \(latency)")
    self.bandwidth = bandwidth
    self.latency = latency
  }
}

/// Device memory: its technology, usable capacity and peak bandwidth, and the cache before it.
public struct MemorySystem: Sendable, Hashable {
  /// The technology as the vendor names it: `HBM3e`, `GDDR6X`.
  public let kind: String
  public let capacity: Bytes
  public let bandwidth: BytesPerSecond
  /// The last-level cache, where published.
  public let cache: Bytes?

  public init(kind: String, capacity: Bytes, bandwidth: BytesPerSecond, cache: Bytes? = nil) {
    precondition(capacity.value > 0 && capacity.isFinite, "memory capacity is \(capacity)")
    precondition(bandwidth.value > 0 && bandwidth.isFinite, "memory bandwidth is \(bandwidth)")
    precondition(cache?.value ?? 1 > 0, "the last-level cache is \(cache ?? .zero)")
    self.kind = kind
    self.capacity = capacity
    self.bandwidth = bandwidth
    self.cache = cache
  }
}

/// The properties of a package that export rules compare with thresholds.
public struct RegulatoryProperties: Sendable, Hashable {
  /// Logic die area on non-planar nodes, I/O dies included, memory excluded.
  public let applicableDieArea: SquareMillimetres?
  /// Both directions over all inputs and outputs except volatile memory.
  public let aggregateIO: BytesPerSecond?
  /// Whether it is designed or marketed for data centres.
  public let isDataCentreMarketed: Bool?
  /// A peak that export rules count although serving software does not use it (FP32 vector
  /// rates of graphics cards), where it exceeds the matrix peaks; else nil.
  public let publishedTotalProcessingPerformance: Double?

  public init(
    applicableDieArea: SquareMillimetres?, aggregateIO: BytesPerSecond?,
    isDataCentreMarketed: Bool?, publishedTotalProcessingPerformance: Double? = nil
  ) {
    self.applicableDieArea = applicableDieArea
    self.aggregateIO = aggregateIO
    self.isDataCentreMarketed = isDataCentreMarketed
    self.publishedTotalProcessingPerformance = publishedTotalProcessingPerformance
  }
}
