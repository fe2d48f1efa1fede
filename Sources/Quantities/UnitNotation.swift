/// How people write quantities: `80 GiB`, `3.35 TB/s`, `0.08 USD/kWh`, `15.6 T`, `56 %`.
///
/// A text is read for the dimension of its place, so that one table of units serves every place
/// and a wrong unit is found where it stands. A number without a unit is refused wherever a unit is
/// due. Upper and lower case differ (`mW` and `MW`), and so do `GB` (10⁹ bytes) and `GiB`
/// (2³⁰ bytes). A month is 730 hours and a year 8,760.
///
///     let notation = UnitNotation()
///     let memory: Bytes = try notation.parse("80 GiB")
///     let rate = try notation.parse("300 /s", as: RequestsPerSecond.self)
///
/// Tokens and requests are counts: their own name may be left out (`15.6 T`, `300 /s`), and like
/// money they take the words `k`, `M`, `B`, `T` after the number (`60M CNY`). A rate of arithmetic
/// is written `TFLOP/s`; `TFLOPS` is refused, because it is read as a count and as a rate. For the
/// same reason `Gb/s` is refused: write `Gbit/s` or `GB/s`.
///
/// A sign is read; which values a place allows is for the place to say.
public struct UnitNotation: Sendable {
  /// The rates by which amounts in yuan become dollars; without them such amounts are refused.
  public let exchangeRates: ExchangeRates?

  public init(exchangeRates: ExchangeRates? = nil) {
    self.exchangeRates = exchangeRates
  }

  /// The quantity that a text states.
  public func parse<D>(
    _ text: String, as type: Quantity<D>.Type = Quantity<D>.self
  ) throws(UnitNotationError) -> Quantity<D> {
    let place = Place(D.self)
    let written = try read(text, for: place)
    let expression: UnitExpression
    do {
      expression = try UnitExpression(
        written.unit, expected: place.exponents, exchangeRates: exchangeRates)
    } catch {
      throw unreadable(written, for: place, because: error)
    }
    try check(expression, of: written, for: place)
    try checkWords(of: written, as: D.self, for: place)
    return Quantity(try finite(expression.value(of: written.number), written))
  }

  /// A plain number: `1.2`, `4x`, `56 %`, `10k`.
  public func number(_ text: String) throws(UnitNotationError) -> Double {
    try parse(text, as: Quantity<Unity>.self).value
  }

  /// A share of the whole, from 0 through 1: `0.56` or `56 %`.
  public func fraction(_ text: String) throws(UnitNotationError) -> Double {
    let value = try number(text)
    guard (0...1).contains(value) else {
      let percentage = text.trimmed + " %"
      let isPercentage = (try? number(percentage)).map { (0...1).contains($0) } ?? false
      throw .outOfRange(
        found: text.trimmed, expected: "a share from 0 to 1, or from 0 % to 100 %",
        suggestion: isPercentage ? percentage : nil)
    }
    return value
  }

  /// A whole number: `16384`, `16_384`, `10k`, `1e6`; also `2048 sequences`, where the place
  /// counts a `noun` in the singular.
  public func count(_ text: String, of noun: String? = nil) throws(UnitNotationError) -> Int {
    let place = Place(Unity.self)
    var written = try read(text, for: place)
    if let noun {
      for ending in [noun + "s", noun] where written.unit.hasSuffix(ending) {
        let scale = String(written.unit.dropLast(ending.count)).trimmed
        guard scale.isEmpty || UnitTable.scales[scale] != nil else { continue }
        written.unit = scale
        break
      }
    }
    if !written.unit.isEmpty, UnitTable.scales[written.unit] == nil {
      let nouns = noun.map { [$0 + "s"] } ?? []
      let near = NearestName.suggestion(
        for: written.unit, among: written.unit == "K" ? ["k"] : nouns)
      throw .unknownUnit(
        found: written.text, unit: written.unit, expected: ["8", "10k"] + nouns.map { "8 " + $0 },
        suggestion: near.map { written.numeral + ($0.count == 1 ? "" : " ") + $0 })
    }
    let power = UnitTable.scales[written.unit] ?? 0
    guard let whole = written.number.integer(timesTenTo: power) else {
      throw .notAnInteger(found: written.text)
    }
    guard let whole else {
      throw .outOfRange(
        found: written.text, expected: "a whole number of at most \(Int.max)", suggestion: nil)
    }
    return whole
  }
}

extension UnitNotation {
  /// The two ends of a range, the unit written once or twice: `30 s to 5 min`,
  /// `0.06 to 0.10 USD/kWh`.
  ///
  /// Returns `nil` where the text has no `to` in it.
  ///
  /// - Throws: ``UnitNotationError`` for either end, and
  ///   ``UnitNotationError/outOfRange(found:expected:suggestion:)`` where the first is the larger.
  public func parseInterval<D>(
    _ text: String, as type: Quantity<D>.Type = Quantity<D>.self
  ) throws(UnitNotationError) -> ClosedRange<Quantity<D>>? {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard let middle = words.firstIndex(of: "to") else { return nil }
    let first = words[..<middle].joined(separator: " ")
    let last = words[(middle + 1)...].joined(separator: " ")
    let upper = try parse(last, as: type)
    let lower = try parse(withUnit(of: last, first), as: type)
    guard lower <= upper else {
      throw .outOfRange(
        found: text.trimmed, expected: "a range from the smaller to the larger",
        suggestion: "\(last) to \(withUnit(of: last, first))")
    }
    return lower...upper
  }

  /// A bare number with the unit that another text ends in.
  private func withUnit(of other: String, _ text: String) -> String {
    guard let (_, rest) = DecimalNumber.read(text[...]), rest.isEmpty,
      let (_, unit) = DecimalNumber.read(other[...])
    else { return text }
    return text + unit
  }
}

extension Quantity {
  /// The quantity that a text states, money in dollars only; see ``UnitNotation``.
  public init(parsing text: String) throws(UnitNotationError) {
    self = try UnitNotation().parse(text)
  }
}
