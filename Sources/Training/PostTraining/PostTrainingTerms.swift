public import Hardware
public import LanguageModels
public import Performance
public import Quantities
public import Stochastics

/// A model of an iteration and how it is cut where it is trained or asked for log-probabilities.
public struct PostTrainedModel: Sendable, Hashable {
  public let architecture: ModelArchitecture
  /// Widths, schedule, recomputation and sharding. Data width and batches follow from accelerators
  /// and samples; the sequences of a microbatch count where samples are padded.
  public let plan: TrainingPlan
  public let recipe: TrainingRecipe

  public init(
    architecture: ModelArchitecture, plan: TrainingPlan, recipe: TrainingRecipe = .bf16
  ) {
    self.architecture = architecture
    self.plan = plan
    self.recipe = recipe
  }
}

/// What tells good samples from bad ones.
public enum RewardSource: Sendable, Hashable {
  /// A model reads every sample once.
  case model(PostTrainedModel)
  /// A rule: a unit test, a proof checker, a comparison with the answer. It runs on hosts while other
  /// samples are written; the time is what it takes after the last one.
  case rule(Seconds)

  var model: PostTrainedModel? {
    if case .model(let model) = self { model } else { nil }
  }
}

/// Where samples are written and where they are learnt from.
public enum PostTrainingPlacement: Sendable, Hashable {
  /// All accelerators take turns at both.
  case colocated(Cluster)
  /// Two pools, possibly of different accelerators.
  case split(rollout: Cluster, training: Cluster, schedule: PostTrainingSchedule)

  public var rollout: Cluster {
    switch self {
    case .colocated(let cluster): cluster
    case .split(let rollout, _, _): rollout
    }
  }

  public var training: Cluster {
    switch self {
    case .colocated(let cluster): cluster
    case .split(_, let training, _): training
    }
  }

  public var accelerators: Int {
    switch self {
    case .colocated(let cluster): cluster.accelerators
    case .split(let rollout, let training, _): rollout.accelerators + training.accelerators
    }
  }

  /// Iterations between the policy that wrote a sample and the one that learns from it.
  public var staleness: Int {
    if case .split(_, _, .oneStepOff) = self { 1 } else { 0 }
  }
}

/// When two pools work.
public enum PostTrainingSchedule: String, Sendable, Hashable, CaseIterable {
  /// One waits for the other.
  case synchronous
  /// The samples of one iteration are written while those of the one before are learnt from.
  case oneStepOff = "one-step-off"
}

/// Whether the actor's training engine computes the log-probabilities of samples anew.
public enum OldLogProbabilities: String, Sendable, Hashable, CaseIterable {
  case recomputed
  /// Those of the serving engine are used.
  case ofRollout = "of-rollout"
}

/// Whether states may leave the accelerators for the memory of their hosts.
public enum OffloadRule: String, Sendable, Hashable, CaseIterable {
  case never
  /// Where they do not fit otherwise.
  case whenNeeded = "when-needed"
}

/// Reinforcement learning of a language model as it is asked for: what an iteration does, on what.
public struct PostTrainingTerms: Sendable, Hashable {
  public let algorithm: PostTrainingAlgorithm
  /// Prompts of one iteration, `Q`.
  public let prompts: Int
  /// Samples written to each prompt, `G`.
  public let samplesPerPrompt: Int
  public let promptTokens: Distribution
  public let responseTokens: Distribution
  /// Prompts are cut to so many tokens, and responses end after so many.
  public let promptLimit: Int
  public let responseLimit: Int
  /// Times that all samples of an iteration are learnt from.
  public let epochs: Int
  /// Optimizer steps of one epoch.
  public let miniBatches: Int
  public let actor: PostTrainedModel
  public let critic: PostTrainedModel?
  public let reference: PostTrainedModel?
  public let reward: RewardSource
  public let oldLogProbabilities: OldLogProbabilities
  public let handling: SequenceHandling
  /// One replica of the actor as it writes samples; its cluster tells the accelerator.
  public let rollout: Deployment
  /// What its engine keeps of each device.
  public let reserve: MemoryReserve
  public let placement: PostTrainingPlacement
  public let offload: OffloadRule
  /// Iterations of the whole run.
  public let iterations: Int

