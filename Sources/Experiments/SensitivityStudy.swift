public import OutputAnalysis
public import Scenarios
import Stochastics

/// Which uncertain inputs an outcome depends on, and where an answer flips: runs beyond those of the
/// experiment, under its streams.
public struct SensitivityStudy: Sendable {
  private let plan: ExperimentPlan
  private let experiment: Experiment
  private let runner: CaseRunner
  private let progress: Experiment.Progress

  /// - Parameter store: keeps the runs, so that they are not made again; nil keeps none.
  public init(
    _ plan: ExperimentPlan, jobs: Int, store: RunStore? = nil,
    progress: @escaping Experiment.Progress = { _, _, _ in }
  ) {
    self.plan = plan
    experiment = Experiment(plan)
    runner = CaseRunner(jobs: jobs, store: store)
    self.progress = progress
  }

  public var points: [DesignPoint] { plan.points }

  /// Each input of a point at its 10th and 90th percentile, the others at their medians.
  public func swings(of point: Int) throws(RunStoreError) -> InputSwings {
    let inputs = plan.points[point].inputs
    let rows = try results(of: point, at: Tornado.rows(inputs: inputs.count))
    return InputSwings(point: point, inputs: inputs, rows: rows)
  }

  /// The shares of the variance of some metrics that each input of a point explains, alone and with
  /// all others; of a metric that does not vary, or that some row lacks, nil.
  ///
  /// - Parameter count: points of the design; it takes as many times two more than there are inputs
  ///   runs, each as often as the plan says.
  /// - Throws: ``SensitivityError`` for inputs that are correlated or too many.
  public func indices(
    of metrics: [Metric], at point: Int, points count: Int
  ) throws -> [SensitivityIndices?] {
    let own = plan.points[point]
    let correlated = plan.sample?.correlations.filter { group in
      group.inputs.filter { name in own.inputs.contains { $0.path == name } }.count > 1
    }
    if let group = correlated?.first { throw SensitivityError.correlated(group: group.name) }
    let method = plan.sample?.design ?? .latinHypercube
    let seed = own.scenario.seed
    let design: SaltelliDesign
    do {
      design = try SaltelliDesign(
        InputDesign(method, inputs: own.inputs.map(\.path), seed: seed), points: count)
    } catch { throw SensitivityError.noDesign("\(error)") }
    let results = try results(of: point, at: design.rows)
    return metrics.map { metric in
      let outputs = results.map { Tally($0.values(of: metric)).mean }
      let known = outputs.compactMap(\.self)
      guard known.count == outputs.count else { return nil }
      return SensitivityIndices(
        outputs: known, inputs: own.inputs.count,
        address: StreamAddress(seed: seed, purpose: "bootstrap of sensitivity indices"))
    }
  }

  /// Where along each input of a point a condition stops to hold, the others at their medians.
  public func flips(
    of rule: ThresholdRule, at point: Int
  ) throws(RunStoreError) -> [(input: UncertainInput, flip: FlipPoint)] {
    let sign = rule.threshold.relation.isUpperBound ? 1.0 : -1.0
    return try flips(over: plan.points[point].inputs) { (input, levels) throws(RunStoreError) in
      try means(of: rule.metric, at: point, input, levels).map { value in
        value.map { sign * (rule.limit - $0) }
      }
    }
  }

  /// Where along each input of either of two points the order of both turns on a metric, the other
  /// inputs at their medians.
  public func flips(
    of metric: Metric, between first: Int, and second: Int
  ) throws(RunStoreError) -> [(input: UncertainInput, flip: FlipPoint)] {
    var inputs = plan.points[first].inputs
    inputs += plan.points[second].inputs.filter { own in
      !inputs.contains { $0.isSame(as: own) }
    }
    return try flips(over: inputs) { (input, levels) throws(RunStoreError) in
      let a = try means(of: metric, at: first, input, levels)
      let b = try means(of: metric, at: second, input, levels)
      return zip(a, b).map { a, b in a.flatMap { a in b.map { $0 - a } } }
    }
  }

  private func flips(
    over inputs: [UncertainInput],
    _ margins: (UncertainInput, [Double]) throws(RunStoreError) -> [Double?]
  ) throws(RunStoreError) -> [(input: UncertainInput, flip: FlipPoint)] {
    var found: [(input: UncertainInput, flip: FlipPoint)] = []
    for input in inputs {
      let flip = try FlipPoint(scanning: 9, tolerance: 0.005, limit: 40) {
        (levels: [Double]) throws(RunStoreError) in try margins(input, levels)
      }
      found.append((input, flip))
    }
    return found
  }

  /// The mean of a metric with one input at some levels; nil where a run has no value.
  private func means(
    of metric: Metric, at point: Int, _ input: UncertainInput, _ levels: [Double]
  ) throws(RunStoreError) -> [Double?] {
    let own = plan.points[point].inputs
    let rows = levels.map { level in own.map { $0.isSame(as: input) ? level : 0.5 } }
    return try results(of: point, at: rows).map { Tally($0.values(of: metric)).mean }
  }

  private func results(
    of point: Int, at rows: [[Double]]
  ) throws(RunStoreError) -> [CaseResult] {
    try runner.results(
      of: rows.map { experiment.ownCase(point, at: $0) }, progress: progress)
  }
}

extension UncertainInput {
  /// Whether a level means the same value of both.
  fileprivate func isSame(as other: UncertainInput) -> Bool {
    path == other.path && text == other.text
  }
}

/// Why sensitivities cannot be told.
public enum SensitivityError: Error, Sendable, Hashable, CustomStringConvertible {
  case correlated(group: String)
  case noDesign(String)

  public var description: String {
    switch self {
    case .correlated(let group):
      "the inputs of \(group) are correlated: variance cannot be divided among them; take the group "
        + "out of sample.correlations for this question"
    case .noDesign(let reason): reason
    }
  }
}
