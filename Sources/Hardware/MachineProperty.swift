import Quantities

/// A figure of a machine's datasheet that a "what if" changes.
public enum MachineProperty: String, Sendable, Hashable, CaseIterable {
  case memoryBandwidth = "memory-bandwidth"
  case memoryCapacity = "memory-capacity"
  /// The rates of the matrix units in all formats, and of the vector units.
  case peak
  /// The link of an accelerator into its scale-up domain.
  case scaleUpBandwidth = "scale-up-bandwidth"
  /// The ports into the network between domains.
  case scaleOutBandwidth = "scale-out-bandwidth"
  /// The link between the devices of one package.
  case dieToDieBandwidth = "die-to-die-bandwidth"
}

extension Cluster {
  /// The figure of one accelerator in base units (B/s or B); nil where the machine has none, and
  /// for the peak, of which there is one for each format.
  public func value(of property: MachineProperty) -> Double? {
    switch property {
    case .memoryBandwidth: accelerator.memory.bandwidth.value
    case .memoryCapacity: accelerator.memory.capacity.value
    case .peak: nil
    case .scaleUpBandwidth: system.scaleUp.bandwidth.value
    case .scaleOutBandwidth: system.scaleOut?.bandwidth.value
    case .dieToDieBandwidth: accelerator.dieToDie?.bandwidth.value
    }
  }

  /// The same machine with one figure times a factor; what it does not have stays absent.
  ///
  /// Everything else stays: latencies, the number of units, power and price.
  ///
  /// - Precondition: the factor is positive and finite.
  public func with(_ property: MachineProperty, times factor: Double) -> Cluster {
    precondition(factor > 0 && factor.isFinite, "\(property.rawValue) times \(factor)")
    var accelerator = accelerator
    var system = system
    let memory = accelerator.memory
    switch property {
    case .memoryBandwidth:
      accelerator.memory = MemorySystem(
        kind: memory.kind, capacity: memory.capacity, bandwidth: memory.bandwidth * factor,
        cache: memory.cache)
    case .memoryCapacity:
      accelerator.memory = MemorySystem(
        kind: memory.kind, capacity: memory.capacity * factor, bandwidth: memory.bandwidth,
        cache: memory.cache)
    case .peak:
      accelerator.peak = accelerator.peak.times(factor)
      accelerator.vectorPeak = accelerator.vectorPeak.map { $0 * factor }
    case .scaleUpBandwidth:
      accelerator.scaleUp.bandwidth = accelerator.scaleUp.bandwidth * factor
      system.scaleUp.bandwidth = system.scaleUp.bandwidth * factor
    case .scaleOutBandwidth:
      accelerator.scaleOutBandwidth = accelerator.scaleOutBandwidth.map { $0 * factor }
      if let network = system.scaleOut { system.scaleOut?.bandwidth = network.bandwidth * factor }
    case .dieToDieBandwidth:
      accelerator.dieToDie = accelerator.dieToDie.map {
        DieLink(bandwidth: $0.bandwidth * factor, latency: $0.latency)
      }
    }
    return Cluster(accelerator: accelerator, system: system, accelerators: accelerators)
  }
}
