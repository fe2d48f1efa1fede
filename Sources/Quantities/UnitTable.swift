/// What one written unit stands for: so many of the base unit of its dimension.
struct Unit: Sendable {
  /// The size is `multiplier` × 10^`decimalExponent` base units; the power of ten stays apart so
  /// that a decimal prefix moves the point of the written number and rounds nothing.
  var exponents: UnitExponents
  var decimalExponent = 0
  var multiplier = 1.0
  /// The currency whose exchange rate is still to be applied.
  var currency: String?

  var isMoney: Bool { exponents == USDollar.exponents }
  var isCounted: Bool { UnitTable.counted.contains { exponents == UnitExponents(base: $0) } }
}

/// Every unit that is read, with the prefixes it takes.
enum UnitTable {
  /// Base dimensions whose quantities are counts of things, so that `15.6 T` and `300 /s` say
  /// enough where tokens and requests per second are due.
  static let counted = [Token.symbol, Request.symbol]

  /// The unit with exactly this symbol; upper and lower case differ.
  static func unit(_ symbol: String) -> Unit? { units[symbol] }

  /// The symbols in order of definition, for proposals.
  static let symbols = entries.map(\.symbol)

  private static let units = Dictionary(
    entries.map { ($0.symbol, $0.unit) }, uniquingKeysWith: { first, _ in first })

  private static let entries: [(symbol: String, unit: Unit)] = definitions.flatMap { definition in
    definition.names.map { ($0, definition.unit) }
      + definition.prefixes.flatMap { prefixes in
        prefixes.map { prefix in
          var unit = definition.unit
          unit.decimalExponent += prefix.decimalExponent
          unit.multiplier *= prefix.multiplier
          return (prefix.symbol + definition.names[0], unit)
        }
      }
  }

  private struct Prefix {
    var symbol: String
    var decimalExponent = 0
    var multiplier = 1.0
  }

  private static let large = zip(["k", "M", "G", "T", "P", "E", "Z", "Y"], 1...).map {
    Prefix(symbol: $0, decimalExponent: 3 * $1)
  }
  private static let small = [("m", -3), ("µ", -6), ("μ", -6), ("u", -6), ("n", -9), ("p", -12)]
    .map { Prefix(symbol: $0.0, decimalExponent: $0.1) }
  private static let binary = zip(["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"], 1...).map {
    Prefix(symbol: $0, multiplier: Double(sign: .plus, exponent: 10 * $1, significand: 1))
  }
  private static let billions = [Prefix(symbol: "B", decimalExponent: 9)]

  /// A unit under all its names; prefixes go before the first name only.
  private struct Definition {
    var names: [String]
    var unit: Unit
    var prefixes: [[Prefix]] = []
  }

