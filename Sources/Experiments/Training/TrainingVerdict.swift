import Economics
import Hardware
import LanguageModels
import Performance
public import Quantities
import Scenarios
public import Training

/// Whether the scenario's machine can train its model as asked, apart from serving it; and where it
/// can, how fast and at what cost.
public struct TrainingVerdict: Sendable {
  /// Why no run could be put together, or the judgement of the run.
  public enum Judgement: Sendable {
    case impossible(String)
    case judged(TrainingFeasibility)
  }

  public let judgement: Judgement
  /// The predicted step; nil where the run cannot be cut or multiplied.
  public let step: TrainingStep?
  /// The run made ready; nil where it cannot be made at all: no step, or more memory than there is.
  let study: TrainingStudy?
  /// Time and money of the whole run at the stated goodput; nil where there is no step.
  public let duration: Seconds?
  public let cost: USDollars?
  /// Model FLOP utilization of a step; causal attention, dense peak of the training format.
  public let modelUtilization: Double?

  init(_ question: TrainingQuestion, of scenario: Scenario) {
    let run: TrainingRun
    do { run = try question.run(on: scenario) } catch {
      judgement = .impossible(error.reason)
      step = nil
      study = nil
      duration = nil
      cost = nil
      modelUtilization = nil
      return
    }
    let feasibility = TrainingFeasibility(
      run: run,
      goal: TrainingFeasibility.Goal(
        tokens: question.tokens, deadline: question.deadline, goodput: question.goodput),
      calibration: scenario.calibration)
    judgement = .judged(feasibility)
    step = try? TrainingStep(run: run, calibration: scenario.calibration)
    // What is only too slow can be run, and ends late.
    let isMakeable = feasibility.checks.allSatisfy { $0.subject == .time || $0.outcome != .fails }
    study = step.flatMap {
      isMakeable ? TrainingStudy(scenario: scenario, question: question, step: $0) : nil
    }
    duration = step?.timeToTrain(question.tokens, goodput: question.goodput)
    modelUtilization = step?.modelUtilization()
    // A training run keeps its machines busy with arithmetic.
    if let duration, let phases = try? PhaseShares(prefill: 1, decode: 0) {
      cost = try? TrainingCost(
        accelerators: question.accelerators, wallTime: duration,
        hour: scenario.owner.tenure.acceleratorHour(phases: phases)
      ).total
    } else {
      cost = nil
    }
  }

  public var isFeasible: Bool {
    if case .judged(let feasibility) = judgement { feasibility.isFeasible } else { false }
  }

  /// What decides it, with the time, utilization and cost of the run where there are any.
  public var reason: String {
    switch judgement {
    case .impossible(let reason): reason
    case .judged(let feasibility): feasibility.reason + outlook
    }
  }

  /// The smallest changes that would make it feasible.
  public var remedy: String? {
    if case .judged(let feasibility) = judgement { feasibility.remedy } else { nil }
  }

  /// The verdict in one sentence.
  public var sentence: String {
    if isFeasible { return "feasible: " + reason }
    return "infeasible: " + reason + (remedy.map { ": \($0)" } ?? "")
  }

  private var format: String? { step?.run.recipe.products.rawValue }

  private var outlook: String {
    guard let duration, let modelUtilization else { return "" }
    let time = UnitNotation.format(duration)
    let share = UnitNotation.format(percentage: modelUtilization)
    return "; \(time) at \(share) MFU of the \(format ?? "") peak"
      + (cost.map { ", \(UnitNotation.format($0))" } ?? "")
  }
}

/// Why the numbers of a training question do not make a run.
struct TrainingQuestionError: Error {
  let reason: String
}

extension TrainingQuestion {
  /// The run that the question describes: what tensor and pipeline leave of the devices is data
  /// parallel.
  fileprivate func run(on scenario: Scenario) throws(TrainingQuestionError) -> TrainingRun {
    let devices = accelerators * scenario.accelerator.devices
    guard devices.isMultiple(of: tensor * pipeline) else {
      let width = tensor * pipeline
      // An accelerator may hold several devices: the least count that gives a multiple.
      let step = width / greatestCommonDivisor(width, scenario.accelerator.devices)
      let enough = (accelerators + step - 1) / step * step
      throw TrainingQuestionError(
        reason: "\(devices) devices do not divide by tensor × pipeline = \(width): "
          + "\(enough) accelerators do")
    }
    let plan: TrainingPlan
    do {
      plan = try TrainingPlan(
        tensor: tensor, pipeline: pipeline, data: devices / (tensor * pipeline), expert: expert,
        microBatch: microBatch, globalBatch: globalBatch, virtualStages: virtualStages,
        recompute: recompute, sharding: sharding, overlap: overlap)
    } catch {
      throw TrainingQuestionError(reason: error.sentence)
    }
    return TrainingRun(
      model: scenario.model,
      cluster: Cluster(
        accelerator: scenario.accelerator, system: scenario.system, accelerators: accelerators),
      plan: plan, recipe: recipe, sequence: sequence)
  }

  private var recipe: TrainingRecipe {
    switch precision {
    case .fp8: .fp8
    case .fp16: .fp16
    default: .bf16
    }
  }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}
