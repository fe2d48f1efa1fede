import LanguageModels
import OutputAnalysis
import Performance
import Quantities
import ReferenceData
import Scenarios
import Serving

/// The runs that a figure is the mean of, each with the inputs that it ran with.
struct ExplainedRuns {
  /// A design point, or one draw of what is not certain in it.
  struct Case {
    let scenario: Scenario
    let fleet: FleetModel
    let mix: RequestMix?
    /// Fleets of the size that is written, or replicas of one without pools.
    let replicas: Int
  }

  let result: DesignPointResult
  let facts: ExplanationFacts
  let runs: [RunRecord]
  /// The place of each run in ``cases``.
  private let places: [Int]
  private let cases: [Case]
  /// The weight of each run in the mean.
  let weights: [Double]

  /// The runs that have a metric; nil where none has.
  init?(
    of metric: Metric, at result: DesignPointResult, _ point: DesignPoint, _ facts: ExplanationFacts
  ) throws {
    guard result.mean(of: metric) != nil else { return nil }
    var cases: [Case] = []
    var runs: [RunRecord] = []
    var places: [Int] = []
    var weights: [Double] = []
    func take(_ found: [RunRecord], _ outcome: DesignPointResult.Outcome, _ scenario: Scenario)
      throws -> Int
    {
      let own = found.filter { $0.value(of: metric) != nil }
      guard !own.isEmpty, case .ran(let replicas) = outcome else { return 0 }
      cases.append(
        Case(
          scenario: scenario, fleet: try FleetModel(scenario),
          mix: RequestMix(
            scenario.workload, contextLimit: scenario.deployment.model.contextLength),
          replicas: replicas))
      runs += own
      places += own.map { _ in cases.count - 1 }
      return own.count
    }
    if result.draws.isEmpty {
      let count = try take(result.runs, result.outcome, result.scenario)
      weights = Array(repeating: 1 / Double(count), count: count)
    } else {
      var counts: [Int] = []
      for draw in result.draws {
        let scenario = try point.scenario(at: point.draws[draw.index])
        counts.append(try take(draw.runs, draw.outcome, scenario))
      }
      let draws = Double(counts.count { $0 > 0 })
      weights = counts.flatMap { Array(repeating: 1 / (draws * Double($0)), count: $0) }
    }
    guard !runs.isEmpty else { return nil }
    self.result = result
    self.facts = facts
    self.runs = runs
    self.places = places
    self.cases = cases
    self.weights = weights
  }

  var first: Case { cases[0] }
  var draws: Int { result.draws.isEmpty ? 0 : cases.count }

  /// One value per run.
  func each(_ value: (RunRecord, Case) -> Double) -> [Double] {
    zip(runs, places).map { value($0, cases[$1]) }
  }

  /// One value per run of what only the inputs decide, computed once for each of them.
  func input(_ value: (Case) -> Double) -> [Double] {
    let values = cases.map(value)
    return places.map { values[$0] }
  }

  /// One value per run, which has a number among them.
  func eachPlace<Value>(_ value: (_ index: Int, Case) -> Value) -> [Value] {
    places.indices.map { value($0, cases[places[$0]]) }
  }

  /// What was measured; zero in runs without it.
  func each(_ metric: Metric) -> [Double] { each { run, _ in run.value(of: metric) ?? 0 } }

  func has(_ metric: Metric) -> Bool { runs.allSatisfy { $0.value(of: metric) != nil } }

  // MARK: Terms

  /// What was simulated and has no parts.
  func simulated(
    _ name: String, _ unit: String? = nil, formula: String? = nil, of metric: Metric? = nil,
    _ values: [Double]
  ) -> ExplainedTerm {
    ExplainedTerm(
      name, values, unit, formula: formula, from: [source(of: values, metric: metric)])
  }

  func simulated(_ name: String, _ values: [Double]) -> ExplainedTerm {
    simulated(name, nil, values)
  }

  func simulated(_ metric: Metric, named name: String? = nil) -> ExplainedTerm {
    simulated(
      name ?? metric.title.trimmed, metric.unit, formula: metric.definition, of: metric,
      each(metric))
  }

  private func source(of values: [Double], metric: Metric?) -> Explanation.Source {
    var source = Explanation.Source(
      kind: .simulated, place: "simulated", runs: values.count)
    if result.draws.isEmpty {
      source.halfWidth = ConfidenceInterval(meanOf: values)?.halfWidth
    }
    if let metric {
      let counts = runs.compactMap { run in
        run.measurements.first { $0.metric == metric && $0.requestClass == nil }?.count
      }
      if counts.count == runs.count {
        source.count = Double(counts.reduce(0, +)) / Double(counts.count)
      }
    }
    return source
  }

  /// A number that a definition fixes.
  func constant(_ name: String, _ value: Double, _ unit: String? = nil) -> ExplainedTerm {
    ExplainedTerm(
      name, runs.map { _ in value }, unit,
      from: [Explanation.Source(kind: .formula, place: "definition")])
  }

  // MARK: What all runs have

  /// The length of the measured part of each run.
  var hours: [Double] {
    each { run, _ in
      let (output, all) = (
        Double(run.tokens.output), Double(run.tokens.output + run.tokens.prompt + run.tokens.cached)
      )
      if let rate = run.value(of: .outputThroughput), rate > 0 { return output / rate / 3_600 }
      if let rate = run.value(of: .totalThroughput), rate > 0 { return all / rate / 3_600 }
      return 0
    }
  }
}

extension String {
  /// Without the blanks that indent rows of tables.
  var trimmed: String { String(drop { $0 == " " }) }
}
