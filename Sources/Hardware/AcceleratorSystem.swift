public import Quantities

/// A node, rack or pod as it is sold: so many accelerators behind one scale-up fabric.
public struct AcceleratorSystem: Sendable, Hashable {
  public let name: String
  public let title: String
  /// The catalog name of the accelerator it holds.
  public let accelerator: String
  public let accelerators: Int
  /// The scale-up fabric, innermost, and the port of one accelerator into the network outside.
  public let scaleUp: InterconnectLevel
  public let scaleOut: InterconnectLevel?
  /// The electric power of the whole system under load, cooling excluded.
  public let power: Watts?

  public init(
    name: String, title: String, accelerator: String, accelerators: Int,
    scaleUp: InterconnectLevel, scaleOut: InterconnectLevel?, power: Watts?
  ) {
    precondition(accelerators >= 1, "\(name) holds \(accelerators) accelerators")
    self.name = name
    self.title = title
    self.accelerator = accelerator
    self.accelerators = accelerators
    self.scaleUp = scaleUp
    self.scaleOut = scaleOut
    self.power = power
  }

  /// The electric power of the system per accelerator, host and switches included.
  public var powerPerAccelerator: Watts? { power.map { $0 / Double(accelerators) } }
}
