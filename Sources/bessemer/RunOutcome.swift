import Experiments
import Scenarios

/// How a command that ran experiments ends.
struct RunOutcome {
  private var hasRuns = false
  private var hasData = false
  /// Conditions that do not hold, with where and what was found.
  private var failed: [String] = []
  private var judged = 0
  /// What came of the claims, in the order of the scenarios.
  private(set) var claims: [ClaimVerdict] = []

  init() {}

  /// - Parameter claim: what came of the claim of the scenario; where something was found, the run has
  ///   answered, even that nothing can run.
  init(
    _ result: ExperimentResult, judgements: [ThresholdRule.Judgement], claim: ClaimVerdict? = nil
  ) {
    let isAnswered = claim.map { $0.outcome != .cannotBeJudged } ?? false
    claims = claim.map { [$0] } ?? []
    hasRuns = result.hasRuns || isAnswered
    hasData = result.hasData || isAnswered
    failed = judgements.filter { !$0.isMet }.map {
      "\($0.rule.threshold.text) at \($0.scenario.label): \($0.found)"
    }
    judged = judgements.count
  }

  /// Of a study of stocks or of routing, which always has data.
  init(judgements: [MedianJudgement], claim: ClaimVerdict? = nil) {
    claims = claim.map { [$0] } ?? []
    hasRuns = true
    hasData = true
    failed = judgements.filter { !$0.isMet }.map {
      "\($0.condition) at \($0.alternative): \($0.found ?? "no draw has it")"
    }
    judged = judgements.count
  }

  mutating func take(_ other: RunOutcome) {
    hasRuns = hasRuns || other.hasRuns
    hasData = hasData || other.hasData
    failed += other.failed
    judged += other.judged
    claims += other.claims
  }

  /// - Throws: `CommandFailure` where nothing ran, nothing was completed, or a threshold failed.
  func end() throws {
    if !hasRuns {
      throw CommandFailure(
        status: .infeasible, message: "no design point can run: the verdicts say why")
    }
    if !hasData {
      throw CommandFailure(
        status: .noData,
        message: "no request was completed: lengthen `duration` or raise the rate of arrivals")
    }
    guard let first = failed.first else { return }
    throw CommandFailure(
      status: .thresholdFailed,
      message: "\(failed.count) of \(judged) thresholds failed, first \(first)")
  }
}
