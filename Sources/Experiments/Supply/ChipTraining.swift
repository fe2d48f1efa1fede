import Hardware
import LanguageModels
import Performance
import Quantities
import ReferenceData
import Scenarios
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
      pipeline: [1, 2, 4, 8, 16], context: [1], expert: experts ? [8, 16, 32, 64] : [1],
      microBatch: [1, 2], virtualStages: [1], layouts: [.even], recompute: [.selective, .full],
      offloads: [.none], sharding: [.optimizer],
      overlaps: experts ? [.gradients, .dualPipe] : [.gradients],
      schedules: [.oneForwardOneBackward])
  }

  /// The share of time in steps that is to be expected; nil where failures leave hardly any.
  private func goodput(of step: TrainingStep, over tokens: Tokens) -> Double? {
    let profile = machine.reliability
    let course = TrainingQuestion.Course(
      reliability: profile.reliability,
      nodeSize: profile.acceleratorsPerNode ?? min(8, machine.system.accelerators),
      checkpoint: TrainingQuestion.Checkpoint(bandwidth: profile.storage ?? Self.storage))
    let steps = max(1, Int((tokens.value / step.run.tokensPerStep).rounded(.up)))
    guard let phase = try? LongRun.Phase(steps: steps, step: step.duration),
      let found = try? TrainingCourse(.simulated(course), of: [phase], as: step.run, seed: 1)
    else { return nil }
    let goodput = found.expectedGoodput
    return goodput >= TrainingCourse.leastGoodput ? goodput : nil
  }

  /// The middle of what runs of a survey wrote their checkpoints at (VAST Data), as for scenarios.
  private static let storage = BytesPerSecond(125e9)

  private static func words(_ choice: PlanChoice) -> String {
    [
      ("TP", choice.tensor), ("PP", choice.pipeline), ("DP", choice.data), ("EP", choice.expert),
      ("MB", choice.microBatch),
    ].filter { $0.1 > 1 || $0.0 == "TP" }.map { "\($0.0)\($0.1)" }.joined(separator: " ")
      + ", \(choice.recompute.rawValue) recomputation"
  }
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
