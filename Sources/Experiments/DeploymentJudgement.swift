import Economics
import Hardware
import Performance
import Quantities
import Scenarios
import Serving

/// A candidate, what the closed form says of it, and its operating points.
struct Judgement: Sendable {
  enum Outcome: Sendable {
    case kept(ScreenedDeployment)
    case out(RuledOut)
    /// A replica that a pool can be made of.
    case part(PoolReplica)
  }

  let candidate: DeploymentCandidate
  let result: Outcome
  var curve: [OperatingPoint] = []
}

extension DeploymentSpace.Machine {
  /// Every candidate of this machine with what the closed form says of it.
  func judged(on point: Scenario, mix: RequestMix?, longest: Int) -> [Judgement] {
    let all = limits.map { candidate(on: point.accelerator.name, $0) }
    let deployment: Deployment
    let predictor: StepTimePredictor
    switch self.deployment(of: point) {
    case .failure(let reason):
      return all.map { Judgement(candidate: $0, result: .out(reason)) }
    case .success(let found): deployment = found
    }
    do throws(DeploymentConflicts) {
      predictor = try StepTimePredictor(
        deployment: deployment, calibration: point.calibration, host: point.engine.hostOverhead,
        communication: point.engine.communication)
    } catch {
      return all.map {
        Judgement(candidate: $0, result: .out(.conflicts(error.conflicts)))
      }
    }
    return all.map { candidate in
      candidate.judged(
        as: role, deployment, predictor: predictor, on: point, mix: mix, longest: longest)
    }
  }
}

extension DeploymentCandidate {
  fileprivate func judged(
    as role: ServingPool.Role, _ deployment: Deployment, predictor: StepTimePredictor,
    on point: Scenario, mix: RequestMix?, longest: Int
  ) -> Judgement {
    func out(_ reason: RuledOut) -> Judgement {
      Judgement(candidate: self, result: .out(reason))
    }
    guard let mix,
      let engine = try? point.engine.limited(
        tokenBudget: stepTokens, maximumSequences: sequences)
    else { return out(.limits(stepTokens: stepTokens, sequences: sequences)) }
    let footprint = MemoryFootprint(deployment: deployment, reserve: engine.memory)
    let short = footprint.stages.map { $0.cacheBytes(context: longest) - $0.pool }.max() ?? .zero
    guard short <= .zero else { return out(.memory(deficit: short)) }
    let context = max(1, Int((mix.prompt + mix.output).rounded(.up)))
    let blocks =
      footprint.replicas * footprint.cacheBlocks(blockSize: engine.blockTokens, context: context)
    let state = SteadyState(
      of: point, deployment, engine: engine, predictor: predictor, cacheBlocks: blocks, mix: mix,
      part: role)
    let economy = ReplicaEconomy(deployment: deployment, scenario: point, mix: mix)
    guard role == .whole else {
      return Judgement(
        candidate: self,
        result: PoolReplica.judged(
          self, role: role, state: state, deployment: deployment,
          accelerators: economy.accelerators, objectives: point.objectives))
    }
    guard let load = state.capacity(for: point.objectives) else {
      let missed = state.alone(for: point.objectives).margins.filter { !$0.isKept }
      return Judgement(
        candidate: self, result: .out(.missesAlone(missed)),
        curve: curve(of: state, economy: economy, objectives: point.objectives))
    }
    let cost = economy.costs(of: load.rate, prefillTime: load.prefillTime)
    return Judgement(
      candidate: self,
      result: .kept(
        ScreenedDeployment(
          candidate: self, accelerators: economy.accelerators,
          rate: RequestsPerSecond(load.rate), batch: load.batch,
          tokensPerUser: state.engine.tokensPerStep / load.step,
          outputPerAccelerator: economy.output(of: load.rate), costPerOutput: cost.output,
          costBlended: cost.blended)),
      curve: curve(of: state, economy: economy, objectives: point.objectives))
  }

  /// Loads from a fiftieth of what keeps the objectives on the first token and the whole answer, up
  /// to it; limits on single tokens are what the front is about.
  private func curve(
    of state: SteadyState<StepTimePredictor>, economy: ReplicaEconomy, objectives: Objectives
  ) -> [OperatingPoint] {
    let waits = Objectives(
      timeToFirstToken: objectives.timeToFirstToken, endToEnd: objectives.endToEnd)
    guard state.decodeSteps > 0, let most = state.capacity(for: waits) else { return [] }
    return Self.levels.map { level in
      let load = state.point(perStep: most.perStep * level)
      return OperatingPoint(
        candidate: self, rate: RequestsPerSecond(load.rate), batch: load.batch,
        tokensPerUser: state.engine.tokensPerStep / load.step,
        outputPerAccelerator: economy.output(of: load.rate),
        costPerOutput: economy.costs(of: load.rate, prefillTime: load.prefillTime).output)
    }
  }

  static let levels = [0.02, 0.04, 0.08, 0.15, 0.25, 0.4, 0.6, 0.8, 1]
}

/// What one replica costs and makes.
struct ReplicaEconomy {
  let scenario: Scenario
  let mix: RequestMix
  /// Accelerators that one replica pays for, possibly a part of the last one.
  let accelerators: Double

  init(deployment: Deployment, scenario: Scenario, mix: RequestMix) {
    self.scenario = scenario
    self.mix = mix
    accelerators =
      Double(deployment.plan.devices) / Double(deployment.cluster.accelerator.devices)
  }

  func output(of rate: Double) -> TokensPerSecond {
    TokensPerSecond(rate * mix.output / accelerators)
  }

  /// All dollars over output tokens, and over all tokens, of a replica that is never idle.
  func costs(
    of rate: Double, prefillTime: Double
  ) -> (output: USDollarsPerToken, blended: USDollarsPerToken) {
    let prefill = min(1, max(0, prefillTime))
    // Shares that add to one are shares.
    let phases = try! PhaseShares(prefill: prefill, decode: 1 - prefill)
    let spent = scenario.owner.tenure.acceleratorHour(phases: phases).total.value * accelerators
    return (
      USDollarsPerToken(spent / (rate * mix.output)),
      USDollarsPerToken(spent / (rate * (mix.output + mix.prompt)))
    )
  }
}
