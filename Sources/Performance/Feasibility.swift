import Hardware
import LanguageModels
import Quantities

/// Whether a deployment can do what is asked of it, check by check (section 8 of the equations).
///
/// Infeasible is an answer, not an error: it names what binds, and ``smallestChanges()`` says
/// what would lift it. A check whose input is missing is unknown, never assumed to pass.
public struct Feasibility: Sendable, Hashable {
  /// The answer that all checks make together.
  public enum Verdict: Sendable, Hashable {
    case feasible
    /// The checks that fail.
    case infeasible([FeasibilityCheck])
    /// Nothing fails, but these checks lack an input.
    case unknown([FeasibilityCheck])
  }

  public let deployment: Deployment
  public let reserve: MemoryReserve?
  public let requirement: ServingRequirement
  public let calibration: OperatorCalibration?
  public let checks: [FeasibilityCheck]

  /// - Parameters:
  ///   - reserve: what the engine keeps of the memory; without it only weights that exceed the
  ///     memory by themselves are certain not to fit.
  ///   - calibration: needed for the share of communication; bounds on time need none.
  public init(
    deployment: Deployment, reserve: MemoryReserve?, requirement: ServingRequirement,
    calibration: OperatorCalibration? = nil
  ) {
    self.deployment = deployment
    self.reserve = reserve
    self.requirement = requirement
    self.calibration = calibration
    let divisibility = deployment.divisibilityConflicts
    let network = deployment.networkConflicts
    let precision = deployment.precisionConflicts
    var checks = [
      Self.memory(deployment, reserve: reserve, requirement: requirement),
      Self.precision(deployment, conflicts: precision, widening: requirement.widening),
      FeasibilityCheck(
        .divisibility, divisibility.isEmpty ? .passes : .fails, binding: .conflicts(divisibility)),
      FeasibilityCheck(
        .interconnect, network.isEmpty ? .passes : .fails,
        need: .devices(deployment.plan.devices),
        available: .devices(deployment.cluster.reachableDevices), binding: .conflicts(network)),
      FeasibilityCheck(
        .context, requirement.context <= deployment.model.contextLength ? .passes : .fails,
        need: .tokens(requirement.context), available: .tokens(deployment.model.contextLength),
        binding: .modelContext),
    ]
    // Times exist only for what can run at all.
    if divisibility.isEmpty && network.isEmpty && precision.isEmpty {
      checks += Self.time(deployment, requirement: requirement)
      checks += Self.communication(
        deployment, requirement: requirement, calibration: calibration)
    }
    self.checks = checks
  }

  public var verdict: Verdict {
    let failed = checks.filter { $0.outcome == .fails }
    if !failed.isEmpty { return .infeasible(failed) }
    let unknown = checks.filter { $0.outcome == .unknown }
    return unknown.isEmpty ? .feasible : .unknown(unknown)
  }

  public var isFeasible: Bool { verdict == .feasible }
}

extension Feasibility {
  private static func memory(
    _ deployment: Deployment, reserve: MemoryReserve?, requirement: ServingRequirement
  ) -> FeasibilityCheck {
    let known = reserve ?? MemoryReserve(memoryFraction: 1, activations: .measured(.zero))
    let balance = MemoryBalance(
      footprint: MemoryFootprint(deployment: deployment, reserve: known), deployment: deployment,
      requirement: requirement)
    let fits = balance.need <= balance.available
    guard reserve != nil || !fits else {
      return FeasibilityCheck(.memory, .unknown, binding: .missing(.memoryReserve))
    }
    return FeasibilityCheck(
      .memory, fits ? .passes : .fails, need: .bytes(balance.need),
      available: .bytes(balance.available), binding: .memory(balance))
  }

  private static func precision(
    _ deployment: Deployment, conflicts: [DeploymentConflict],
    widening: ServingRequirement.Widening
  ) -> FeasibilityCheck {
    guard conflicts.isEmpty else {
      return FeasibilityCheck(.precision, .fails, binding: .conflicts(conflicts))
    }
    let widened = deployment.widenedTensors
    switch widening {
    case .allowed: return FeasibilityCheck(.precision, .passes, binding: .widened(widened))
    case .refused:
      return FeasibilityCheck(
        .precision, widened.isEmpty ? .passes : .fails, binding: .widened(widened))
    }
  }

  /// Objectives against the bound of the hardware: one sequence, perfect efficiency (Eq. 8.5).
  private static func time(
    _ deployment: Deployment, requirement: ServingRequirement
  ) -> [FeasibilityCheck] {
    guard requirement.timePerOutputToken != nil || requirement.timeToFirstToken != nil,
      let predictor = try? StepTimePredictor(
        deployment: deployment, calibration: .perfect, host: .none)
    else { return [] }
    func check(
      _ limit: Seconds, _ shape: BatchShape, tokens: Double = 1,
      _ binding: (TimeCause) -> FeasibilityCheck.Binding
    ) -> FeasibilityCheck {
      let bound = predictor.lowerBound(of: shape)
      let duration = bound.duration / tokens
      return FeasibilityCheck(
        .time, duration <= limit ? .passes : .fails, need: .seconds(duration),
        available: .seconds(limit), binding: binding(bound.cause))
    }
    var checks: [FeasibilityCheck] = []
    if let limit = requirement.timePerOutputToken {
      let shape = deployment.decodeStep(sequences: 1, context: requirement.context)
      checks.append(
        check(
          limit, shape, tokens: deployment.tokensPerStep,
          FeasibilityCheck.Binding.timePerOutputToken))
    }
    if let limit = requirement.timeToFirstToken {
      let shape = BatchShape.prefill(tokens: requirement.context)
      checks.append(check(limit, shape, FeasibilityCheck.Binding.timeToFirstToken))
    }
    return checks
  }

  private static func communication(
    _ deployment: Deployment, requirement: ServingRequirement, calibration: OperatorCalibration?
  ) -> [FeasibilityCheck] {
    guard let limit = requirement.communicationShare else { return [] }
    guard let calibration,
      let predictor = try? StepTimePredictor(
        deployment: deployment, calibration: calibration, host: .none)
    else { return [FeasibilityCheck(.interconnect, .unknown, binding: .missing(.calibration))] }
    let breakdown = predictor.breakdown(
      of: deployment.decodeStep(
        sequences: requirement.concurrency, context: requirement.concurrency * requirement.context))
    let spent = breakdown.byCause.reduce(Seconds.zero) {
      $1.cause == .communication ? $0 + $1.duration : $0
    }
    let share = spent / breakdown.duration
    return [
      FeasibilityCheck(
        .interconnect, share <= limit ? .passes : .fails, need: .share(share),
        available: .share(limit), binding: .communication)
    ]
  }
}

extension Deployment {
  /// The tensors that are stored in a format the chip has no units for.
  var widenedTensors: [PredictionNote] {
    TensorClass.allCases.compactMap { tensors in
      guard model.uses(tensors),
        let choice = ArithmeticChoice(
          stored: weights[tensors], peak: cluster.accelerator.peak), choice.isWidened
      else { return nil }
      return .widened(
        tensors: tensors, stored: weights[tensors], arithmetic: choice.arithmetic)
    }
  }
}
