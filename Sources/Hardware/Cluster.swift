import Quantities

/// Accelerators of one kind in systems of one kind: the machine a plan runs on.
public struct Cluster: Sendable, Hashable {
  public let accelerator: Accelerator
  public let system: AcceleratorSystem
  public let accelerators: Int

  /// - Precondition: the system holds this accelerator, and there is at least one.
  public init(accelerator: Accelerator, system: AcceleratorSystem, accelerators: Int) {
    precondition(accelerators >= 1, "a cluster of \(accelerators) accelerators")
    precondition(
      system.accelerator == accelerator.name,
      "\(system.name) holds \(system.accelerator), not \(accelerator.name)")
    self.accelerator = accelerator
    self.system = system
    self.accelerators = accelerators
  }

  public var devices: Int { accelerators * accelerator.devices }

  /// The interconnect as one device sees it.
  ///
  /// The bandwidth of a package is shared equally by its devices. Where a package holds several
  /// devices they are taken to reach each other at no less than the scale-up rate.
  public var topology: Topology {
    let perPackage = accelerator.devices
    func level(_ level: InterconnectLevel, accelerators: Int) -> Topology.Level {
      Topology.Level(
        name: level.name, devices: accelerators * perPackage,
        bandwidth: level.bandwidth / (Double(perPackage) * level.oversubscription),
        latency: level.latency)
    }
    var levels = [level(system.scaleUp, accelerators: system.scaleUp.accelerators)]
    if let scaleOut = system.scaleOut, accelerators > system.scaleUp.accelerators {
      levels.append(
        level(scaleOut, accelerators: max(accelerators, system.scaleUp.accelerators + 1)))
    }
    return Topology(levels: levels)
  }
}
