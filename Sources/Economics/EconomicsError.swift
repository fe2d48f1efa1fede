/// A value that no owner can have: which one, what it was, and what would do.
public enum EconomicsError: Error, Sendable, Hashable {
  /// The named value lies outside its range.
  case outOfRange(name: String, value: Double, expected: String)
}

extension EconomicsError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .outOfRange(let name, let value, let expected):
      "\(name) is \(Self.short(value)), and lies in \(expected)"
    }
  }
}

extension EconomicsError {
  /// To four decimals, where that leaves something of it.
  private static func short(_ value: Double) -> Double {
    (1e-2...1e9).contains(abs(value)) ? (value * 1e4).rounded() / 1e4 : value
  }
}

/// Checks one input: finite, and inside `range`.
func check(_ value: Double, _ name: String, in range: ClosedRange<Double>)
  throws(EconomicsError)
{
  guard value.isFinite, range.contains(value) else {
    throw .outOfRange(
      name: name, value: value, expected: "\(range.lowerBound) to \(range.upperBound)")
  }
}
