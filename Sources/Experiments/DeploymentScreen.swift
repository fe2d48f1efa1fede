import Economics
import Hardware
import LanguageModels
import Performance
public import Quantities
import Scenarios
import Serving

/// A candidate with the largest load that keeps the objectives, by the closed form.
public struct ScreenedDeployment: Sendable {
  public let candidate: DeploymentCandidate
  /// Accelerators that one replica pays for, possibly a part of the last one.
  public let accelerators: Double
  /// Of one replica.
  public let rate: RequestsPerSecond
  /// Sequences that decode in the mean.
  public let batch: Double
  /// Output tokens per second that one user sees in the mean.
  public let tokensPerUser: Double
  public let outputPerAccelerator: TokensPerSecond
  /// All dollars over output tokens, and over all tokens.
  public let costPerOutput: USDollarsPerToken
  public let costBlended: USDollarsPerToken
}

/// A candidate at one load, by the closed form: what one user sees against what it makes of the
/// machine.
public struct OperatingPoint: Sendable {
  public let candidate: DeploymentCandidate
  /// Of one replica.
  public let rate: RequestsPerSecond
  public let batch: Double
  public let tokensPerUser: Double
  public let outputPerAccelerator: TokensPerSecond
  public let costPerOutput: USDollarsPerToken
}

/// All candidates of a space judged in closed form: what can run, at what rate, and why the others
/// are out.
///
/// The model is ``SteadyState``; nothing is simulated. Candidates that differ in limits of the engine
/// alone share the times of their steps. The result does not depend on the number of threads.
public struct DeploymentScreen: Sendable {
  public let space: DeploymentSpace
  /// Those that keep the objectives at some rate, in the order of the space.
  public let kept: [ScreenedDeployment]
  public let ruledOut: [(candidate: DeploymentCandidate, reason: RuledOut)]
  /// What no other operating point beats in tokens per user and in output per accelerator both, or
  /// in tokens per user and in cost both; by tokens per user, most first.
  public let front: [OperatingPoint]
  /// Operating points that others beat in both respects.
  public let dominated: Int

  public var count: Int { kept.count + ruledOut.count }

  /// - Parameter progress: called from any thread with machines done and in all.
  public init(
    _ space: DeploymentSpace, jobs: Int,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    self.space = space
    let mixes = space.points.map {
      RequestMix($0.workload, contextLimit: $0.model.contextLength)
    }
    let longest = space.points.map { ServingVerdict.longestRequest(of: $0) }
    // Machines are handed out in bunches, so that threads do not queue for single ones.
    let bunch = 16
    let bunches = (space.machines.count + bunch - 1) / bunch
    let counter = ProgressCounter(total: bunches, report: progress)
    let bunchesJudged = parallelMap(bunches, jobs: jobs) { index in
      defer { counter.advance() }
      let judgements = space.machines[
        index * bunch..<min(space.machines.count, (index + 1) * bunch)
      ].flatMap { machine in
        machine.judged(
          on: space.points[machine.base], mix: mixes[machine.base],
          longest: longest[machine.base])
      }
      // What is beaten among few is beaten among all.
      let points = judgements.flatMap(\.curve)
      return (judgements, front: points.front, count: points.count)
    }
    var kept: [ScreenedDeployment] = []
    var out: [(candidate: DeploymentCandidate, reason: RuledOut)] = []
    for (judgements, _, _) in bunchesJudged {
      for judgement in judgements {
        switch judgement.result {
        case .success(let screened): kept.append(screened)
        case .failure(let reason): out.append((judgement.candidate, reason))
        }
      }
    }
    self.kept = kept
    ruledOut = out
    front = bunchesJudged.flatMap(\.front).front
    dominated = bunchesJudged.reduce(0) { $0 + $1.count } - front.count
  }
}

extension [OperatingPoint] {
  /// The points of either front, by tokens per user.
  var front: [OperatingPoint] {
    let byOutput = ParetoFront.indices(
      of: map { ($0.tokensPerUser, $0.outputPerAccelerator.value) })
    let byCost = ParetoFront.indices(of: map { ($0.tokensPerUser, -$0.costPerOutput.value) })
    return Set(byOutput + byCost).sorted {
      self[$0].tokensPerUser != self[$1].tokensPerUser
        ? self[$0].tokensPerUser > self[$1].tokensPerUser : $0 < $1
    }.map { self[$0] }
  }
}

/// A candidate, what the closed form says of it, and its operating points.
private struct Judgement: Sendable {
  let candidate: DeploymentCandidate
  let result: Result<ScreenedDeployment, RuledOut>
  var curve: [OperatingPoint] = []
}

extension DeploymentSpace.Machine {
  /// Every candidate of this machine with what the closed form says of it.
  fileprivate func judged(
    on point: Scenario, mix: RequestMix?, longest: Int
  ) -> [Judgement] {
    let all = sequences.flatMap { sequences in
      stepTokens.map {
        candidate(on: point.accelerator.name, sequences: sequences, stepTokens: $0)
      }
    }
    let deployment: Deployment
    let predictor: StepTimePredictor
    switch self.deployment(of: point) {
    case .failure(let reason):
      return all.map { Judgement(candidate: $0, result: .failure(reason)) }
    case .success(let found): deployment = found
    }
    do throws(DeploymentConflicts) {
      predictor = try StepTimePredictor(
        deployment: deployment, calibration: point.calibration, host: point.engine.hostOverhead,
        communication: point.engine.communication)
    } catch {
      return all.map {
        Judgement(candidate: $0, result: .failure(.conflicts(error.conflicts)))
      }
    }
    return all.map { candidate in
      candidate.judged(deployment, predictor: predictor, on: point, mix: mix, longest: longest)
    }
  }
}

extension DeploymentCandidate {
  fileprivate func judged(
    _ deployment: Deployment, predictor: StepTimePredictor, on point: Scenario, mix: RequestMix?,
    longest: Int
  ) -> Judgement {
    func out(_ reason: RuledOut) -> Judgement {
      Judgement(candidate: self, result: .failure(reason))
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
      predictor: predictor, mix: mix,
      engine: SteadyState.EngineLimits(engine, of: deployment, cacheBlocks: blocks, mix: mix))
    let economy = ReplicaEconomy(deployment: deployment, scenario: point, mix: mix)
    guard let load = state.capacity(for: point.objectives) else {
      let missed = state.alone(for: point.objectives).margins.filter { !$0.isKept }
      return Judgement(
        candidate: self, result: .failure(.missesAlone(missed)),
        curve: curve(of: state, economy: economy, objectives: point.objectives))
    }
    let cost = economy.costs(of: load.rate, prefillTime: load.prefillTime)
    return Judgement(
      candidate: self,
      result: .success(
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

  private static let levels = [0.02, 0.04, 0.08, 0.15, 0.25, 0.4, 0.6, 0.8, 1]
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
