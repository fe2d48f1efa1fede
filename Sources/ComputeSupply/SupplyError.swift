/// What is wrong with the description of a supply chain, naming the input at fault.
public enum SupplyError: Error, Sendable, Hashable {
  /// A number lies outside the values it may take, or is not a number.
  case outside(input: String, value: Double, allowed: ClosedRange<Double>)
  /// A series has another number of months than the programme.
  case wrongLength(input: String, months: Int, expected: Int)
  /// Something ends before it begins; the places are months since the programme's first.
  case outOfOrder(input: String, earlier: Double, later: Double)
  /// Two things of one kind have one name.
  case repeatedName(kind: String, name: String)
  /// Nothing of that kind has this name.
  case unknownName(kind: String, name: String, expected: [String], suggestion: String?)
  /// A chip is both made at home and part of the world's output, so that it would be counted twice.
  case countedTwice(product: String)
  /// A table of determinations for another programme.
  case wrongTable(alternative: String, found: Int, expected: Int)
  /// An uncertain input may take values that its place does not allow.
  case impossibleInput(input: String, support: ClosedRange<Double>, allowed: ClosedRange<Double>)
  /// A plan without an alternative, a programme without a month, a line without a product.
  case missing(String)
}

extension SupplyError {
  /// Throws unless `value` is in the range; what is not a number is in no range.
  static func require(
    _ value: Double, in allowed: ClosedRange<Double>, _ input: @autoclosure () -> String
  ) throws(SupplyError) {
    guard allowed.contains(value) else {
      throw .outside(input: input(), value: value, allowed: allowed)
    }
  }

  /// Throws unless every month of the series is in the range.
  static func require(
    _ series: MonthlySeries, in allowed: ClosedRange<Double>, _ input: @autoclosure () -> String
  ) throws(SupplyError) {
    for value in series.values { try require(value, in: allowed, input()) }
  }
}

extension ClosedRange<Double> {
  /// Numbers that are not negative and not infinite.
  static var finiteAmounts: ClosedRange<Double> { 0...Double.greatestFiniteMagnitude }
  /// Numbers that are not negative; infinity says that there is no limit.
  static var limits: ClosedRange<Double> { 0...Double.infinity }
  /// Fractions of a whole.
  static var shares: ClosedRange<Double> { 0...1 }
}

extension SupplyError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .outside(let input, let value, let allowed):
      "\(input) is \(value), expected \(allowed.lowerBound) to \(allowed.upperBound)"
    case .wrongLength(let input, let months, let expected):
      "\(input) covers \(months) months, expected \(expected)"
    case .outOfOrder(let input, let earlier, let later):
      "\(input) ends at month \(later), before it begins at month \(earlier)"
    case .repeatedName(let kind, let name): "two \(kind)s are named \"\(name)\""
    case .unknownName(let kind, let name, let expected, let suggestion):
      "no \(kind) is named \"\(name)\""
        + (suggestion.map { " (did you mean \"\($0)\"?)" } ?? "")
        + "; expected one of \(expected.joined(separator: ", "))"
    case .countedTwice(let product):
      "\(product) is made by a domestic line and has world output too: it would be counted twice"
    case .wrongTable(let alternative, let found, let expected):
      "the determinations of \(alternative) are of \(found) products, expected \(expected)"
    case .impossibleInput(let input, let support, let allowed):
      "\(input) may take values from \(support.lowerBound) to \(support.upperBound), expected "
        + "\(allowed.lowerBound) to \(allowed.upperBound)"
    case .missing(let what): "there is no \(what)"
    }
  }
}
