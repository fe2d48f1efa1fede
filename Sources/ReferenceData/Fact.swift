public import Documents

/// One value of a catalog entry, with its evidence and its place in the file.
public struct Fact: Sendable, Hashable {
  /// A value by the form of its field.
  public enum Value: Sendable, Hashable {
    /// A magnitude in the base unit whose symbol is given.
    case quantity(Double, symbol: String)
    case count(Int, of: String)
    case number(Double, unit: String)
    case interval(ClosedRange<Double>)
    case text(String)
    case names([String])
    case flag(Bool)
  }

  public let value: Value
  /// The value as it is written in the file.
  public let text: String
  /// The 90 % interval in the unit of the value, and as it is written.
  public let interval: ClosedRange<Double>?
  public let intervalText: String?
  /// Nil where the value is no number and no source is stated.
  public let evidence: Evidence?
  public let note: String?
  /// What the field means.
  public let meaning: String
  public let location: SourceLocation
  /// What may stand in its place, in the unit of the value; nil for what is no number.
  var bounds: ClosedRange<Double>? = nil

  /// Whether the value is a number.
  public var isNumeric: Bool {
    switch value {
    case .quantity, .count, .number, .interval: true
    case .text, .names, .flag: false
    }
  }
}