  /// - Throws: ``PostTrainingError`` where counts, roles or accelerators do not fit together.
  public init(
    algorithm: PostTrainingAlgorithm, prompts: Int, samplesPerPrompt: Int,
    promptTokens: Distribution, responseTokens: Distribution, promptLimit: Int,
    responseLimit: Int, epochs: Int = 1, miniBatches: Int = 1, actor: PostTrainedModel,
    critic: PostTrainedModel? = nil, reference: PostTrainedModel? = nil, reward: RewardSource,
    oldLogProbabilities: OldLogProbabilities = .recomputed, handling: SequenceHandling? = nil,
    rollout: Deployment, reserve: MemoryReserve, placement: PostTrainingPlacement,
    offload: OffloadRule = .whenNeeded, iterations: Int = 1
  ) throws(PostTrainingError) {
    for (name, count) in [
      ("prompts", prompts), ("samples per prompt", samplesPerPrompt),
      ("prompt limit", promptLimit), ("response limit", responseLimit), ("epochs", epochs),
      ("mini-batches", miniBatches), ("iterations", iterations),
    ] where count < 1 || count > 100_000_000 {
      throw .outOfRange(name, count)
    }
    guard (prompts * samplesPerPrompt).isMultiple(of: miniBatches) else {
      throw .miniBatches(miniBatches, samples: prompts * samplesPerPrompt)
    }
    guard algorithm.hasCritic == (critic != nil) else { throw .critic(algorithm) }
    guard rollout.model == actor.architecture else {
      throw .otherActor(rollout.model.name, actor.architecture.name)
    }
    let longest = promptLimit + responseLimit
    guard longest <= actor.architecture.contextLength else {
      throw .context(longest, limit: actor.architecture.contextLength)
    }
    let handling = handling ?? .packed(tokens: longest)
    if case .packed(let row) = handling, row < longest { throw .shortRow(row, longest: longest) }
    guard placement.rollout.accelerators.isMultiple(of: rollout.accelerators) else {
      throw .replicas(
        accelerators: placement.rollout.accelerators, perReplica: rollout.accelerators)
    }
    guard placement.rollout.accelerator == rollout.cluster.accelerator else {
      throw .otherAccelerator(
        placement.rollout.accelerator.name, rollout.cluster.accelerator.name)
    }
    self.algorithm = algorithm
    self.prompts = prompts
    self.samplesPerPrompt = samplesPerPrompt
    self.promptTokens = promptTokens
    self.responseTokens = responseTokens
    self.promptLimit = promptLimit
    self.responseLimit = responseLimit
    self.epochs = epochs
    self.miniBatches = miniBatches
    self.actor = actor
    self.critic = critic
    self.reference = reference
    self.reward = reward
    self.oldLogProbabilities = oldLogProbabilities
    self.handling = handling
    self.rollout = rollout
    self.reserve = reserve
    self.placement = placement
    self.offload = offload
    self.iterations = iterations
  }

  /// Samples of one iteration.
  public var samples: Int { prompts * samplesPerPrompt }
  /// Prompt and response of the longest sample there can be.
  public var longest: Int { promptLimit + responseLimit }
  /// Replicas that write samples.
  public var replicas: Int { placement.rollout.accelerators / rollout.accelerators }

  /// The model of a role; nil where the algorithm or the terms have none.
  public subscript(role: PostTrainingRole) -> PostTrainedModel? {
    switch role {
    case .actor: actor
    case .critic: critic
    case .reference: reference
    case .reward: reward.model
    }
  }

  /// The same on other accelerators.
  public func with(placement: PostTrainingPlacement) throws(PostTrainingError) -> Self {
    try Self(
      algorithm: algorithm, prompts: prompts, samplesPerPrompt: samplesPerPrompt,
      promptTokens: promptTokens, responseTokens: responseTokens, promptLimit: promptLimit,
      responseLimit: responseLimit, epochs: epochs, miniBatches: miniBatches, actor: actor,
      critic: critic, reference: reference, reward: reward,
      oldLogProbabilities: oldLogProbabilities, handling: handling, rollout: rollout,
      reserve: reserve, placement: placement, offload: offload, iterations: iterations)
  }
}
