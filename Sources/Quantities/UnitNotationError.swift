/// Why a text is not a quantity of the dimension that its place asks for.
///
/// Every case carries the text as it was found; texts in `expected`, `alternatives` and
/// `suggestion` are complete, so that a person can copy them.
public enum UnitNotationError: Error, Sendable, Hashable {
  /// There is no text at all.
  case empty(expected: [String])
  /// The text does not begin with a number.
  case notANumber(found: String, expected: [String], suggestion: String?)
  /// The number stands alone where a unit is due.
  case missingUnit(found: String, expected: [String])
  /// `unit` is part of the text and in no table of units.
  case unknownUnit(found: String, unit: String, expected: [String], suggestion: String?)
  /// `unit` is written by some for one thing and by others for another.
  case ambiguousUnit(found: String, unit: String, alternatives: [String])
  /// The unit is known and measures something else: `kind` instead of `expectedKind`.
  case wrongDimension(
    found: String, kind: String, expectedKind: String, expected: [String], suggestion: String?)
  /// The amount is in `currency`, and no exchange rate was given to turn it into dollars.
  case missingExchangeRate(found: String, currency: String)
  /// The number is not finite, or becomes so when turned into base units.
  case notFinite(found: String)
  /// A whole number is due.
  case notAnInteger(found: String)
  /// The number lies outside of what its place, or the representation, can hold.
  case outOfRange(found: String, expected: String, suggestion: String?)
}

extension UnitNotationError {
  /// The text that was read.
  public var found: String {
    switch self {
    case .empty: ""
    case .notANumber(let found, _, _), .missingUnit(let found, _),
      .unknownUnit(let found, _, _, _), .ambiguousUnit(let found, _, _),
      .wrongDimension(let found, _, _, _, _), .missingExchangeRate(let found, _),
      .notFinite(let found), .notAnInteger(let found), .outOfRange(let found, _, _):
      found
    }
  }

  /// What would have been right: examples, or a description.
  public var expected: [String] {
    switch self {
    case .empty(let expected), .notANumber(_, let expected, _), .missingUnit(_, let expected),
      .unknownUnit(_, _, let expected, _), .wrongDimension(_, _, _, let expected, _):
      expected
    case .ambiguousUnit(_, _, let alternatives): alternatives
    case .missingExchangeRate: ["an amount in USD, or an exchange rate"]
    case .notFinite: ["a finite number"]
    case .notAnInteger: ["a whole number"]
    case .outOfRange(_, let expected, _): [expected]
    }
  }

  /// The text that was probably meant, where one is near.
  public var suggestion: String? {
    switch self {
    case .notANumber(_, _, let suggestion), .unknownUnit(_, _, _, let suggestion),
      .wrongDimension(_, _, _, _, let suggestion), .outOfRange(_, _, let suggestion):
      suggestion
    case .empty, .missingUnit, .ambiguousUnit, .missingExchangeRate, .notFinite, .notAnInteger:
      nil
    }
  }

  /// What is wrong, in a clause without the found text, the expectation or the suggestion.
  public var problem: String {
    switch self {
    case .empty: "nothing is written here"
    case .notANumber: "this does not begin with a number"
    case .missingUnit: "a number needs its unit here"
    case .unknownUnit(_, let unit, _, _): "no unit is written \"\(unit)\""
    case .ambiguousUnit(_, let unit, _): "\"\(unit)\" is read in different ways"
    case .wrongDimension(_, let kind, let expectedKind, _, _):
      "this is \(kind), not \(expectedKind)"
    case .missingExchangeRate(_, let currency): "there is no exchange rate for \(currency)"
    case .notFinite: "this is not a finite number"
    case .notAnInteger: "this is not a whole number"
    case .outOfRange: "this is out of range"
    }
  }
}
