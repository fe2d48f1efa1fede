import Hardware
import LanguageModels
import Performance
import Quantities
import Scenarios
import Serving

extension SteadyState where Predictor == StepTimePredictor {
  /// One replica of a deployment on a scenario's terms, with what its prefix cache finds where it has
  /// one.
  init(
    of scenario: Scenario, _ deployment: Deployment, engine: EngineProfile,
    predictor: StepTimePredictor, cacheBlocks: Int, mix: RequestMix, part: ServingPool.Role
  ) {
    let reuse = scenario.prefixCache == nil ? nil : PrefixReuse(scenario.workload)
    let state = SteadyState(
      predictor: predictor, mix: mix,
      engine: EngineLimits(
        engine, of: deployment, cacheBlocks: cacheBlocks, mix: mix,
        sharedTokens: reuse?.sharedTokens ?? 0), part: part)
    guard let reuse, part != .decode else {
      self = state
      return
    }
    let accelerators =
      Double(deployment.plan.devices) / Double(deployment.cluster.accelerator.devices)
    let tiers = [scenario.prefixCache?.host, scenario.prefixCache?.storage].compactMap(\.self)
    let bytes = tiers.reduce(Bytes.zero) { $0 + $1.capacity * accelerators }
    self = state.finding(
      reuse, tokens: Double(cacheBlocks * engine.blockTokens),
      below: bytes / deployment.model.cacheBytesPerToken(deployment.cacheFormat)
    ) { state in
      part == .prefill
        ? state.promptCapacity(for: scenario.objectives).map { ($0, 0) }
        : state.capacity(for: scenario.objectives).map { ($0.rate, $0.batch) }
    }
  }
}
