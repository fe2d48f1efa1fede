extension UnitNotation {
  /// A quantity as people read it, in the unit that suits its size: `3.35 TB/s`, `12.3 ms`,
  /// `8.20M USD`, `0.550 USD/Mtok`.
  ///
  /// The style is the same everywhere and knows no locale: a point, no grouping, one space before
  /// the unit, `USD` after the amount. What is printed can be parsed again.
  ///
  /// - Parameter significantDigits: how many digits the quantity supports; trailing zeros are kept
  ///   because they say so. With `nil` the fewest digits are printed that read back as the same value.
  public static func format<D>(_ quantity: Quantity<D>, significantDigits: Int? = 3) -> String {
    let value = quantity.value
    let rungs = UnitLadder.ladder(for: D.self).rungs
    guard value.isFinite else {
      return joined(value.isNaN ? "nan" : value < 0 ? "-inf" : "inf", unit(of: D.self))
    }
    if value == 0 { return joined("0", unit(of: D.self)) }
    let index = rungs.lastIndex { abs(value) >= $0.least } ?? 0
    var number = decimal(value, in: rungs[index], significantDigits)
    var unit = rungs[index].unit
    // Rounding may lift 999.96 kB to 1000 kB, which is 1.00 MB.
    if index + 1 < rungs.count {
      let above = rungs[index + 1]
      if abs(rungs[index].expression.value(of: number)) >= above.least {
        number = decimal(value, in: above, significantDigits)
        unit = above.unit
      }
    }
    return joined(number.text, unit)
  }

  /// A plain number with so many significant digits: `0.0123`, `45.6`, `1.50e-7`.
  public static func format(_ number: Double, significantDigits: Int? = 3) -> String {
    format(Quantity<Unity>(number), significantDigits: significantDigits)
  }

  /// A share of the whole as a percentage: `56.0 %`.
  public static func format(percentage fraction: Double, significantDigits: Int? = 3) -> String {
    format(fraction * 100, significantDigits: significantDigits) + " %"
  }

  /// The digits of a value in a unit: so many, or the fewest that read back as the same value.
  private static func decimal(
    _ value: Double, in rung: UnitLadder.Rung, _ significantDigits: Int?
  ) -> DecimalNumber {
    let expression = rung.expression
    var number = DecimalNumber(value / expression.multiplier)
    number.exponent -= expression.decimalExponent
    if let significantDigits { return number.rounded(toDigits: significantDigits) }
    // Division by the size of the unit may leave dust behind the digits that were meant.
    for count in 1..<17 {
      let shorter = number.rounded(toDigits: count)
      if expression.value(of: shorter) == value { return shorter.withoutTrailingZeros }
    }
    return number.rounded(toDigits: 17).withoutTrailingZeros
  }

  /// The unit of a zero or an infinity: the one with no prefix.
  private static func unit<D: Dimension>(of dimension: D.Type) -> String {
    let rungs = UnitLadder.ladder(for: dimension).rungs
    return (rungs.first { $0.least == 1 } ?? rungs[0]).unit
  }

  private static func joined(_ number: String, _ unit: String) -> String {
    if unit.isEmpty { return number }
    // "8.20" and "M USD" are written "8.20M USD".
    let isScaled = unit.dropFirst().first == " " && UnitTable.scales[String(unit.prefix(1))] != nil
    return isScaled ? number + unit : "\(number) \(unit)"
  }
}
