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
  /// The bandwidth of a package is shared equally by its devices, and the ports of a scale-up
  /// domain by its accelerators. The devices of a package meet on their own link where one is
  /// published, else on the scale-up link. A network without an inner part is as narrow as its
  /// core everywhere; a core as wide as the ports is no level of its own.
  public var topology: Topology {
    let perPackage = accelerator.devices
    let domain = system.scaleUp
    var levels: [Topology.Level] = []
    if perPackage > 1, let link = accelerator.dieToDie {
      levels.append(
        Topology.Level(
          name: "die to die", kind: .package, devices: perPackage, bandwidth: link.bandwidth,
          latency: link.latency))
    }
    if domain.accelerators > 1 || levels.isEmpty {
      levels.append(
        Topology.Level(
          name: domain.name, kind: .scaleUp, devices: domain.accelerators * perPackage,
          bandwidth: domain.bandwidth / (Double(perPackage) * domain.oversubscription),
          latency: domain.latency, reduces: domain.reduces))
    }
    guard let network = system.scaleOut, accelerators > domain.accelerators else {
      return Topology(levels: levels)
    }
    let port =
      network.bandwidthPerAccelerator(domain: domain.accelerators) / Double(perPackage)
    func level(_ kind: Topology.Kind, joining reach: Int, oversubscription: Double)
      -> Topology.Level
    {
      Topology.Level(
        name: kind == .core ? network.name + " core" : network.name, kind: kind,
        devices: reach * perPackage, bandwidth: port / oversubscription, latency: network.latency,
        reduces: network.reduces)
    }
    let pod = network.pod.map { max($0, domain.accelerators) } ?? 0
    if network.oversubscription > 1, pod > domain.accelerators, pod < accelerators {
      levels.append(level(.scaleOut, joining: pod, oversubscription: 1))
      levels.append(
        level(.core, joining: accelerators, oversubscription: network.oversubscription))
    } else {
      levels.append(
        level(
          .scaleOut, joining: accelerators,
          oversubscription: pod >= accelerators ? 1 : network.oversubscription))
    }
    return Topology(levels: levels)
  }
}
