import Hardware
public import Performance
public import Quantities

/// What writing the samples of an iteration took, as a simulation of its engines or a measurement
/// says.
public struct PostTrainingRollout: Sendable, Hashable {
  /// From the first prompt to the last token of the last sample.
  public let duration: Seconds
  public let samples: SampledSequences
  /// Prompt tokens that engines found computed already, as of another sample of the same prompt.
  public let cachedPromptTokens: Int

  public init(duration: Seconds, samples: SampledSequences, cachedPromptTokens: Int = 0) {
    precondition(duration > .zero && duration.isFinite, "a rollout of \(duration)")
    precondition(
      (0...samples.promptTokens).contains(cachedPromptTokens), "\(cachedPromptTokens) cached")
    self.duration = duration
    self.samples = samples
    self.cachedPromptTokens = cachedPromptTokens
  }
}

/// The time of one iteration of reinforcement learning, part by part (Eq. 7.12).
///
///     t = rollout + reward + log-probabilities + values + updates + offload + synchronization
///
/// on shared accelerators, and on two pools that wait for each other. One step off, each pool has the
/// iteration to itself:
///
///     t = max( rollout + synchronization, all others + synchronization )
///
/// Passes over the samples are those of ``TrainingStep`` on the plan of each model, forward only where
/// nothing is learnt, one after another on all accelerators that train; updates are whole steps,
/// `epochs · mini-batches` of them. Ignores the advantages, which are sums over tokens, what rewards
/// by rule cost their hosts, loads that differ between ranks, and that models with one output for a
/// vocabulary have a smaller head.
public struct PostTrainingIteration: Sendable, Hashable {
  /// What one stage takes.
  public struct Row: Sendable, Hashable {
    public let stage: PostTrainingStage
    public let duration: Seconds
    public let work: FLOPs
  }

  /// What one pool does in an iteration.
  public struct Pool: Sendable, Hashable {
    public enum Name: String, Sendable, Hashable, CaseIterable {
      /// All accelerators, where both tasks share them.
      case shared
      case rollout, training
    }

    public let name: Name
    public let accelerators: Int
    public let busy: Seconds
    public let idle: Seconds
  }

  public let terms: PostTrainingTerms
  public let rollout: PostTrainingRollout
  /// Every stage in order, absent ones with zero.
  public let rows: [Row]
  public let memory: PostTrainingMemory
  public let synchronization: WeightSynchronization
  /// One update of each trained model.
  public let actorStep: TrainingStep
  public let criticStep: TrainingStep?

  /// - Parameter calibration: of the accelerators that train.
  /// - Throws: where samples are longer than the terms allow, or a model cannot be cut as planned.
  public init(
    _ terms: PostTrainingTerms, rollout: PostTrainingRollout, calibration: OperatorCalibration
  ) throws(PostTrainingError) {
    let samples = rollout.samples
    guard samples.longest <= terms.longest else {
      throw .tooLong(samples.longest, longest: terms.longest)
    }
    func step(_ role: PostTrainingRole, parts: Int) throws(PostTrainingError) -> TrainingStep? {
      guard let model = terms[role] else { return nil }
      let pass = SamplePass(samples: samples, handling: terms.handling, parts: parts)
      let run = try model.run(role, pass, on: terms.placement.training)
      do { return try TrainingStep(run: run, calibration: calibration) } catch {
        throw .conflicts(role, error.conflicts)
      }
    }
    func forward(_ stage: PostTrainingStage) throws(PostTrainingError) -> Seconds {
      guard terms.performs(stage), let role = stage.role, let step = try step(role, parts: 1)
      else { return .zero }
      return ForwardPass(step, calibration: calibration).duration
    }
    guard let actorStep = try step(.actor, parts: terms.miniBatches) else {
      preconditionFailure("terms without an actor")
    }
    self.actorStep = actorStep
    criticStep = try step(.critic, parts: terms.miniBatches)
    let memory = try PostTrainingMemory(terms)
    let synchronization = WeightSynchronization(
      terms, trainingRun: actorStep.run, calibration: calibration)
    let updates = Double(terms.epochs * terms.miniBatches)
    let work = PostTrainingWork(terms, samples, cachedPromptTokens: rollout.cachedPromptTokens)
    var rows: [Row] = []
    for stage in PostTrainingStage.allCases {
      let duration: Seconds
      switch stage {
      case .rollout: duration = rollout.duration
      case .reward:
        if case .rule(let time) = terms.reward {
          duration = time
        } else {
          duration = try forward(.reward)
        }
      case .oldLogProbabilities, .referenceLogProbabilities, .criticValues:
        duration = try forward(stage)
      case .criticUpdate: duration = (criticStep?.duration ?? .zero) * updates
      case .actorUpdate: duration = actorStep.duration * updates
      case .offload: duration = terms.hostTime(for: memory.moved)
      case .synchronization: duration = synchronization.duration
      }
      rows.append(Row(stage: stage, duration: duration, work: work[stage]))
    }
    self.terms = terms
    self.rollout = rollout
    self.rows = rows
    self.memory = memory
    self.synchronization = synchronization
  }

