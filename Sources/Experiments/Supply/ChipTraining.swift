import Hardware
import LanguageModels
import Performance
import Quantities
import ReferenceData
import Scenarios
import Stochastics
import Training

/// The training run of a reference on clusters of one chip.
struct ChipTraining: Sendable {
  let machine: ChipMachine
  let reference: TrainingReference

  /// The cluster of so many accelerators with the fastest of a few plans, or why none can be.
  func point(on accelerators: Int) -> Result<TrainingCurve.Point, ChipRefusal> {
    guard let precision else { return .failure(.noTrainingFormat) }
    let work = FLOPs(
      precision.peak.value * Self.assumedUtilization * Double(accelerators)
        * reference.window.value)
    let model = reference.model(for: work)
    let batch = reference.globalBatch(for: work)
    let search = TrainingPlanSearch(
      model: model, accelerator: machine.accelerator, system: machine.system,
      recipes: [precision.name.recipe], sequence: reference.sequence, globalBatch: batch,
      predictionModules: 0, space: space(accelerators, model), calibration: machine.calibration)
    let answer = search.answer(keeping: 1)
    guard let step = answer.fastest?.step else {
      return .failure(.noTrainingPlan(accelerators: accelerators, reason: answer.refusal))
    }
    let active = Double(model.activeParameters)
    let tokens = Tokens(reference.tokensPerParameter * active)
    guard let goodput = goodput(of: step, over: tokens) else {
      return .failure(.neverProgresses(accelerators: accelerators))
    }
    let rate = 6 * active * step.tokensPerSecond.value * goodput / Double(accelerators)
    return .success(
      TrainingCurve.Point(
        accelerators: accelerators, rate: FLOPsPerSecond(rate), goodput: goodput,
        utilization: step.modelUtilization(), parameters: Double(model.parameters),
        activeParameters: active, precision: precision.name.rawValue,
        plan: answer.fastest.map { Self.words($0.choice) } ?? ""))
  }

  /// The format of products: fp8 in blocks where the chip has units for it, else the 16 bits it has.
  private var precision: (name: TrainingPrecision, peak: FLOPsPerSecond)? {
    let peak = machine.accelerator.peak
    let wide: (name: TrainingPrecision, peak: FLOPsPerSecond)? =
      peak[.bf16].map { (.bf16, $0) } ?? peak[.fp16].map { (.fp16, $0) }
    guard let narrow = peak[.fp8], wide.map({ narrow > $0.peak * 1.2 }) ?? true else {
      return wide
    }
    return (.fp8Block, wide?.peak ?? narrow / 2)
  }

  /// The share of the 16-bit peak by which a model is sized to its cluster, after failures: the middle
  /// of what is published, 0.2 to 0.5. Rates hardly depend on the size of a model.
  private static let assumedUtilization = 0.35

  /// A few plans: widths that are common, whole layers or attention alone computed again, states
  /// divided over the replicas.
  private func space(_ accelerators: Int, _ model: ModelArchitecture) -> TrainingPlanSpace {
    let experts = model.routedExpertParameters > 0
    return TrainingPlanSpace(
      accelerators: [accelerators], tensor: [1, 2, 4, 8],
      pipeline: [1, 2, 4, 8, 16, 32], context: [1], expert: experts ? [8, 16, 32, 64, 128] : [1],
      microBatch: [1, 2], virtualStages: [1], layouts: [.even], recompute: [.selective, .full],
      offloads: [.none], sharding: [.optimizer],
      overlaps: experts ? [.gradients, .dualPipe] : [.gradients],
      schedules: [.oneForwardOneBackward])
  }

  /// The share of time in steps that is to be expected; nil where failures leave hardly any.
  private func goodput(of step: TrainingStep, over tokens: Tokens) -> Double? {
    let profile = machine.reliability
    let accelerators = step.run.accelerators
    let storage = max(
      profile.storage ?? Self.storage, Self.storagePerAccelerator * Double(accelerators))
    let course = TrainingQuestion.Course(
      reliability: profile.reliability,
      nodeSize: profile.acceleratorsPerNode ?? min(8, machine.system.accelerators),
      checkpoint: TrainingQuestion.Checkpoint(bandwidth: storage))
    let steps = max(1, Int((tokens.value / step.run.tokensPerStep).rounded(.up)))
    guard let phase = try? LongRun.Phase(steps: steps, step: step.duration),
      let found = try? TrainingCourse(.simulated(course), of: [phase], as: step.run, seed: 1)
    else { return nil }
    let goodput =
      found.expectedGoodput(accelerators: accelerators, stoppingTogether: reference.stopsTogether)
    return goodput >= TrainingCourse.leastGoodput ? goodput : nil
  }

