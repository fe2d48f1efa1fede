public import Hardware
public import LanguageModels
public import Performance

/// What is trained, how, and on what: the question behind a step time and a verdict.
public struct TrainingRun: Sendable, Hashable {
  public let model: ModelArchitecture
  public let cluster: Cluster
  public let plan: TrainingPlan
  public let recipe: TrainingRecipe
  /// Tokens of one training sequence, `s`.
  public let sequence: Int
  /// Modules that learn to predict further tokens, trained beside the model (Eq. 2.7; DeepSeek-V3,
  /// arXiv 2412.19437, section 2.2). They take memory and time on the last stage; the work of MFU
  /// leaves them out, as the published MFU of DeepSeek-V3 does.
  public let predictionModules: Int

  /// - Parameter predictionModules: nil trains those that the model has.
  public init(
    model: ModelArchitecture, cluster: Cluster, plan: TrainingPlan, recipe: TrainingRecipe,
    sequence: Int, predictionModules: Int? = nil
  ) {
    precondition(sequence >= 1, "sequences of \(sequence) tokens")
    self.model = model
    self.cluster = cluster
    self.plan = plan
    self.recipe = recipe
    self.sequence = sequence
    self.predictionModules = predictionModules ?? model.predictionModules
  }

  public var tokensPerStep: Double { Double(plan.globalBatch) * Double(sequence) }

  /// Accelerator packages in use.
  public var accelerators: Int {
    let perPackage = cluster.accelerator.devices
    return (plan.devices + perPackage - 1) / perPackage
  }

  /// Tokens of one microbatch on one rank.
  var tokensPerRank: Double {
    Double(plan.microBatch) * Double(sequence) / Double(plan.context)
  }

  /// What keeps the run from being cut or multiplied, whatever memory and time.
  public var conflicts: [TrainingConflict] {
    var found: [TrainingConflict] = []
    func add(_ conflict: TrainingConflict) {
      if !found.contains(conflict) { found.append(conflict) }
    }
    if plan.devices > cluster.devices {
      add(.devices(needed: plan.devices, available: cluster.devices))
    } else if cluster.topology.level(joining: plan.devices) == nil {
      add(
        .unreachable(
          devices: plan.devices, joined: cluster.topology.outermost.devices))
    }
    for group in model.layerGroups {
      for heads in group.attention.tensorHeads where !heads.isMultiple(of: plan.tensor) {
        add(.heads(heads, tensor: plan.tensor))
      }
      if case .mixture(let mixture) = group.feedForward,
        !mixture.experts.isMultiple(of: plan.expert)
      {
        add(.experts(mixture.experts, expert: plan.expert))
      }
    }
    if plan.expert > 1, model.routedExpertParameters == 0 {
      add(.noExperts(expert: plan.expert))
    }
    let tables = plan.layout == .vocabularyAsLayers && plan.pipeline > 1 ? 2 : 0
    if model.layers + tables < plan.pipeline * plan.virtualStages {
      add(.layers(model.layers, chunks: plan.pipeline * plan.virtualStages))
    }
    if !sequence.isMultiple(of: plan.context) {
      add(.sequence(sequence, context: plan.context))
    }
    if plan.offload != .none, cluster.system.host == nil { add(.noHost) }
    let peak = cluster.accelerator.peak
    let choice = ArithmeticChoice(stored: recipe.products, peak: peak)
    if choice == nil || choice?.isWidened == true {
      add(.precision(recipe.products, available: peak.formats))
    }
    return found
  }
}

/// Why a run cannot be cut or multiplied.
public enum TrainingConflict: Sendable, Hashable {
  case devices(needed: Int, available: Int)
  case unreachable(devices: Int, joined: Int)
  case heads(Int, tensor: Int)
  case experts(Int, expert: Int)
  case noExperts(expert: Int)
  /// Fewer layers than pipeline stages times virtual stages.
  case layers(Int, chunks: Int)
  case sequence(Int, context: Int)
  /// Something waits in the memory of hosts to which no link is known.
  case noHost
  /// The chip has no units for the recipe: a wider format would be another recipe.
  case precision(WeightFormat, available: [NumericFormat])
  /// The calibration lacks an operator of this run.
  case calibration([DeploymentConflict])
}

/// All conflicts of a run.
public struct TrainingConflicts: Error, Sendable, Hashable {
  public let conflicts: [TrainingConflict]
}

extension AttentionVariant {
  /// The head counts that tensor parallelism divides.
  fileprivate var tensorHeads: [Int] {
    switch self {
    case .grouped(let attention): [attention.heads]
    case .latent(let attention): [attention.heads]
    case .linear(let attention): [attention.keyHeads, attention.valueHeads]
    case .compressed(let attention): [attention.heads]
    }
  }
}
