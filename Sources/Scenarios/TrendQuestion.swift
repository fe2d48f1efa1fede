public import Documents
public import Economics
import Quantities
public import Stochastics

/// How the cost of a token is asked to move with the years, cause by cause.
public struct TrendQuestion: Sendable, Hashable {
  /// The years of the figure, as numbers: 2026.5 is the start of July 2026.
  public let from: Double
  public let until: Double
  /// The year that the prices and machines of the scenario are of.
  public let base: Double
  /// The last year for which the factors describe what was seen; what is after it is extrapolated.
  public let observedUntil: Double
  /// What a year multiplies cost by, of the causes that are stated.
  public let factors: [CostTrend.Cause: Distribution]
  /// Prices of an accelerator-hour; nil where they stay as they are.
  public let rent: RentalPath?
}

extension ScenarioKeys {
  /// How cost moves with the years.
  static let trend: [ScenarioKey] = [
    ScenarioKey(
      "trend", "a mapping", .section,
      "How the cost of a token moves with the years: draws cost-against-year, each cause alone and all "
        + "together. Every figure is the user's: say in a comment where it comes from."),
    ScenarioKey(
      "trend.from", "a year, such as 2023", .number(1990...2200), "First year of the figure."),
    ScenarioKey(
      "trend.until", "a year, such as 2030", .number(1990...2200), "Last year of the figure."),
    ScenarioKey(
      "trend.base", "a year, such as 2026.5", .number(1990...2200),
      "The year that the scenario's machines and prices are of, in which cost is what was simulated; "
        + "left out, `from`."),
    ScenarioKey(
      "trend.observed-until", "a year, such as 2026.5", .number(1990...2200),
      "Until when the factors describe what was seen; what comes after is shaded as extrapolation. Left "
        + "out, `base`."),
    ScenarioKey(
      "trend.hardware", "a factor per year, such as 0.8 or 0.7 to 0.9", .distribution,
      standard: "1",
      "What a year multiplies cost by because a dollar of machine does more work; below 1 is progress."
    ),
    ScenarioKey(
      "trend.software", "a factor per year, such as 0.8 or 0.7 to 0.9", .distribution,
      standard: "1", "The same of kernels and engines on the same machine with the same model."),
    ScenarioKey(
      "trend.algorithms", "a factor per year, such as 0.5 or 0.3 to 0.8", .distribution,
      standard: "1", "The same of models that do as well with less work."),
    ScenarioKey(
      "trend.rent", "dates with prices, such as [2025-10 1.70 USD/h, 2026-06 2.65 USD/h]", .list,
      "What an accelerator-hour was rented for, each price from its date on; cost follows it, up or "
        + "down. Of a tenant (`owner.kind: rented`)."),
    ScenarioKey(
      "trend.rent-growth", "a fraction per year, such as -10 %", .number(-0.9...10),
      standard: "0 %", "Change of the rent per year after its last date."),
  ]
}

extension ScenarioFile {
  /// The trend that is asked for; nil where the file asks for none.
  ///
  /// - Throws: `Diagnostics` with every problem of the section.
  public func trend() throws(Diagnostics) -> TrendQuestion? {
    let problems = DiagnosticCollector()
    let keys = KeyReader(root: root, problems: problems)
    guard let section = keys.stated("trend") else { return nil }
    let from = keys.required("trend.from")?.tabulatedNumber()
    let until = keys.required("trend.until")?.tabulatedNumber()
    let base = keys.stated("trend.base").map { $0.tabulatedNumber() } ?? from
    let observed = keys.stated("trend.observed-until").map { $0.tabulatedNumber() } ?? base
    if let from, let until, until <= from {
      keys.stated("trend.until")?.report(
        "the trend ends before it begins", expected: "a year after `from`")
    }
    var factors: [CostTrend.Cause: Distribution] = [:]
    for cause in [CostTrend.Cause.hardware, .software, .algorithms] {
      let path = "trend.\(cause.rawValue)"
      guard let reader = keys.stated(path) else { continue }
      factors[cause] = reader.law(
        expected: ScenarioKeys.key(path)?.expected ?? "a factor", as: Double.self
      ) { law throws(TextProblem) in
        guard law.quantile(0.001) > 0, law.mean <= 1_000 else {
          throw TextProblem(
            "a year cannot multiply cost by this", expected: "factors above 0 and up to 1000")
        }
      }
    }
    let steps = keys.stated("trend.rent").map { $0.list { RentalPath.Step($0) } }
    let growth = keys.optional("trend.rent-growth")?.tabulatedNumber()
    var rent: RentalPath?
    if let steps = steps ?? nil, let growth {
      do { rent = try RentalPath(steps, growth: growth) } catch {
        keys.stated("trend.rent")?.report(
          "\(error)", expected: "prices in the order of their dates")
      }
    } else if steps == nil, let growth = keys.stated("trend.rent-growth") {
      growth.report(
        "there is no rent to grow", expected: "prices under `trend.rent`",
        suggestion: .advice("state the rent of the base year, or remove the key"))
    }
    if problems.isEmpty, factors.isEmpty, rent == nil {
      section.report(
        "nothing moves the cost", expected: "hardware, software, algorithms or rent",
        suggestion: .advice("state what a year multiplies cost by, such as hardware: 0.7 to 0.9"))
    }
    try problems.throwIfAny()
    guard let from, let until, let base, let observed else { return nil }
    return TrendQuestion(
      from: from, until: until, base: base, observedUntil: observed, factors: factors, rent: rent)
  }
}

extension RentalPath.Step {
  /// Reads a date and a price: `2026-06 2.65 USD/h`.
  fileprivate init?(_ reader: ValueReader) {
    let words = "a month and a price, such as 2026-06 2.65 USD/h"
    let step = reader.value(expected: words) { text -> RentalPath.Step in
      let parts = text.split(separator: " ", maxSplits: 1)
      guard parts.count == 2 else { throw TextProblem("a date and a price are wanted") }
      let date = parts[0].split(separator: "-").map { Int($0) }
      guard date.count == 2, let year = date[0], let month = date[1], (1...12).contains(month),
        (1990...2200).contains(year)
      else { throw TextProblem("\"\(parts[0])\" is not a month, such as 2026-06") }
      let price = try UnitNotation().parse(String(parts[1]), as: USDollarsPerSecond.self)
      guard price > .zero else { throw TextProblem("a rent is above zero") }
      return RentalPath.Step(from: Double(year) + Double(month - 1) / 12, price: price)
    }
    guard let step else { return nil }
    self = step
  }
}
