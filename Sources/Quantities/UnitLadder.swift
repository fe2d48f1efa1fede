/// The units in which a dimension is shown to people, and examples of how it is written.
struct UnitLadder: Sendable {
  struct Rung: Sendable {
    /// The unit as it is printed, and read back.
    var unit: String
    /// What the unit stands for, by the same table that reads it.
    var expression: UnitExpression
    /// The least magnitude, in base units, that is shown in this unit.
    var least: Double
  }

  /// From small to large; the first also serves whatever is smaller.
  var rungs: [Rung]
  var examples: [String]
}

extension UnitLadder {
  /// The ladder of a dimension; one that no table lists is shown in its base unit.
  static func ladder<D: Dimension>(for dimension: D.Type) -> UnitLadder {
    if let ladder = ladders[D.symbol] { return ladder }
    return UnitLadder(
      D.self, [(1, D.symbol)], examples: [D.symbol.isEmpty ? "1" : "1 " + D.symbol])
  }

  /// - Parameter units: each unit with the least magnitude in that unit that is shown in it.
  private init<D: Dimension>(
    _ dimension: D.Type, _ units: [(from: Double, unit: String)], examples: [String]
  ) {
    rungs = units.map { from, unit in
      guard
        let expression = try? UnitExpression(unit, expected: D.exponents, exchangeRates: nil),
        expression.exponents == D.exponents
      else { preconditionFailure("\(D.self) cannot be shown in \"\(unit)\"") }
      return Rung(
        unit: unit, expression: expression, least: expression.value(of: DecimalNumber(from)))
    }
    self.examples = examples
  }

  /// Decimal prefixes before a unit.
  private static func prefixed(_ prefixes: [String], _ unit: String) -> [(Double, String)] {
    prefixes.map { (1, $0 + unit) }
  }

  /// Counts and money, shown as `8.20M USD`.
  private static func scaled(_ unit: String) -> [(Double, String)] {
    [(1, unit), (10, "k " + unit), (1, "M " + unit), (1, "B " + unit), (1, "T " + unit)]
  }

  private static let ladders: [String: UnitLadder] = {
    var ladders = [String: UnitLadder]()
    func add<D: Dimension>(
      _ type: Quantity<D>.Type, _ units: [(Double, String)], _ examples: [String]
    ) {
      ladders[D.symbol] = UnitLadder(D.self, units, examples: examples)
    }
    add(
      Seconds.self,
      prefixed(["n", "µ", "m", ""], "s") + [(2, "min"), (2, "h"), (2, "d"), (2, "years")],
      ["50 ms", "2 s", "30 min", "2 h"])
    add(Bytes.self, prefixed(["", "k", "M", "G", "T", "P", "E"], "B"), ["80 GB", "80 GiB"])
    add(
      BytesPerSecond.self, prefixed(["", "k", "M", "G", "T", "P"], "B/s"),
      ["3.35 TB/s", "400 Gbit/s"])
    // Beyond 1e18 the field writes powers of ten, not exa and zetta.
    add(
      FLOPs.self, prefixed(["", "k", "M", "G", "T", "P"], "FLOP") + [(1e18, "FLOP")],
      ["2e26 FLOP", "140 GFLOP"])
    add(
      FLOPsPerSecond.self, prefixed(["", "k", "M", "G", "T", "P", "E"], "FLOP/s"),
      ["989.4 TFLOP/s", "1979 TOP/s"])
    add(
      Joules.self,
      prefixed(["p", "n", "µ", "m", "", "k"], "J") + prefixed(["k", "M", "G", "T"], "Wh"),
      ["700 J", "12 MWh"])
    add(Watts.self, prefixed(["m", "", "k", "M", "G"], "W"), ["700 W", "10.2 kW", "100 MW"])
    add(SquareMillimetres.self, [(1, "mm2")], ["814 mm2"])
    add(PerSquareMillimetre.self, [(1, "/cm2")], ["0.12 /cm2"])
    add(
      PerSecond.self, [(1, "/year"), (1, "/h"), (1, "/s"), (1, "MHz"), (1, "GHz")],
      ["0.2 /year", "5 %/year", "1.98 GHz"])
    add(Quantity<Unity>.self, [(1, "")], ["0.56", "56 %"])

    add(Tokens.self, scaled("tok"), ["900 tok", "15.6 T tokens"])
    add(TokensPerSecond.self, scaled("tok/s"), ["85 tok/s", "140T tok/day"])
    add(Requests.self, scaled("requests"), ["10k requests"])
    add(
      RequestsPerSecond.self, scaled("requests/s"),
      ["300 /s", "12 requests/s", "2M requests/day"])
    add(BytesPerToken.self, prefixed(["", "k", "M", "G"], "B/tok"), ["160 kB/tok"])
    add(
      FLOPsPerToken.self, prefixed(["", "k", "M", "G", "T", "P"], "FLOP/tok"), ["141 GFLOP/tok"])
    add(JoulesPerToken.self, prefixed(["µ", "m", "", "k"], "J/tok"), ["0.4 J/tok"])

    add(USDollars.self, scaled("USD"), ["2.35 USD", "8.2M USD", "60M CNY"])
    add(USDollarsPerSecond.self, scaled("USD/h"), ["2.35 USD/h", "1.5M USD/year"])
    add(USDollarsPerToken.self, [(1, "USD/Mtok")], ["0.55 USD/Mtok"])
    add(USDollarsPerJoule.self, [(1, "USD/kWh")], ["0.08 USD/kWh", "0.5 CNY/kWh"])
    add(USDollarsPerWatt.self, [(1, "USD/W")], ["11 USD/W", "11M USD/MW"])
    add(USDollarsPerWattSecond.self, [(1, "USD/kW-month")], ["130 USD/kW-month"])
    return ladders
  }()
}
