/// A value with its evidence and, where known, the interval that holds it with 90 %.
public struct Sourced<Value: Sendable & Hashable>: Sendable, Hashable {
  public let value: Value
  /// Lower and upper end of the 90 % interval.
  public let interval: Interval?
  public let evidence: Evidence
  public let note: String?

  /// What holds the value with 90 %.
  public struct Interval: Sendable, Hashable {
    public let lower: Value
    public let upper: Value
  }
}
