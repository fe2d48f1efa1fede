import OutputAnalysis
public import Quantities
import Scenarios
import Training

/// What training runs of growing size cost on one alternative's machines, and from which size on they
/// cannot be made as asked.
public struct TrainingFrontier: Sendable, Hashable {
  public struct Run: Sendable, Hashable {
    /// FLOPs that the model needs for all tokens, forward and backward, causal attention; recomputation
    /// is no work.
    public let work: FLOPs
    /// In USD, with half of its 95 % interval; nil where nothing could run.
    public let cost: Double?
    public let halfWidth: Double?
    public let isFeasible: Bool
    /// What stands against it: `time`, `memory`, `machines`, …; empty where it is feasible.
    public let obstacles: [String]
    /// The number of the design point in its result.
    public let point: Int
  }

  public let alternative: String
  /// By work.
  public let runs: [Run]

  /// The least swept run that is infeasible as are all greater ones; nil where the greatest can be
  /// made.
  public var leastInfeasible: Run? {
    let greatest = runs.lastIndex(where: \.isFeasible)
    let next = greatest.map { $0 + 1 } ?? 0
    return next < runs.count ? runs[next] : nil
  }

  /// The greatest swept run that is feasible.
  public var greatestFeasible: Run? { runs.last(where: \.isFeasible) }
}

extension DesignPointResult {
  /// The work of the training run that the point asks for; nil where its shape cannot be told.
  public var trainingWork: FLOPs? {
    guard let question = scenario.training, let verdict = verdicts.training,
      verdict.steps.count == question.phases.count, !verdict.steps.isEmpty
    else { return nil }
    return zip(question.phases, verdict.steps).reduce(FLOPs.zero) { sum, part in
      let (phase, step) = (part.0, part.1.step)
      return sum + step.run.modelWork(.causal) * (phase.tokens.value / step.run.tokensPerStep)
    }
  }
}

extension ExperimentResult {
  /// Cost against work, alternative by alternative; those that train nothing are left out.
  public var trainingFrontiers: [TrainingFrontier] {
    var runs: [(name: String, runs: [TrainingFrontier.Run])] = []
    for (number, point) in points.enumerated() {
      guard let verdict = point.verdicts.training, let work = point.trainingWork else { continue }
      let run = TrainingFrontier.Run(
        work: work, cost: point.mean(of: .trainingCost),
        halfWidth: point.interval(of: .trainingCost)?.halfWidth, isFeasible: verdict.isFeasible,
        obstacles: verdict.obstacles, point: number)
      let name = point.scenario.alternative
      if let index = runs.firstIndex(where: { $0.name == name }) {
        runs[index].runs.append(run)
      } else {
        runs.append((name, [run]))
      }
    }
    return runs.map { name, runs in
      TrainingFrontier(
        alternative: name, runs: runs.sorted { ($0.work, $0.point) < ($1.work, $1.point) })
    }
  }
}

extension TrainingVerdict {
  /// The subjects of the checks that fail, in words; empty where none does.
  var obstacles: [String] {
    guard case .judged(let feasibility) = judgement else { return ["plan"] }
    let own = feasibility.checks.filter { $0.outcome == .fails }.map(\.subject.rawValue)
    return own + site.filter { !$0.isKept }.map(\.subject.rawValue).filter { !own.contains($0) }
  }
}