  /// The middle of what runs of a survey wrote their checkpoints at (VAST Data), as for scenarios; and
  /// what larger clusters have for each accelerator: 2 TB/s for 16,384 (Grattafiori et al. 2024,
  /// arXiv 2407.21783, section 3.3.1).
  private static let storage = BytesPerSecond(125e9)
  private static let storagePerAccelerator = BytesPerSecond(2e12 / 16_384)

  private static func words(_ choice: PlanChoice) -> String {
    [
      ("TP", choice.tensor), ("PP", choice.pipeline), ("DP", choice.data), ("EP", choice.expert),
      ("MB", choice.microBatch),
    ].filter { $0.1 > 1 || $0.0 == "TP" }.map { "\($0.0)\($0.1)" }.joined(separator: " ")
      + ", \(choice.recompute.rawValue) recomputation"
  }
}

extension TrainingCourse {
  /// The same where no more than so many accelerators stop together: data-parallel parts of a larger
  /// cluster fail, return to a checkpoint and catch up each by itself, while the others wait for a
  /// moment only.
  ///
  ///     goodput = part / (1 + Λ·w)
  ///
  /// `part` is Eq. 7.7 for a part with its own failures, `Λ` the rate of failures of the whole, `w` = 3
  /// minutes: what Salpekar et al. 2026 (arXiv 2602.00277) report of 100,000 GPUs, whose effective
  /// time rose from 44 % to 80 % by it.
  fileprivate func expectedGoodput(accelerators: Int, stoppingTogether most: Int) -> Double {
    guard accelerators > most, case .simulated(let simulator) = self,
      let save = simulator.run.checkpoints?.meanStall
    else { return expectedGoodput }
    let run = simulator.run
    let share = Double(most) / Double(accelerators)
    var (whole, part, detection) = (0.0, 0.0, 0.0)
    for failure in run.reliability.failures {
      let rate = run.rate(of: failure).value
      // What strikes a job as a whole strikes each part as often.
      let own = failure.scope == .job ? rate : rate * share
      whole += failure.scope == .job ? rate / share : rate
      part += own
      detection += failure.detection.mean * own
    }
    guard part > 0 else { return expectedGoodput }
    let mean = Seconds(1 / part)
    let load = run.checkpoints?.tiers.map(\.load).max() ?? .zero
    let restart =
      Seconds(detection / part) + load
      + run.reliability.recovery.mean(accelerators: most, replacing: true)
    let interval = CheckpointTheory.dalyInterval(save: save, meanTimeToFailure: mean)
    return CheckpointTheory.efficiency(
      interval: interval, save: save, restart: restart, meanTimeToFailure: mean)
      / (1 + whole * Self.waitForPart.value)
  }

  private static let waitForPart = Seconds(180)
}

/// Why a chip cannot do what is asked of it.
public enum ChipRefusal: Error, Sendable, Hashable {
  case noTrainingFormat
  case noTrainingPlan(accelerators: Int, reason: String)
  /// Failures come faster than the run gets on.
  case neverProgresses(accelerators: Int)
  /// No replica of a model serves within the objectives.
  case notServed(model: String, reason: String)
  /// The catalog lacks what the models need.
  case unknown(reason: String)

  public var sentence: String {
    switch self {
    case .noTrainingFormat: "no units for 16-bit or fp8 products are known"
    case .noTrainingPlan(let accelerators, let reason): "on \(accelerators): \(reason)"
    case .neverProgresses(let accelerators):
      "\(accelerators) fail faster than a run gets on"
    case .notServed(let model, let reason): "\(model): \(reason)"
    case .unknown(let reason): reason
    }
  }
}
