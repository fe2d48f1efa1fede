import Hardware
import LanguageModels
import Performance
import Quantities
import Scenarios
import Serving
import Stochastics

/// The service of a reference on replicas of one chip.
struct ChipServing: Sendable {
  let machine: ChipMachine
  let reference: ServingReference

  /// The most that one accelerator serves, over a few plans, formats and engines, by the steady state
  /// of the serving model; or why it serves nothing.
  ///
  /// Replicas serve requests whole, or prompts and output have pools of their own. Of those the best
  /// of each part count, in the numbers that balance them: a request that takes `1/p` of an
  /// accelerator's second in one pool and `1/d` in the other leaves `1/(1/p + 1/d)` requests a second
  /// for each. Ignores the transfer of caches between pools, and what whole numbers of replicas waste.
  func rate() -> Result<ServingRate, ChipRefusal> {
    guard
      let workload = try? Workload.open(.poisson(rate: RequestsPerSecond(1)), reference.lengths),
      let mix = RequestMix(workload, contextLimit: reference.model.contextLength)
    else { return refused("no requests") }
    var best = Best()
    for weights in formats {
      for plan in plans { judge(plan, in: weights, mix: mix, into: &best) }
    }
    if let prompts = best.prompts, let output = best.output {
      let (p, d) = (1 / prompts.requests, 1 / output.requests)
      best.keep(
        Part(
          requests: 1 / (p + d), replica: max(prompts.replica, output.replica),
          plan: "prompts \(prompts.plan), output \(output.plan)", weights: output.weights,
          prefillTime: p / (p + d)), as: .whole)
    }
    guard let found = best.whole else {
      return refused(best.refusal?.sentence ?? "no plan of at most \(reference.largestReplica)")
    }
    return .success(
      ServingRate(
        tokens: TokensPerSecond(found.requests * (mix.prompt + mix.output)),
        output: TokensPerSecond(found.requests * mix.output), replica: found.replica,
        plan: found.plan, weights: found.weights, prefillTime: found.prefillTime))
  }

  /// What a replica does of a part with each of its accelerators.
  private struct Part {
    /// Per second and accelerator.
    let requests: Double
    let replica: Int
    let plan: String
    let weights: WeightFormat
    let prefillTime: Double
  }

  private struct Best {
    var whole: Part?
    var prompts: Part?
    var output: Part?
    var refusal: RuledOut?

    mutating func keep(_ part: Part, as role: ServingPool.Role) {
      switch role {
      case .whole: if part.requests > whole?.requests ?? 0 { whole = part }
      case .prefill: if part.requests > prompts?.requests ?? 0 { prompts = part }
      case .decode: if part.requests > output?.requests ?? 0 { output = part }
      }
    }

    mutating func refuse(_ reason: RuledOut) {
      refusal = refusal.map { ChipServing.nearer($0, reason) } ?? reason
    }
  }

  private func refused(_ reason: String) -> Result<ServingRate, ChipRefusal> {
    .failure(.notServed(model: reference.model.title, reason: reason))
  }

  /// The reason that says more: a promise missed alone, then memory, then all others; of two of a
  /// kind the later, which is that of a larger replica.
  fileprivate static func nearer(_ a: RuledOut, _ b: RuledOut) -> RuledOut {
    func rank(_ reason: RuledOut) -> Int {
      switch reason {
      case .missesAlone: 2
      case .memory: 1
      case .plan, .tooLarge, .conflicts, .limits, .beaten, .nothingToDecode, .noNetwork,
        .beyondDomain:
        0
      }
    }
    return rank(b) >= rank(a) ? b : a
  }

  /// What the model is published in; and 8-bit integers where the chip has units for them and none
  /// for what is published.
  private var formats: [WeightFormats] {
    let native = reference.model.weights
    let peak = machine.accelerator.peak
    let choice = ArithmeticChoice(stored: native.experts, peak: peak)
    let isWidened = choice?.isWidened ?? true
    guard isWidened, peak[.int8] != nil else { return [native] }
    return [native, WeightFormats(matrices: .int8)]
  }

  private struct Plan {
    let tensor: Int
    let data: Int
    let expert: Int
  }