  /// The time of a stage.
  public subscript(_ stage: PostTrainingStage) -> Seconds {
    rows[PostTrainingStage.allCases.firstIndex(of: stage)!].duration
  }

  /// All stages but the rollout and the synchronization, in which the serving engines have no part.
  public var learning: Seconds {
    rows.reduce(.zero) {
      $1.stage == .rollout || $1.stage == .synchronization ? $0 : $0 + $1.duration
    }
  }

  /// The time from one iteration to the next.
  public var duration: Seconds {
    if case .split(_, _, .oneStepOff) = terms.placement {
      return max(self[.rollout], learning) + self[.synchronization]
    }
    return rows.reduce(.zero) { $0 + $1.duration }
  }

  /// What the pools do, that of the rollout first.
  public var pools: [Pool] {
    let sync = self[.synchronization]
    func pool(_ name: Pool.Name, _ accelerators: Int, busy: Seconds) -> Pool {
      Pool(name: name, accelerators: accelerators, busy: busy, idle: duration - busy)
    }
    switch terms.placement {
    case .colocated(let cluster):
      return [pool(.shared, cluster.accelerators, busy: duration)]
    case .split(let rollout, let training, _):
      return [
        pool(.rollout, rollout.accelerators, busy: self[.rollout] + sync),
        pool(.training, training.accelerators, busy: learning + sync),
      ]
    }
  }

  public var work: FLOPs { rows.reduce(.zero) { $0 + $1.work } }

  /// All accelerators for the whole iteration, idle ones included.
  public var acceleratorTime: Seconds { duration * Double(terms.placement.accelerators) }

  /// Response tokens learnt from, once however many epochs.
  public var trainedTokens: Tokens { Tokens(Double(rollout.samples.responseTokens)) }

  /// The time of the whole run at this pace.
  public var runDuration: Seconds { duration * Double(terms.iterations) }

  /// What an iteration costs at the price of one accelerator in each pool; on shared accelerators
  /// that of training is paid.
  public func cost(
    rollout: USDollarsPerSecond, training: USDollarsPerSecond
  ) -> USDollars {
    pools.reduce(.zero) {
      $0 + ($1.name == .rollout ? rollout : training) * (duration * Double($1.accelerators))
    }
  }

  /// Dollars per million response tokens learnt from.
  public func costPerMillionTokens(
    rollout: USDollarsPerSecond, training: USDollarsPerSecond
  ) -> USDollars {
    cost(rollout: rollout, training: training) * (1e6 / trainedTokens.value)
  }
}

extension PostTrainingTerms {
  /// The time in which every device moves so many bytes over its link to the host.
  fileprivate func hostTime(for bytes: Bytes) -> Seconds {
    let cluster = placement.training
    guard bytes > .zero, let host = cluster.system.host else { return .zero }
    return bytes / (host.bandwidth / Double(cluster.accelerator.devices))
  }
}
