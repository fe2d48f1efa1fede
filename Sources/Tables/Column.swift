/// What one column of a table holds.
public struct Column: Sendable, Hashable {
  /// The type of every cell in the column that is not missing.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case text, integer, real, boolean
  }

  /// The name by which the column is found; unique in its table.
  public let name: String
  public let kind: Kind
  /// The unit of every value, such as `ms` or `USD/Mtok`; `nil` where there is none.
  public let unit: String?
  /// One sentence on what the column says.
  public let description: String
  /// How many significant digits people are shown; `nil` shows them all. Files keep every digit.
  public let significantDigits: Int?

  /// - Precondition: the name is not empty and has neither line breaks nor a bracket at its end,
  ///   and the unit, if there is one, is not empty and has no brackets or line breaks.
  public init(
    _ name: String, _ kind: Kind, unit: String? = nil, description: String = "",
    significantDigits: Int? = nil
  ) {
    precondition(
      Self.isValid(name: name, unit: unit), "no column is named \"\(name)\" [\(unit ?? "")]")
    precondition(
      significantDigits.map { $0 >= 1 } ?? true, "\(name): at least one digit is shown")
    self.name = name
    self.kind = kind
    self.unit = unit
    self.description = description
    self.significantDigits = significantDigits
  }

  /// The name and unit as a heading: `latency [ms]`.
  public var heading: String { unit.map { "\(name) [\($0)]" } ?? name }

  static func isValid(name: String, unit: String?) -> Bool {
    let hasBreak = (name + (unit ?? "")).unicodeScalars.contains { $0 == "\n" || $0 == "\r" }
    let unitIsValid = unit.map { !$0.isEmpty && !$0.contains { "[]".contains($0) } } ?? true
    return !name.isEmpty && name.last != "]" && !hasBreak && unitIsValid
  }

  /// The name and unit in a heading, or `nil` where it is not a valid one.
  static func parts(ofHeading heading: String) -> (name: String, unit: String?)? {
    guard heading.last == "]" else {
      return isValid(name: heading, unit: nil) ? (heading, nil) : nil
    }
    guard let bracket = heading.lastIndex(of: "["), bracket > heading.startIndex else {
      return nil
    }
    let before = heading.index(before: bracket)
    let name = String(heading[..<before])
    let unit = String(heading[heading.index(after: bracket)...].dropLast())
    return heading[before] == " " && isValid(name: name, unit: unit) ? (name, unit) : nil
  }

  /// Whether the column may hold a cell.
  func admits(_ cell: Cell) -> Bool {
    switch (cell, kind) {
    case (.missing, _), (.text, .text), (.integer, .integer), (.real, .real),
      (.integer, .real), (.boolean, .boolean):
      true
    case (.text, _), (.integer, _), (.real, _), (.boolean, _):
      false
    }
  }

  /// The cell as the column holds it: whole numbers in a column of reals are reals.
  func adopted(_ cell: Cell) -> Cell {
    if kind == .real, case .integer(let value) = cell { return .real(Double(value)) }
    return cell
  }
}