  /// Replicas of powers of two: dense models cut by tensors, mixtures with attention replicas of one
  /// to eight devices and the experts over all devices.
  private var plans: [Plan] {
    let devices = machine.accelerator.devices
    let most = reference.largestReplica * devices
    let isMixture = reference.model.routedExpertParameters > 0
    var plans: [Plan] = []
    for all in Self.powers where all <= most {
      for tensor in Self.powers where tensor <= all {
        if isMixture {
          guard tensor == all || tensor <= 8 else { continue }
          plans.append(Plan(tensor: tensor, data: all / tensor, expert: all))
        } else if tensor == all, tensor <= 16 {
          plans.append(Plan(tensor: tensor, data: 1, expert: 1))
        }
      }
    }
    return plans
  }

  private static let powers = [1, 2, 4, 8, 16, 32, 64, 128]

  private func judge(
    _ widths: Plan, in weights: WeightFormats, mix: RequestMix, into best: inout Best
  ) {
    guard
      let plan = try? ParallelismPlan(
        tensor: widths.tensor, data: widths.data, expert: widths.expert)
    else { return }
    let perPackage = machine.accelerator.devices
    let accelerators = (plan.devices + perPackage - 1) / perPackage
    let context = max(1, Int((mix.prompt + mix.output).rounded(.up)))
    for own in machine.engines {
      let deployment = Deployment(
        model: reference.model, cluster: machine.cluster(of: accelerators), plan: plan,
        weights: weights,
        cacheFormat: own.cacheFormat(under: weights, on: machine.accelerator.device.peak))
      let conflicts = deployment.conflicts
      guard conflicts.isEmpty else { return best.refuse(.conflicts(conflicts)) }
      let footprint = MemoryFootprint(deployment: deployment, reserve: own.memory)
      let short = footprint.stages.map { $0.cacheBytes(context: context) - $0.pool }.max() ?? .zero
      guard short <= .zero else {
        best.refuse(.memory(deficit: short))
        continue
      }
      guard
        let predictor = try? StepTimePredictor(
          deployment: deployment, calibration: machine.calibration, host: own.hostOverhead,
          communication: own.communication)
      else { continue }
      for engine in Self.variants(of: own) {
        let blocks =
          footprint.replicas
          * footprint.cacheBlocks(blockSize: engine.blockTokens, context: context)
        for role in [ServingPool.Role.whole, .prefill, .decode] {
          let state = SteadyState(
            predictor: predictor, mix: mix,
            engine: .init(engine, of: deployment, cacheBlocks: blocks, mix: mix), part: role)
          guard let load = load(of: state, role) else {
            if role == .whole {
              best.refuse(
                .missesAlone(
                  state.alone(for: reference.objectives).margins.filter { !$0.isKept }))
            }
            continue
          }
          let each = Double(plan.devices) / Double(perPackage)
          best.keep(
            Part(
              requests: load.rate / each, replica: accelerators, plan: Self.words(widths),
              weights: weights.experts, prefillTime: load.prefillTime), as: role)
        }
      }
    }
  }

  /// The most requests of a replica within what is promised of its part.
  private func load(
    of state: SteadyState<StepTimePredictor>, _ role: ServingPool.Role
  ) -> (rate: Double, prefillTime: Double)? {
    let objectives = reference.objectives
    switch role {
    case .whole: return state.capacity(for: objectives).map { ($0.rate, $0.prefillTime) }
    case .prefill:
      return state.promptCapacity(
        for: Objectives(timeToFirstToken: objectives.timeToFirstToken)
      ).map { ($0, 1) }
    case .decode:
      guard state.decodeSteps > 0 else { return nil }
      return state.capacity(
        for: Objectives(
          timePerOutputToken: objectives.timePerOutputToken,
          interTokenLatency: objectives.interTokenLatency)
      ).map { ($0.rate, 0) }
    }
  }

  /// The engine at its own limits, and with four times the tokens of a step.
  private static func variants(of own: EngineProfile) -> [EngineProfile] {
    let larger = try? own.limited(
      tokenBudget: own.tokenBudget * 4, maximumSequences: own.maximumSequences)
    return [own] + [larger].compactMap(\.self)
  }

  private static func words(_ plan: Plan) -> String {
    [("TP", plan.tensor), ("DP", plan.data), ("EP", plan.expert)]
      .filter { $0.1 > 1 || $0.0 == "TP" }.map { "\($0.0)\($0.1)" }.joined(separator: " ")
  }
}
