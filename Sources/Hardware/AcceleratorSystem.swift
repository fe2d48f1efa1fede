public import Quantities

/// A node, rack or pod as it is sold: so many accelerators behind one scale-up fabric.
public struct AcceleratorSystem: Sendable, Hashable {
  public let name: String
  public let title: String
  /// The catalog name of the accelerator it holds.
  public let accelerator: String
  public let accelerators: Int
  /// The fabric that joins accelerators of one domain.
  public internal(set) var scaleUp: InterconnectLevel
  /// The network between domains.
  public internal(set) var scaleOut: ScaleOut?
  /// The electric power of the whole system under load, cooling excluded.
  public let power: Watts?
  /// The memory of its hosts; nil where no link to it is stated.
  public internal(set) var host: HostMemory?

  public init(
    name: String, title: String, accelerator: String, accelerators: Int,
    scaleUp: InterconnectLevel, scaleOut: ScaleOut?, power: Watts?, host: HostMemory? = nil
  ) {
    precondition(accelerators >= 1, "\(name) holds \(accelerators) accelerators")
    self.name = name
    self.title = title
    self.accelerator = accelerator
    self.accelerators = accelerators
    self.scaleUp = scaleUp
    self.scaleOut = scaleOut
    self.power = power
    self.host = host
  }

  /// The electric power of the system per accelerator, host and switches included.
  public var powerPerAccelerator: Watts? { power.map { $0 / Double(accelerators) } }

  /// The same system on a network with other rails or another core; nil where it has no network.
  public func with(rails: Int? = nil, oversubscription: Double? = nil) -> AcceleratorSystem? {
    guard let scaleOut else { return nil }
    return AcceleratorSystem(
      name: name, title: title, accelerator: accelerator, accelerators: accelerators,
      scaleUp: scaleUp, scaleOut: scaleOut.with(rails: rails, oversubscription: oversubscription),
      power: power, host: host)
  }

  /// The same system with another link to its hosts, or other memory there.
  public func with(host: HostMemory) -> AcceleratorSystem {
    var changed = self
    changed.host = host
    return changed
  }
}
