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

  /// The most that one accelerator serves, over a few plans and formats, by the steady state of the
  /// serving model; or why it serves nothing.
  func rate() -> Result<ServingRate, ChipRefusal> {
    guard
      let workload = try? Workload.open(.poisson(rate: RequestsPerSecond(1)), reference.lengths),
      let mix = RequestMix(workload, contextLimit: reference.model.contextLength)
    else { return refused("no requests") }
    var best: ServingRate?
    var refusal: RuledOut?
    for weights in formats {
      for plan in plans {
        switch rate(of: plan, in: weights, mix: mix) {
        case .success(let rate): if rate.tokens > best?.tokens ?? .zero { best = rate }
        case .failure(let reason): refusal = refusal.map { Self.nearer($0, reason) } ?? reason
        }
      }
    }
    if let best { return .success(best) }
    return refused(refusal?.sentence ?? "no plan of at most \(reference.largestReplica)")
  }

  private func refused(_ reason: String) -> Result<ServingRate, ChipRefusal> {
    .failure(.notServed(model: reference.model.title, reason: reason))
  }

  /// The reason that says more: a promise missed alone, then memory, then all others; of two of a
  /// kind the later, which is that of a larger replica.
  private static func nearer(_ a: RuledOut, _ b: RuledOut) -> RuledOut {
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

  private func rate(
    of widths: Plan, in weights: WeightFormats, mix: RequestMix
  ) -> Result<ServingRate, RuledOut> {
    let plan: ParallelismPlan
    do throws(PlanError) {
      plan = try ParallelismPlan(
        tensor: widths.tensor, data: widths.data, expert: widths.expert)
    } catch { return .failure(.plan(error)) }
    let perPackage = machine.accelerator.devices
    let accelerators = (plan.devices + perPackage - 1) / perPackage
    let deployment = Deployment(
      model: reference.model, cluster: machine.cluster(of: accelerators), plan: plan,
      weights: weights,
      cacheFormat: machine.engine.cacheFormat(under: weights, on: machine.accelerator.device.peak))
    let conflicts = deployment.conflicts
    guard conflicts.isEmpty else { return .failure(.conflicts(conflicts)) }
    let footprint = MemoryFootprint(deployment: deployment, reserve: machine.engine.memory)
    let context = max(1, Int((mix.prompt + mix.output).rounded(.up)))
    let short = footprint.stages.map { $0.cacheBytes(context: context) - $0.pool }.max() ?? .zero
    guard short <= .zero else { return .failure(.memory(deficit: short)) }
    let predictor: StepTimePredictor
    do throws(DeploymentConflicts) {
      predictor = try StepTimePredictor(
        deployment: deployment, calibration: machine.calibration,
        host: machine.engine.hostOverhead, communication: machine.engine.communication)
    } catch { return .failure(.conflicts(error.conflicts)) }
    var best: ServingRate?
    var missed: RuledOut = .limits(stepTokens: 0, sequences: 0)
    for engine in engines {
      let blocks =
        footprint.replicas * footprint.cacheBlocks(blockSize: engine.blockTokens, context: context)
      let state = SteadyState(
        predictor: predictor, mix: mix,
        engine: .init(engine, of: deployment, cacheBlocks: blocks, mix: mix))
      guard let point = state.capacity(for: reference.objectives) else {
        missed = .missesAlone(
          state.alone(for: reference.objectives).margins.filter { !$0.isKept })
        continue
      }
      let each = Double(plan.devices) / Double(perPackage)
      let rate = ServingRate(
        tokens: TokensPerSecond(point.rate * (mix.prompt + mix.output) / each),
        output: TokensPerSecond(point.rate * mix.output / each), replica: accelerators,
        plan: Self.words(widths), weights: weights.experts, prefillTime: point.prefillTime)
      if rate.tokens > best?.tokens ?? .zero { best = rate }
    }
    return best.map { .success($0) } ?? .failure(missed)
  }

  /// The engine at its own limits, and at four times them.
  private var engines: [EngineProfile] {
    let own = machine.engine
    let larger = try? own.limited(
      tokenBudget: own.tokenBudget * 4, maximumSequences: own.maximumSequences)
    return [own] + [larger].compactMap(\.self)
  }

  private static func words(_ plan: Plan) -> String {
    [("TP", plan.tensor), ("DP", plan.data), ("EP", plan.expert)]
      .filter { $0.1 > 1 || $0.0 == "TP" }.map { "\($0.0)\($0.1)" }.joined(separator: " ")
  }
}
