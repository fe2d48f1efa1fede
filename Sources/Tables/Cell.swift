/// One value of a table.
public enum Cell: Sendable, Hashable {
  case text(String)
  case integer(Int)
  case real(Double)
  case boolean(Bool)
  /// No value: not measured, not defined here.
  case missing

  /// The number held, if there is one.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    case .text, .boolean, .missing: nil
    }
  }

  /// The text held, if there is one.
  public var string: String? {
    if case .text(let value) = self { return value }
    return nil
  }
}

extension Cell {
  /// A number, or a missing cell where there is none.
  public init(_ value: Double?) { self = value.map(Cell.real) ?? .missing }
  /// A count, or a missing cell where there is none.
  public init(_ value: Int?) { self = value.map(Cell.integer) ?? .missing }
  /// A text, or a missing cell where there is none.
  public init(_ value: String?) { self = value.map(Cell.text) ?? .missing }
  /// A truth value, or a missing cell where there is none.
  public init(_ value: Bool?) { self = value.map(Cell.boolean) ?? .missing }
}

extension Cell: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
  public init(stringLiteral value: String) { self = .text(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .real(value) }
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
  public init(nilLiteral: ()) { self = .missing }
}
