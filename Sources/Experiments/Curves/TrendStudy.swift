public import Economics
import Foundation
import OutputAnalysis
import Quantities
public import Scenarios
import Stochastics

/// The cost of a token over years, each cause alone and all together, with 90 % bands from draws of the
/// yearly factors.
///
/// A draw takes one value of each factor and keeps it for all years: what is not known is how fast a
/// cause works, not how it varies from year to year. Causes are drawn independently. Where the scenario
/// itself was drawn, the base of the draws is each of its own in turn.
public struct TrendStudy: Sendable, Hashable {
  /// The cost in a year: at the medians of the factors, and where nine of ten draws lie.
  public struct Place: Sendable, Hashable {
    public let year: Double
    public let cost: Double
    public let low: Double
    public let high: Double
  }

  /// What moves a line.
  public enum Line: Sendable, Hashable {
    case alone(CostTrend.Cause)
    case together

    public var name: String {
      switch self {
      case .alone(.rent): "rent alone"
      case .alone(let cause): "\(cause.rawValue) alone"
      case .together: "all together"
      }
    }
  }

  public let question: TrendQuestion
  /// The metric that is drawn, and the design point whose simulated cost the trend begins with.
  public let metric: Metric
  public let point: Scenario
  /// That cost, in USD/Mtok.
  public let base: Double
  public let lines: [(line: Line, places: [Place])]

  public static func == (a: Self, b: Self) -> Bool { a.identity == b.identity }
  public func hash(into hasher: inout Hasher) { hasher.combine(identity) }
  private var identity: [[Place]] { lines.map(\.places) }

  /// Draws of the factors.
  public static let draws = 2_000

  /// Of the first design point that has the cost; nil where none has.
  public init?(
    _ question: TrendQuestion, of result: ExperimentResult, metric: Metric = .costBlended
  ) throws(EconomicsError) {
    guard
      let point = result.points.first(where: {
        $0.describesSystem && ($0.mean(of: metric) ?? 0) > 0
      }), let mean = point.mean(of: metric)
    else { return nil }
    let own = point.draws.isEmpty ? [] : point.values(of: metric)
    let base = own.isEmpty ? mean : point.quantile(0.5, of: metric) ?? mean
    self.question = question
    self.metric = metric
    self.base = base
    self.point = point.scenario
    let causes = CostTrend.Cause.allCases.filter {
      $0 == .rent ? question.rent != nil : question.factors[$0] != nil
    }
    func trend(
      _ base: Double, _ value: (CostTrend.Cause) -> Double?
    ) throws(EconomicsError) -> CostTrend {
      func factor(_ cause: CostTrend.Cause) throws(EconomicsError) -> CostTrend.YearlyFactor {
        guard let value = value(cause) else { return .none }
        return try CostTrend.YearlyFactor(value)
      }
      return try CostTrend(
        from: USDollarsPerToken(perMillionTokens: base), in: question.base,
        hardware: factor(.hardware), software: factor(.software), algorithms: factor(.algorithms),
        rent: question.rent)
    }
    let central = try trend(base) { question.factors[$0]?.median }
    let seed = point.scenario.seed
    var drawn: [CostTrend] = []
    for number in 0..<Self.draws {
      drawn.append(
        try trend(own.isEmpty ? base : own[number % own.count]) { cause in
          guard let law = question.factors[cause] else { return nil }
          let stream = RandomStream(
            StreamAddress(seed: seed, purpose: "trend-\(cause.rawValue)"))
          return max(1e-6, law.value(at: stream.uniform(at: UInt64(number))))
        })
    }
    var lines: [(Line, [Place])] = []
    let years = Self.years(of: question)
    let kinds = causes.map(Line.alone) + (causes.count > 1 ? [.together] : [])
    for line in kinds {
      lines.append(
        (
          line,
          years.map { year in
            let costs = drawn.map { Self.cost($0, line, in: year, base: base) }.sorted()
            return Place(
              year: year, cost: Self.cost(central, line, in: year, base: base),
              low: costs[costs.count / 20], high: costs[costs.count - 1 - costs.count / 20])
          }
        ))
    }
    self.lines = lines
  }

  /// Of a cause alone the base is certain: it shows what the cause does.
  private static func cost(
    _ trend: CostTrend, _ line: Line, in year: Double, base: Double
  ) -> Double {
    switch line {
    case .alone(let cause): base * trend.factor(of: cause, in: year)
    case .together: trend.cost(in: year).perMillionTokens
    }
  }

  /// Eight places a year, and every date on which the rent changes.
  private static func years(of question: TrendQuestion) -> [Double] {
    let eighths = Int(((question.until - question.from) * 8).rounded(.down))
    var years = (0...eighths).map { question.from + Double($0) / 8 } + [question.until]
    for step in question.rent?.steps ?? [] {
      // A step on both of its sides.
      years += [step.from.nextDown, step.from].filter {
        question.from < $0 && $0 < question.until
      }
    }
    if question.from < question.base, question.base < question.until { years.append(question.base) }
    return Set(years).sorted()
  }

  /// The places of a line; none where nothing of it was stated.
  public func places(of line: Line) -> [Place] { lines.first { $0.line == line }?.places ?? [] }

  /// Whether the rent of the path is that of the scenario's owner.
  public var isTenant: Bool { if case .rented = point.owner.tenure { true } else { false } }
}
