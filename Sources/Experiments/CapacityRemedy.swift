import Hardware
import LanguageModels
import Performance
import Quantities
public import Scenarios
import Serving

/// The nearest changes that let a deployment keep what it misses even at the lightest load: the limits
/// that lone requests do keep, and the least wider plan that keeps the stated ones by the closed form.
public struct CapacityRemedy: Sendable {
  /// What lone requests keep instead, objective by objective.
  public let limits: [ObjectiveMargin]
  /// The plan, where there is one.
  public let plan: DeploymentCandidate?
  /// Accelerators that a replica then takes.
  public let accelerators: Int

  /// Nil where what is missed was not measured.
  public init?(_ verdict: CapacitySearch.Verdict, of scenario: Scenario) {
    let missed: [ObjectiveMargin]
    switch verdict {
    case .missedAlone(let margins), .missedAtLowest(_, let margins): missed = margins
    case .found, .neverMissed: return nil
    }
    limits = missed.filter { $0.found != nil && $0.limit != nil && $0.lost == 0 }
    let wider = scenario.pools.isEmpty ? Self.wider(than: scenario) : nil
    plan = wider?.candidate
    accelerators = wider?.accelerators ?? 0
    if limits.isEmpty, plan == nil { return nil }
  }

  /// The changes in a sentence.
  public var sentence: String {
    let promises = limits.map { margin in
      "a \(margin.subject.rawValue) of \(margin.found.map { UnitNotation.format($0) } ?? "") at "
        + LatencyObjective.name(ofPercentile: margin.required)
    }
    var ways: [String] = []
    if !promises.isEmpty { ways.append("promise " + promises.joined(separator: " and ")) }
    if let plan {
      ways.append(
        "take \(plan.planWords) on \(accelerators) accelerators a replica, which keeps it by the "
          + "closed form")
    }
    return ways.joined(separator: ", or ")
  }

  /// The next wider plans, twice the tensor width at a time.
  private static func wider(
    than scenario: Scenario
  ) -> (candidate: DeploymentCandidate, accelerators: Int)? {
    let plan = scenario.deployment.plan
    let most = scenario.find.largestReplica * scenario.accelerator.devices
    let mix = RequestMix(scenario.workload, contextLimit: scenario.model.contextLength)
    var tensor = plan.tensor * 2
    while tensor * plan.pipeline * plan.data <= most {
      let machine = DeploymentSpace.Machine(
        base: 0, role: .whole, tensor: tensor, pipeline: plan.pipeline, data: plan.data,
        expert: plan.expert, weights: scenario.deployment.weights,
        cache: scenario.deployment.cacheFormat,
        limits: [
          .init(
            sequences: scenario.engine.maximumSequences, stepTokens: scenario.engine.tokenBudget)
        ])
      let judged = machine.judged(
        on: scenario, mix: mix, longest: ServingVerdict.longestRequest(of: scenario))
      if case .kept(let screened)? = judged.first?.result {
        return (screened.candidate, Int(screened.accelerators.rounded(.up)))
      }
      tensor *= 2
    }
    return nil
  }
}
