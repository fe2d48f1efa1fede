public import Quantities

extension ValueReader {
  /// A quantity with its unit, such as `80 GiB` or `50 ms`.
  ///
  /// A notation with exchange rates reads amounts in other currencies. `words` say what belongs in
  /// the place; without them the message shows examples of the dimension.
  public func quantity<D>(
    as type: Quantity<D>.Type = Quantity<D>.self, in range: ClosedRange<Quantity<D>>? = nil,
    notation: UnitNotation = UnitNotation(), words: String? = nil
  ) -> Quantity<D>? {
    let print = { (bound: Quantity<D>) in UnitNotation.format(bound, significantDigits: nil) }
    let bounds = { range.map { "from \(print($0.lowerBound)) to \(print($0.upperBound))" } }
    if let words {
      return within(range, expected: words + (bounds().map { ", \($0)" } ?? "")) { text in
        try inWords(words) { () throws(UnitNotationError) in try notation.parse(text, as: type) }
      }
    }
    return within(
      range,
      expected: "a number" + (D.symbol.isEmpty ? "" : " with a unit")
        + (bounds().map { " \($0)" } ?? "")
    ) { text in try notation.parse(text, as: type) }
  }

  /// A whole number, such as `16384`, `16_384` or `10k`; with a `noun`, also `2048 sequences`.
  public func integer(in range: ClosedRange<Int>? = nil, of noun: String? = nil) -> Int? {
    let expected = { "a whole number" + bounds(range) }
    return within(range, expected: expected()) { text in
      try inWords(expected()) { () throws(UnitNotationError) in
        try UnitNotation().count(text, of: noun)
      }
    }
  }

  /// A pure number, such as 0.5, -3, 1e-06 or 56 %.
  public func number(in range: ClosedRange<Double>? = nil) -> Double? {
    let expected = { "a number" + (range.map { " " + interval($0) } ?? "") }
    return within(range, expected: expected()) { text in
      try inWords(expected()) { () throws(UnitNotationError) in try UnitNotation().number(text) }
    }
  }

  /// A share of the whole, written as 0.02 or as 2 %.
  public func fraction(in range: ClosedRange<Double> = 0...1) -> Double? {
    let expected = { "a fraction \(interval(range)), such as 0.25 or 25 %" }
    return within(range, expected: expected()) { text in
      try inWords(expected()) { () throws(UnitNotationError) in try UnitNotation().fraction(text) }
    }
  }

  /// A yes or a no: `true`, `yes`, `on`, or `false`, `no`, `off`, in any case.
  public func boolean() -> Bool? {
    let expected = "true or false (or yes, no, on, off)"
    guard let text = text(expected: expected) else { return nil }
    switch text.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default:
      report("\"\(text.inOneLine)\" is neither true nor false", expected: expected)
      return nil
    }
  }

  /// One of `names`, of things of a kind such as `accelerator`.
  ///
  /// `see` is the command that lists the names where there are too many to print.
  public func name(among names: [String], of kind: String, see: String? = nil) -> String? {
    let expected = choices(names, see: see)
    guard let text = text(expected: expected) else { return nil }
    if names.contains(text) { return text }
    let article = names.isEmpty ? "there is no \(kind)" : "no \(kind) is named"
    report(
      names.isEmpty ? article : "\(article) \"\(text.inOneLine)\"",
      expected: names.isEmpty ? nil : expected,
      suggestion: NearestName.suggestion(for: text, among: names).map { .name($0) })
    return nil
  }

  /// A case of an enumeration, by its raw value.
  public func choice<Value: CaseIterable & RawRepresentable<String>>(
    of type: Value.Type = Value.self, kind: String
  ) -> Value? {
    name(among: type.allCases.map(\.rawValue), of: kind).flatMap(Value.init(rawValue:))
  }
}

/// Both ends of a range, as people write them.
private func interval(_ range: ClosedRange<Double>) -> String {
  let print = { (bound: Double) in UnitNotation.format(bound, significantDigits: nil) }
  return "from \(print(range.lowerBound)) to \(print(range.upperBound))"
}

/// What `parse` makes of a text; its complaints, made only where there are any, get the words of the place instead of examples.
/// Only where a unit has several readings are these what the reader needs to see.
private func inWords<Value>(
  _ expected: @autoclosure () -> String, _ parse: () throws(UnitNotationError) -> Value
) throws -> Value {
  do throws(UnitNotationError) { return try parse() } catch {
    if case .ambiguousUnit = error { throw error }
    throw TextProblem(
      error.problem, expected: expected(), suggestion: error.suggestion.map { .name($0) })
  }
}

/// The bounds of a count, where it has any.
private func bounds(_ range: ClosedRange<Int>?) -> String {
  guard let range else { return "" }
  return switch (range.lowerBound == .min, range.upperBound == .max) {
  case (true, true): ""
  case (false, true): " of at least \(range.lowerBound)"
  case (true, false): " of at most \(range.upperBound)"
  case (false, false): " from \(range.lowerBound) to \(range.upperBound)"
  }
}

extension ValueReader {
  /// What `parse` makes of the text, if it lies in the range.
  private func within<Value: Comparable>(
    _ range: ClosedRange<Value>?, expected: @autoclosure () -> String,
    parse: (String) throws -> Value
  ) -> Value? {
    guard let value = value(expected: expected(), parse: parse) else { return nil }
    guard range?.contains(value) ?? true else {
      report("this is out of range", expected: expected())
      return nil
    }
    return value
  }
}

extension String {
  var trimmingSpaces: String {
    var rest = self[...]
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
