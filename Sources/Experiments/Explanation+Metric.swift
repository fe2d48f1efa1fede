import OutputAnalysis
import Performance
public import ReferenceData
import Scenarios
import Serving

extension Explanation {
  /// Explains a figure of a design point that was run.
  ///
  /// - Parameters:
  ///   - result: what came of `point`.
  ///   - plan: what was asked of all points together.
  /// - Throws: ``ExplanationError/notMeasured(_:at:reason:)`` where the point has no such figure; `Diagnostics`
  ///   or `DeploymentConflicts` where a draw cannot be made ready again.
  public init(
    _ metric: Metric, of result: DesignPointResult, at point: DesignPoint, in plan: ExperimentPlan,
    catalog: Catalog
  ) throws {
    guard result.scenario.isServed else {
      throw ExplanationError.notMeasured(
        metric, at: result.scenario.label,
        reason:
          "only what is served is explained; the tables of the step and the shares of lost time "
          + "show what training is made of")
    }
    let facts = ExplanationFacts(point, catalog: catalog)
    guard let runs = try ExplainedRuns(of: metric, at: result, point, facts) else {
      throw ExplanationError.notMeasured(
        metric, at: result.scenario.label, reason: result.reason(forLackOf: metric))
    }
    let (root, views, remarks) = try runs.terms(of: metric, in: plan)
    self.metric = metric
    subject = result.scenario.label
    self.root = root.averaged(runs.weights)
    self.views = views.map { $0.averaged(runs.weights) }
    self.runs = runs.runs.count
    draws = runs.draws
    interval = result.interval(of: metric)
    self.remarks = remarks
    citations = facts.citations(of: [self.root] + self.views)
  }
}

extension ExplainedRuns {
  /// The figure, other ways to put it together, and what is to be said of it.
  func terms(
    of metric: Metric, in plan: ExperimentPlan
  ) throws -> (root: ExplainedTerm, views: [ExplainedTerm], remarks: [String]) {
    let cost = CostExplanation(runs: self)
    let hour = HourExplanation(runs: self)
    switch metric {
    case .costBlended: return (cost.price(of: nil), [cost.waterfall(of: nil)], [])
    case .costOutput, .costUncachedInput, .costCachedInput:
      let stream = CostExplanation.Stream.allCases.first { $0.metric == metric }
      return (cost.price(of: stream), [cost.waterfall(of: stream)], [])
    case .costPerHour: return (hour.whole(), [], [])
    case let metric where HourExplanation.Part.allCases.contains { $0.metric == metric }:
      let part = HourExplanation.Part.allCases.first { $0.metric == metric }!
      return (hour.term(part), [], [])
    case .outputThroughput, .outputPerAccelerator:
      let throughput = ThroughputExplanation(runs: self)
      let isEach = metric == .outputPerAccelerator
      return (
        isEach ? throughput.perAccelerator() : throughput.output(),
        [throughput.fromTheLoad(perAccelerator: isEach)].compactMap(\.self), []
      )
    case .totalThroughput: return (ThroughputExplanation(runs: self).total(), [], [])
    case .interactivity: return (LatencyExplanation.interactivity(self), [], [Self.onSpread])
    case .power: return (PowerExplanation(runs: self).watts(), [], [])
    case .energy: return (PowerExplanation(runs: self).perOutput(), [], [])
    case .energyPrompts:
      return (PowerExplanation(runs: self).perToken(.prefill, metric), [], [])
    case .energyDecode: return (PowerExplanation(runs: self).perToken(.decode, metric), [], [])
    case .energyIdle: return (PowerExplanation(runs: self).idleShare(), [], [])
    case .attainment: return (ServiceExplanation(runs: self).attainment(), [], [])
    case .goodput: return (ServiceExplanation(runs: self).goodput(), [], [])
    case .replicas:
      let (term, remarks) = try ServiceExplanation(runs: self).replicas(plan)
      return (term, [], remarks)
    default: break
    }
    if let family = LatencyExplanation.family(of: metric) {
      return (
        LatencyExplanation(runs: self, metric: metric).term(family), [], [Self.onSpread]
      )
    }
    return (
      simulated(metric), [], ["it is measured as a whole and has no parts"]
    )
  }

  private static let onSpread =
    "percentiles of sums are no sums of percentiles: what the closed form does not hold is shown as a "
    + "part of its own"
}

extension DesignPointResult {
  /// Why it has no figure of a metric.
  func reason(forLackOf metric: Metric) -> String {
    switch outcome {
    case .infeasible: return "it cannot run: \(verdicts.sentence)"
    case .failed(let failure): return "it failed: \(failure.reason)"
    case .missesObjectives(let tried, let missed):
      return "no fleet that was tried, of up to \(tried) replicas, keeps the objectives: "
        + missed.joined(separator: "; ")
    case .ran: break
    }
    if missingRuns > 0 { return "\(missingRuns) of its runs are still to be made" }
    if metric.isLatency, let verdict, !runs.allSatisfy(\.describesSystem) {
      return "a run is \(verdict.rawValue), so that its latencies describe the length of the run"
    }
    if [.attainment, .goodput].contains(metric), !scenario.promisesAnything {
      return "nothing is promised: write `objectives` into the scenario"
    }
    if metric.name.hasPrefix("objective.") {
      return "its scenario does not promise this latency for all requests together"
    }
    if metric == .power || metric.name.hasPrefix("energy.") {
      return "the power of rented machines is not known"
    }
    if metric == .costCachedInput { return "no prompt token was found in a cache" }
    return "nothing of the kind was seen in its runs: " + metric.definition
  }
}
