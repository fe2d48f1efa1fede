import ExportControl
import Hardware
import Quantities

extension ChipMachine {
  /// The same machine with another chip in it, of which only numbers are known.
  ///
  /// Rates of all formats change by the ratio of total processing performance, memory as stated. I/O
  /// is taken from the link between accelerators, half of the difference in each direction, and the
  /// host's link and the network's ports stay: so the A800 was made of the A100 and the H800 of the
  /// H100. Everything else is as before, power included, which a chip with parts switched off may
  /// well undercut; kernels reach the same shares of the new peaks.
  ///
  /// - Precondition: what is stated is positive and finite.
  public func redesigned(_ name: String, to numbers: ChipNumbers) -> ChipMachine {
    var cluster = cluster(of: 1)
    func change(_ property: MachineProperty, by factor: Double) {
      precondition(factor > 0 && factor.isFinite, "\(name): \(property.rawValue) times \(factor)")
      cluster = cluster.with(property, times: factor)
    }
    if let performance = numbers.totalProcessingPerformance,
      let own = TotalProcessingPerformance(of: accelerator)?.value
    {
      change(.peak, by: performance / own)
    }
    if let bandwidth = numbers.memoryBandwidth {
      change(.memoryBandwidth, by: bandwidth / accelerator.memory.bandwidth)
    }
    if let capacity = numbers.memoryCapacity {
      change(.memoryCapacity, by: capacity / accelerator.memory.capacity)
    }
    if let io = numbers.aggregateIO, let own = accelerator.regulatory.aggregateIO {
      let link = system.scaleUp.bandwidth
      let left = link - (own - io) / 2
      change(.scaleUpBandwidth, by: max(left / link, Self.leastLink))
    }
    return ChipMachine(
      name: name, title: "\(accelerator.title), redesigned as \(name)", machine: self,
      cluster: cluster)
  }

  /// No redesign leaves less of a link: its chip would no longer be sold for clusters. Assumed.
  private static let leastLink = 0.05
}
