import Stochastics
import Testing

@Suite("Distributions as text")
struct DistributionNotationTests {
  /// A place that takes seconds, and wants a unit.
  private struct NotSeconds: Error, CustomStringConvertible {
    let description = "expected a time such as \"5 min\""
  }

  private func seconds(_ text: String) throws -> Double {
    let units = ["ms": 1e-3, "s": 1, "min": 60, "h": 3_600]
    let parts = text.split(separator: " ")
    guard parts.count == 2, let number = Double(parts[0]), let unit = units[String(parts[1])]
    else { throw NotSeconds() }
    return number * unit
  }

  private func plain(_ text: String) throws -> Double {
    if let number = Double(text) { return number }
    if text.hasSuffix("k"), let number = Double(text.dropLast()) { return number * 1_000 }
    throw NotSeconds()
  }

  private func time(_ text: String) throws -> Distribution {
    try DistributionNotation.parse(text, number: seconds)
  }

  private func number(_ text: String) throws -> Distribution {
    try DistributionNotation.parse(text, number: plain)
  }

  @Test("Every documented form means its construction")
  func forms() throws {
    let forms: [(String, Distribution)] = [
      ("512", try .constant(512)),
      ("constant 512", try .constant(512)),
      ("-3.5e-2", try .constant(-0.035)),
      ("5 to 50", try .lognormal(p5: 5, p95: 50)),
      ("10k to 520k", try .lognormal(p5: 10_000, p95: 520_000)),
      ("lognormal(median 900, p95 6000)", try .lognormal(median: 900, p95: 6_000)),
      ("LogNormal( p95 6000 ,p50 900 )", try .lognormal(median: 900, p95: 6_000)),
      (
        "lognormal(p10 3, p99.9 70)",
        try .lognormal(Percentile(0.1, 3), Percentile(0.999, 70))
      ),
      ("lognormal(mean 50, cv 170 %)", try .lognormal(mean: 50, cv: 1.7)),
      ("lognormal(mean 50, sd 85)", try .lognormal(mean: 50, cv: 1.7)),
      ("lognormal(mean 50, p95 120)", try .lognormal(mean: 50, Percentile(0.95, 120))),
      ("lognormal(p5 10, p50 140, p95 520)", try .lognormal(p5: 10, p50: 140, p95: 520)),
      ("gamma(mean 3, cv 0.5)", try .gamma(mean: 3, cv: 0.5)),
      ("gamma(shape 2, scale 4)", try .gamma(shape: 2, scale: 4)),
      ("weibull(shape 0.8, mean 45000)", try .weibull(shape: 0.8, mean: 45_000)),
      ("weibull(shape 0.8, mtbf 45000)", try .weibull(shape: 0.8, mean: 45_000)),
      ("exponential(mean 30)", try .exponential(mean: 30)),
      ("exponential(30)", try .exponential(mean: 30)),
      ("poisson(mean 4)", try .poisson(mean: 4)),
      ("geometric(mean 4)", try .geometric(mean: 4)),
      ("pareto(shape 2, min 3)", try .pareto(shape: 2, minimum: 3)),
      ("pert(1, 2, 5)", try .pert(low: 1, mode: 2, high: 5)),
      ("pert(low 1, likely 2, high 5)", try .pert(low: 1, mode: 2, high: 5)),
      ("triangular(1, 2, 5)", try .triangular(low: 1, mode: 2, high: 5)),
      ("uniform(1, 5)", try .uniform(from: 1, to: 5)),
      ("normal(mean 5, sd 1)", try .normal(mean: 5, standardDeviation: 1)),
      ("normal(p5 2, p95 8)", try .normal(p5: 2, p95: 8)),
      ("beta(2, 3)", try .beta(alpha: 2, beta: 3)),
      ("beta(2, 3, -1, 4)", try .beta(alpha: 2, beta: 3, over: -1...4)),
      ("beta(mean 0.4, p95 0.6)", try .beta(mean: 0.4, Percentile(0.95, 0.6))),
      ("beta(p5 0.65, p95 0.9)", try .beta(p5: 0.65, p95: 0.9)),
      ("beta(mean 0.39, p5 0.2, p95 0.6)", try .beta(p5: 0.2, p95: 0.6)),
      ("beta(p5 2, p95 6, min 1, max 9)", try .beta(p5: 2, p95: 6, over: 1...9)),
      ("choice(0, 0.1, 0.9)", try .choice([0, 0.1, 0.9])),
      ("choice(20 % of 100, 80 % of 1000)", try .choice([100, 1_000], weights: [0.2, 0.8])),
      ("empirical(3, 1, 4)", try .empirical([1, 3, 4])),
      (
        "mixture(0.3 of constant 0, 0.7 of 5 to 50)",
        try .mixture([(0.3, .constant(0)), (0.7, .lognormal(p5: 5, p95: 50))])
      ),
      (
        "normal(mean 5, sd 1) within 0 to 8",
        try Distribution.normal(mean: 5, standardDeviation: 1).truncated(to: 0...8)
      ),
    ]
    for (text, expected) in forms {
      #expect(try number(text) == expected, "\(text)")
    }
  }

