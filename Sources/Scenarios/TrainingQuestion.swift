public import Quantities
public import Training

/// A training run to judge and to run, as the scenario states it.
public struct TrainingQuestion: Sendable, Hashable {
  /// Of all phases.
  public let tokens: Tokens
  /// The time it may take; nil where it may take any.
  public let deadline: Seconds?
  public let accelerators: Int
  /// Tokens per sequence, and sequences per step.
  public let sequence: Int
  public let globalBatch: Int
  public let precision: TrainingPrecision
  /// Stretches one after another; one without a name where all steps are alike.
  public let phases: [Phase]
  public let plan: PlanTerms
  public let course: CourseTerms

  /// Steps of one kind.
  public struct Phase: Sendable, Hashable {
    public let name: String
    public let tokens: Tokens
    public let sequence: Int
    public let globalBatch: Int
    /// In place of the plan's; nil leaves it.
    public let context: Int?

    public init(
      name: String, tokens: Tokens, sequence: Int, globalBatch: Int, context: Int? = nil
    ) {
      self.name = name
      self.tokens = tokens
      self.sequence = sequence
      self.globalBatch = globalBatch
      self.context = context
    }
  }

  /// How the model is cut; nil is left to a search.
  public struct PlanTerms: Sendable, Hashable {
    /// What a search is after; nil where the plan is stated in full.
    public let goal: PlanSearchGoal?
    public let tensor: Int?
    public let pipeline: Int?
    public let virtualStages: Int?
    public var context: Int?
    public let expert: Int?
    public let schedule: TrainingPlan.Schedule?
    public let layout: TrainingPlan.Layout?
    public let offload: TrainingPlan.Offload?
    public let microBatch: Int?
    public let recompute: TrainingPlan.Recompute?
    public let sharding: StateSharding?
    public let overlap: TrainingPlan.Overlap?
  }

  /// What happens on the way.
  public enum CourseTerms: Sendable, Hashable {
    /// The share of time that steps take, as stated.
    case stated(goodput: Double)
    case simulated(Course)
  }

  /// Failures, saves, spares and planned stops.
  public struct Course: Sendable, Hashable {
    public let reliability: Reliability
    /// Accelerators that fail and are replaced together.
    public let nodeSize: Int
    /// Of the nodes of the run; nil for as many as with 99 % certainty are in repair at once.
    public let spares: Double?
    public let shrinks: Bool
    public let checkpoint: Checkpoint
    public let maintenance: Maintenance?

    public init(
      reliability: Reliability, nodeSize: Int, spares: Double? = nil, shrinks: Bool = false,
      checkpoint: Checkpoint, maintenance: Maintenance? = nil
    ) {
      self.reliability = reliability
      self.nodeSize = nodeSize
      self.spares = spares
      self.shrinks = shrinks
      self.checkpoint = checkpoint
      self.maintenance = maintenance
    }
  }

  /// How the run is saved.
  public struct Checkpoint: Sendable, Hashable {
    /// Nil for the optimum.
    public let interval: Seconds?
    /// Whether the optimum is searched for in simulations rather than by formula.
    public let isSimulated: Bool
    public let bytesPerParameter: Double
    /// Of the storage, for all ranks together.
    public let bandwidth: BytesPerSecond
    public let isAsynchronous: Bool
    /// Every so many saves goes to the storage, the others to the memory of hosts alone.
    public let storageEvery: Int

    public init(
      interval: Seconds? = nil, isSimulated: Bool = false, bytesPerParameter: Double = 14,
      bandwidth: BytesPerSecond, isAsynchronous: Bool = true, storageEvery: Int = 1
    ) {
      self.interval = interval
      self.isSimulated = isSimulated
      self.bytesPerParameter = bytesPerParameter
      self.bandwidth = bandwidth
      self.isAsynchronous = isAsynchronous
      self.storageEvery = storageEvery
    }
  }
}

/// The arithmetic of the matrix products of a training run, as scenarios name it.
public enum TrainingPrecision: String, Sendable, Hashable, CaseIterable {
  case bf16, fp16, fp8
  case fp8Block = "fp8-block"
  case mxfp8

  public var recipe: TrainingRecipe {
    switch self {
    case .bf16: .bf16
    case .fp16: .fp16
    case .fp8: .fp8
    case .fp8Block: .fp8Block
    case .mxfp8: .mxfp8
    }
  }
}

extension TrainingQuestion {
  /// The same run on other accelerators.
  public func with(accelerators: Int) -> TrainingQuestion { changed(accelerators: accelerators) }

  /// The same run over other tokens.
  public func with(tokens: Tokens) -> TrainingQuestion { changed(tokens: tokens) }

  /// The same run with every part of its plan left open to a search.
  public func searching(for goal: PlanSearchGoal) -> TrainingQuestion {
    changed(
      plan: PlanTerms(
        goal: goal, tensor: nil, pipeline: nil, virtualStages: nil, context: nil, expert: nil,
        schedule: nil, layout: nil, offload: nil, microBatch: nil, recompute: nil, sharding: nil,
        overlap: nil))
  }

  /// The same run with the steps of one of its phases alone.
  public func with(phase: Phase) -> TrainingQuestion {
    var plan = plan
    if let context = phase.context { plan.context = context }
    return TrainingQuestion(
      tokens: phase.tokens, deadline: nil, accelerators: accelerators, sequence: phase.sequence,
      globalBatch: phase.globalBatch, precision: precision, phases: [phase], plan: plan,
      course: course)
  }

  private func changed(
    tokens: Tokens? = nil, accelerators: Int? = nil, plan: PlanTerms? = nil
  ) -> TrainingQuestion {
    let growth = (tokens ?? self.tokens) / self.tokens
    return TrainingQuestion(
      tokens: tokens ?? self.tokens, deadline: deadline,
      accelerators: accelerators ?? self.accelerators, sequence: sequence,
      globalBatch: globalBatch, precision: precision,
      phases: phases.map {
        Phase(
          name: $0.name, tokens: $0.tokens * growth, sequence: $0.sequence,
          globalBatch: $0.globalBatch, context: $0.context)
      }, plan: plan ?? self.plan, course: course)
  }
}

/// The machines that there are, for training and serving together.
public struct ClusterLimits: Sendable, Hashable {
  /// Nil where it is not limited.
  public let accelerators: Int?
  public let power: Watts?
}
