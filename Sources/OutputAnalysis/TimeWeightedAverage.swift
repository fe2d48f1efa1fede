public import Quantities

/// The average over time of something that changes in jumps: queue length, busy servers, stored
/// blocks (Eq. 11.9).
///
///     average = (1/T) ∫ X dt
public struct TimeWeightedAverage: Sendable, Hashable {
  /// The value since the last change.
  public private(set) var current: Double
  /// The greatest value that lasted for some time, or holds now.
  public var maximum: Double { max(lastingMaximum, current) }
  private var lastingMaximum: Double
  private var start: Seconds
  private var changed: Seconds
  private var area = 0.0

  public init(_ value: Double = 0, since start: Seconds = .zero) {
    precondition(value.isFinite, "\(value) has no average")
    current = value
    lastingMaximum = value
    self.start = start
    changed = start
  }

  /// Notes that the value is `value` from `time` on.
  /// - Precondition: `time` is not before the last change; `value` is finite.
  public mutating func record(_ value: Double, at time: Seconds) {
    precondition(value.isFinite, "\(value) has no average")
    advance(to: time)
    current = value
  }

  /// Notes a change of the value by `step` at `time`.
  public mutating func add(_ step: Double, at time: Seconds) {
    record(current + step, at: time)
  }

  /// Forgets what was before `time`, as at the end of the warm-up; the value itself stays.
  public mutating func restart(at time: Seconds) {
    precondition(time >= changed, "\(time) is before \(changed)")
    start = time
    changed = time
    area = 0
    lastingMaximum = current
  }

  /// ∫ X dt from the start until `time`, in the unit of X times seconds.
  public func integral(until time: Seconds) -> Double {
    precondition(time >= changed, "\(time) is before \(changed)")
    return area + current * (time - changed).value
  }

  /// The average from the start until `time`; nothing if no time has passed.
  public func average(until time: Seconds) -> Double? {
    time > start ? integral(until: time) / (time - start).value : nil
  }

  private mutating func advance(to time: Seconds) {
    precondition(time >= changed, "\(time) is before \(changed)")
    if time > changed { lastingMaximum = max(lastingMaximum, current) }
    area += current * (time - changed).value
    changed = time
  }
}
