public import Quantities

/// What a training run costs (Eq. 9.15).
public struct TrainingCost: Sendable, Hashable {
  public let acceleratorTime: Seconds
  public let hour: AcceleratorHour

  /// - Parameters:
  ///   - accelerators: accelerators the run holds.
  ///   - wallTime: time from start to end, interruptions included.
  public init(accelerators: Int, wallTime: Seconds, hour: AcceleratorHour)
    throws(EconomicsError)
  {
    try check(Double(accelerators), "accelerators", in: 1...1e9)
    try check(wallTime.value, "wall time in seconds", in: 0...1e12)
    acceleratorTime = wallTime * Double(accelerators)
    self.hour = hour
  }

  public var total: USDollars { hour.total * acceleratorTime }
}