  @Test("Numbers carry the unit of their place, and a bare one takes the last one's")
  func units() throws {
    #expect(
      try time("lognormal(median 10 min, p95 40 min)") == .lognormal(median: 600, p95: 2_400))
    #expect(try time("pert(10, 20, 60 min)") == .pert(low: 600, mode: 1_200, high: 3_600))
    #expect(try time("5 to 50 ms") == .lognormal(p5: 0.005, p95: 0.05))
    #expect(try time("500 ms to 2 s") == .lognormal(p5: 0.5, p95: 2))
    #expect(try time("weibull(shape 0.8, mtbf 10 h)") == .weibull(shape: 0.8, mean: 36_000))
    #expect(try time("exponential(mtbf 30 h) within 1 to 24 h").support == 3_600...86_400)
    var asked: [String] = []
    _ = try DistributionNotation.parse("10k to 520k USD") { text in
      asked.append(text)
      return Double(asked.count)
    }
    _ = try DistributionNotation.parse("0.06 to 0.10 USD/kWh") { text in
      asked.append(text)
      return Double(asked.count)
    }
    #expect(asked == ["10k USD", "520k USD", "0.06 USD/kWh", "0.10 USD/kWh"])
  }

  @Test("What a distribution prints reads back as the same distribution")
  func roundTrip() throws {
    for distribution in try DistributionExamples.all() {
      #expect(try number("\(distribution)") == distribution)
    }
  }

  @Test("Mistakes are named with what was found, what is expected and what was meant")
  func mistakes() {
    let mistakes: [(String, String)] = [
      ("lognorml(median 900, p95 6000)", "did you mean \"lognormal\"?"),
      ("gama(mean 3, cv 1)", "did you mean \"gamma\"?"),
      ("lognormal(medain 10 s, p95 40 s)", "did you mean \"median\"?"),
      ("gamma(mean 3 s, shape 2, cv 1)", "gamma was given (mean 3 s, shape 2, cv 1), expected"),
      ("lognormal(median 10 s)", "expected (median …, p95 …)"),
      ("lognormal(10 s, 40 s)", "lognormal was given (10 s, 40 s)"),
      ("uniform(1 s)", "expected (min, max)"),
      ("uniform()", "expected (min, max)"),
      ("exponential(mean 30)", "exponential: mean is \"30\": expected a time"),
      ("gamma(mean 3 s, cv x)", "gamma: cv is \"x\", expected a plain number or a percentage"),
      ("lognormal(median 40 s, p95 10 s)", "p95"),
      ("exponential(mean -3 s)", "exponential: mean is -3.0, expected a positive number"),
      ("0 s to 5 s", "p5 is 0.0, expected a positive number"),
      ("choice(20 % of 1 s, 2 s)", "weight of value"),
      ("5 s within 9 to 3 s", "within"),
      ("exponential(mean 3 s) within", "no distribution is named"),
      ("", "expected a number or a distribution"),
      ("soon", "no distribution is named \"soon\""),
      ("uniform(1 s, 2 s", "no distribution is named"),
      ("exponential(mean 3 s, mean 4 s)", "exponential was given"),
    ]
    for (text, fragment) in mistakes {
      do throws(StochasticsError) {
        let found = try DistributionNotation.parse(text, number: seconds)
        Issue.record("\(text) was read as \(found)")
      } catch {
        #expect("\(error)".contains(fragment), "\(text): \(error)")
      }
    }
  }

  @Test("Deep nesting is refused, not followed")
  func nesting() {
    let deep =
      String(repeating: "mixture(", count: 40) + "1" + String(repeating: ")", count: 40)
    #expect(throws: StochasticsError.self) { try number(deep) }
  }

  @Test("A distribution is told from a number by its form")
  func form() {
    #expect(DistributionNotation.isDistribution("5 to 50 ms"))
    #expect(DistributionNotation.isDistribution("gamma(mean 3, cv 1)"))
    #expect(DistributionNotation.isDistribution("constant 3"))
    #expect(!DistributionNotation.isDistribution("80 GiB"))
    #expect(!DistributionNotation.isDistribution("h100-sxm"))
  }
}
