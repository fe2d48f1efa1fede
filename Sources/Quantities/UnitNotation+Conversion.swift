// Numbers whose dimension is not known where they are read: only that two units measure the same.

extension UnitNotation {
  /// The number at the start of a text and the unit behind it, as written: `0.08 USD/kWh` is 0.08
  /// and `USD/kWh`; nothing where no number stands first.
  public static func parts(of text: String) -> (number: Double, unit: String)? {
    guard let (number, rest) = DecimalNumber.read(text.trimmed[...]) else { return nil }
    return (number.value(timesTenTo: 0), String(rest).trimmed)
  }

  /// How many of one unit another is: `h` is 60 of `min`, `%` is 0.01 of none. Nothing where a unit
  /// is unknown or the two measure different things.
  public func conversion(of unit: String, to other: String) -> Double? {
    if unit == other { return 1 }
    guard
      let own = try? UnitExpression(unit, expected: .none, exchangeRates: exchangeRates),
      let theirs = try? UnitExpression(other, expected: .none, exchangeRates: exchangeRates),
      own.exponents == theirs.exponents
    else { return nil }
    let one = DecimalNumber(isNegative: false, digits: [1], exponent: 0)
    return own.value(of: one) / theirs.value(of: one)
  }
}