  private static let definitions: [Definition] = [
    Definition(
      names: ["B", "byte", "bytes"], unit: Unit(exponents: Byte.exponents),
      prefixes: [large, binary]),
    Definition(
      names: ["bit", "bits"], unit: Unit(exponents: Byte.exponents, multiplier: 0.125),
      prefixes: [large, binary]),
    Definition(
      names: ["s", "second", "seconds"], unit: Unit(exponents: Second.exponents), prefixes: [small]),
    Definition(names: ["min", "minute", "minutes"], unit: seconds(60)),
    Definition(names: ["h", "hour", "hours"], unit: seconds(3_600)),
    Definition(names: ["d", "day", "days"], unit: seconds(86_400)),
    Definition(names: ["week", "weeks"], unit: seconds(7 * 86_400)),
    Definition(names: ["month", "months"], unit: seconds(730 * 3_600)),
    Definition(names: ["year", "years"], unit: seconds(8_760 * 3_600)),
    Definition(
      names: ["Hz"], unit: Unit(exponents: UnitExponents.none - Second.exponents),
      prefixes: [large]),
    Definition(names: ["FLOP"], unit: Unit(exponents: FLOP.exponents), prefixes: [large]),
    Definition(names: ["OP"], unit: Unit(exponents: FLOP.exponents), prefixes: [large]),
    Definition(
      names: ["W"], unit: Unit(exponents: Per<Joule, Second>.exponents), prefixes: [large, small]),
    Definition(names: ["J"], unit: Unit(exponents: Joule.exponents), prefixes: [large, small]),
    Definition(
      names: ["Wh"], unit: Unit(exponents: Joule.exponents, multiplier: 3_600), prefixes: [large]),
    Definition(
      names: ["USD", "$", "dollar", "dollars"], unit: Unit(exponents: USDollar.exponents)),
    Definition(
      names: ["CNY", "RMB", "yuan"],
      unit: Unit(exponents: USDollar.exponents, currency: "CNY")),
    Definition(
      names: ["tok", "token", "tokens"], unit: Unit(exponents: Token.exponents),
      prefixes: [large, billions]),
    Definition(
      names: ["request", "requests", "req"], unit: Unit(exponents: Request.exponents)),
    Definition(names: ["mm2"], unit: Unit(exponents: SquareMillimetre.exponents)),
    Definition(
      names: ["cm2"], unit: Unit(exponents: SquareMillimetre.exponents, decimalExponent: 2)),
    Definition(
      names: ["m2"], unit: Unit(exponents: SquareMillimetre.exponents, decimalExponent: 6)),
  ]

  private static func seconds(_ count: Double) -> Unit {
    Unit(exponents: Second.exponents, multiplier: count)
  }
}

extension UnitTable {
  /// Words that multiply a count or an amount of money: `60M CNY`, `15.6 T tokens`.
  static let scales: [String: Int] = [
    "k": 3, "M": 6, "B": 9, "T": 12, "thousand": 3, "million": 6, "billion": 9, "trillion": 12,
  ]

  /// Marks of a plain number: `56 %`, `4x`. The power of ten of each.
  static let marks: [String: Int] = ["%": -2, "x": 0, "\u{d7}": 0]

  /// Spellings that are not read, with what they may mean: one meaning is a proposal, several an
  /// ambiguity that only the writer can resolve.
  static func meanings(ofRefused symbol: String) -> [String]? {
    if let meanings = refused[symbol] { return meanings }
    // "Gb" and "KB" blur bits with bytes and 1000 with 1024; "TFLOPS" a count with a rate.
    for (prefix, canonical) in [("k", "k"), ("K", "k"), ("M", "M"), ("G", "G"), ("T", "T")] {
      switch symbol {
      case prefix + "b": return [canonical + "bit", canonical + "B"]
      case prefix + "bps": return [canonical + "bit/s"]
      case prefix + "Bps": return [canonical + "B/s"]
      default: continue
      }
    }
    for currency in ["USD", "CNY", "RMB"] {
      let scale = String(symbol.dropLast(currency.count))
      if symbol.hasSuffix(currency), scales[scale] != nil { return ["\(scale) \(currency)"] }
    }
    for (ending, unit) in [("FLOPS", "FLOP"), ("FLOPs", "FLOP"), ("OPS", "OP"), ("OPs", "OP")]
    where symbol.hasSuffix(ending) {
      let single = symbol.dropLast(ending.count) + unit
      guard self.unit(String(single)) != nil else { continue }
      return ["\(single)/s", String(single)]
    }
    return nil
  }

  private static let refused: [String: [String]] = [
    "KB": ["kB", "KiB"], "K": ["k"], "m": ["min", "month"],
    "sec": ["s"], "secs": ["s"], "msec": ["ms"], "usec": ["us"], "mins": ["min"],
    "hr": ["h"], "hrs": ["h"], "yr": ["year"], "yrs": ["year"], "mo": ["month"],
    "bps": ["bit/s"], "rps": ["requests/s"], "qps": ["requests/s"], "tps": ["tok/s"],
    "\u{a5}": ["CNY", "JPY"], "RMB\u{a5}": ["CNY"], "CN\u{a5}": ["CNY"], "US$": ["USD"],
  ]
}
