/// The powers of base dimensions in a compound one: bytes per second are `B` to 1 and `s` to -1.
public struct UnitExponents: Sendable, Hashable {
  /// Powers by the symbol of the base dimension; a power of zero is never stored.
  private(set) var powers: [String: Int]

  /// The exponents of a pure number.
  public static var none: UnitExponents { UnitExponents(powers: [:]) }

  /// The exponents of a base dimension, named by its symbol.
  public init(base symbol: String) { powers = [symbol: 1] }

  private init(powers: [String: Int]) { self.powers = powers }

  subscript(base: String) -> Int { powers[base] ?? 0 }

  var isNone: Bool { powers.isEmpty }

  /// The symbols of the base dimensions that occur, in alphabetical order.
  var bases: [String] { powers.keys.sorted() }

  public static func + (a: Self, b: Self) -> Self { a.adding(b, times: 1) }
  public static func - (a: Self, b: Self) -> Self { a.adding(b, times: -1) }

  /// These exponents after multiplying by another unit raised to a power.
  func adding(_ other: Self, times power: Int) -> Self {
    var sum = powers
    for (base, exponent) in other.powers {
      let total = (sum[base] ?? 0) + exponent * power
      sum[base] = total == 0 ? nil : total
    }
    return UnitExponents(powers: sum)
  }
}

extension UnitExponents {
  /// What the dimension is, in words: `data per time`, `money per energy`, `power`.
  var kind: String {
    if isNone { return "a plain number" }
    // Energy over time goes by the name of power.
    let energy = self[Joule.symbol].signum()
    let isPower = energy != 0 && energy == -self[Second.symbol].signum()
    let power = Per<Joule, Second>.exponents
    let rest = isPower ? adding(power, times: -energy) : self
    var above = rest.bases.filter { rest[$0] > 0 }.map { Self.word(for: $0, power: rest[$0]) }
    var below = rest.bases.filter { rest[$0] < 0 }.map { Self.word(for: $0, power: rest[$0]) }
    if isPower, energy > 0 { above.append("power") }
    if isPower, energy < 0 { below.append("power") }
    let numerator = above.isEmpty ? "a number" : above.joined(separator: " times ")
    return below.isEmpty ? numerator : numerator + " per " + below.joined(separator: " and ")
  }

  private static func word(for base: String, power: Int) -> String {
    let names = words[base] ?? (above: base, below: base)
    let word = power > 0 ? names.above : names.below
    return abs(power) == 1 ? word : "\(word) to the power \(abs(power))"
  }

  private static let words: [String: (above: String, below: String)] = [
    Second.symbol: (above: "time", below: "time"), Byte.symbol: ("data", "data"),
    FLOP.symbol: ("arithmetic work", "arithmetic work"), Joule.symbol: ("energy", "energy"),
    USDollar.symbol: ("money", "money"), Token.symbol: ("tokens", "token"),
    Request.symbol: ("requests", "request"), SquareMillimetre.symbol: ("area", "area"),
  ]
}
