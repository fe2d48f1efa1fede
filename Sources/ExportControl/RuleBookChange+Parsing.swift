internal import Foundation
internal import Quantities

/// Why a text is not a change of the rules.
public struct RuleBookChangeError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, as a clause.
  public let problem: String
  public let expected: String
  public let suggestion: String?

  public var description: String { "\(problem); expected \(expected)" }
}

extension RuleBookChange {
  /// Reads a change as people write it:
  ///
  ///     none
  ///     only r2022 r2023a
  ///     without r2023a r2023b
  ///     with p-gain from 2026-06-01
  ///     r2023a begins 2022-10-21
  ///     r2022 ends 2024-12-31
  ///     r2023a.tpp from 4800 to 4000
  ///     r2026cbc.grant-rate to 0.3
  ///
  /// Thresholds and parameters are in the unit of their measure; see ``Measure/unit``.
  public init(_ text: String) throws(RuleBookChangeError) {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    func refuse(_ problem: String, _ expected: String, _ suggestion: String? = nil)
      -> RuleBookChangeError
    {
      RuleBookChangeError(problem: problem, expected: expected, suggestion: suggestion)
    }
    func date(_ word: String) throws(RuleBookChangeError) -> CalendarDate {
      do throws(CalendarDateError) { return try CalendarDate(word) } catch {
        throw refuse("\"\(word)\": \(error.problem)", error.expected)
      }
    }
    func number(_ word: String) throws(RuleBookChangeError) -> Double {
      guard let value = Double(word), value.isFinite else {
        throw refuse("\"\(word)\" is not a number", "a plain number in the unit of the measure")
      }
      return value
    }
    switch (words.first, words.count) {
    case ("none", 1): self = .none
    case ("only", 2...): self = .only(Array(words.dropFirst()))
    case ("without", 2...): self = .without(Array(words.dropFirst()))
    case ("with", 2): self = .with(words[1], from: nil)
    case ("with", 4) where words[2] == "from": self = .with(words[1], from: try date(words[3]))
    case (_, 3...) where words[words.count - 2] == "begins":
      self = .begins(Array(words.dropLast(2)), try date(words[words.count - 1]))
    case (_, 3) where words[1] == "ends":
      self = .ends(words[0], words[2] == "never" ? nil : try date(words[2]))
    case (_, 3...) where words[0].contains("."):
      let parts = words[0].split(separator: ".", maxSplits: 1).map(String.init)
      guard parts.count == 2, words[words.count - 2] == "to" else {
        throw refuse("this moves nothing", "such as r2023a.tpp from 4800 to 4000")
      }
      let new = try number(words[words.count - 1])
      if let parameter = RuleParameter(rawValue: parts[1]), words.count == 3 {
        self = .parameter(rule: parts[0], parameter, new)
        return
      }
      guard let measure = Measure(rawValue: parts[1]) else {
        let known = Measure.allCases.map(\.rawValue) + RuleParameter.allCases.map(\.rawValue)
        throw refuse(
          "rules compare no \"\(parts[1])\"", "a measure or a parameter",
          NearestName.suggestion(for: parts[1], among: known))
      }
      guard words.count == 3 || (words.count == 5 && words[1] == "from") else {
        throw refuse("this moves nothing", "such as r2023a.tpp from 4800 to 4000")
      }
      self = .threshold(
        rule: parts[0], measure,
        from: words.count == 5 ? try number(words[2]) * measure.scale : nil,
        to: new * measure.scale)
    default:
      throw refuse(
        "\"\(text)\" is no change of the rules",
        "none, only …, without …, with … [from DATE], RULE begins DATE, RULE ends DATE, or "
          + "RULE.MEASURE [from VALUE] to VALUE",
        words.first.flatMap {
          NearestName.suggestion(for: $0, among: ["none", "only", "without", "with"])
        })
    }
  }
}
