import Documents
import Quantities
import Stochastics

/// Numbers of a dimension in the notation of distributions.
protocol DistributionUnit {
  /// Reads one number with its unit.
  static func number(_ text: String) throws -> Double
}

extension Double: DistributionUnit {
  static func number(_ text: String) throws -> Double { try UnitNotation().number(text) }
}

extension Quantity: DistributionUnit {
  static func number(_ text: String) throws -> Double {
    try UnitNotation().parse(text, as: Quantity<D>.self).value
  }
}

extension RequestReader {
  /// A distribution of numbers of tokens, with a mean of at least one.
  func tokens(_ key: String, isRequired: Bool) -> Distribution? {
    (isRequired ? required(key) : optional(key))?.tokens(expected: expected(key))
  }

  /// A distribution of what is not negative; nil where it is not stated, or after a problem.
  func law<Unit: DistributionUnit>(
    _ key: String, isRequired: Bool, as unit: Unit.Type,
    check: (Distribution) throws(TextProblem) -> Void = { _ in }
  ) -> Distribution? {
    (isRequired ? required(key) : optional(key))?.law(
      expected: expected(key), as: unit, check: check)
  }

  private func expected(_ key: String) -> String {
    ScenarioKeys.key("workload.\(key)")?.expected ?? "a distribution"
  }
}

extension ValueReader {
  /// A distribution of numbers of tokens, with a mean of at least one.
  func tokens(expected: String) -> Distribution? {
    law(expected: expected, as: Tokens.self) { law throws(TextProblem) in
      guard law.mean.isFinite, law.mean >= 1, law.mean <= 1e8 else {
        throw TextProblem(
          "the mean is \(UnitNotation.format(law.mean)) tokens",
          expected: "a mean from 1 to 100 million tokens")
      }
    }
  }

  /// A distribution of what is not negative.
  func law<Unit: DistributionUnit>(
    expected: String, as unit: Unit.Type,
    check: (Distribution) throws(TextProblem) -> Void = { _ in }
  ) -> Distribution? {
    value(expected: expected) { text in
      guard text.openBrackets <= 0 else {
        throw TextProblem("a bracket is not closed", suggestion: .advice("close it with )"))
      }
      let law: Distribution
      do throws(StochasticsError) {
        law = try DistributionNotation.parse(text) { try Unit.number($0) }
      } catch { throw TextProblem(error) }
      try check(law)
      guard law.mean.isFinite, law.variance.isFinite || law.mean < 1e8 else {
        throw TextProblem("the mean is not finite", expected: "a distribution with a mean")
      }
      guard law.quantile(0.001) >= 0 else {
        throw TextProblem(
          "some draws are negative", expected: "a distribution of values of which none is below 0",
          suggestion: .advice("take lognormal, gamma or weibull, or cut it with `within 1 to …`"))
      }
      return law
    }
  }
}
