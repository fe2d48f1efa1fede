public import Performance
public import Scenarios
public import Serving
public import Training

/// Reinforcement learning as it is asked for, made ready to run: its engines write samples of drawn
/// lengths in a simulation, and the samples are learnt from in closed form.
///
/// Studies of one seed draw the same samples, so that algorithms and placements differ by what they
/// do with them.
public struct PostTrainingStudy: Sendable {
  public let terms: PostTrainingTerms
  public let rollout: RolloutModel
  public let trainingCalibration: OperatorCalibration
  public let seed: UInt64
  /// The fewest accelerators on which an iteration fits, of both pools together; nil where more do
  /// not help.
  public let fewestAccelerators: Int?
  /// The fewest that hold the states of all models at once.
  public let fewestHoldingAllStates: Int?
  let trainingNotes: [PredictionNote]

  /// - Parameters:
  ///   - calibration: of the accelerators that write samples, and that train where no other is given.
  /// - Throws: `DeploymentConflicts` where the actor cannot be served as planned, `ServingError`, or
  ///   ``PostTrainingError`` where a model cannot be trained as planned.
  public init(
    _ terms: PostTrainingTerms, engine: EngineProfile, calibration: OperatorCalibration,
    trainingCalibration: OperatorCalibration? = nil, prefixCache: PrefixCacheTerms? = nil,
    routing: RoutingRule = .leastLoaded, seed: UInt64
  ) throws {
    self.terms = terms
    rollout = try RolloutModel(
      terms, engine: engine, calibration: calibration, prefixCache: prefixCache,
      routing: routing)
    self.trainingCalibration = trainingCalibration ?? calibration
    self.seed = seed
    trainingNotes = try terms.predictionNotes(self.trainingCalibration)
    fewestHoldingAllStates = terms.fewestHoldingAllStates
    fewestAccelerators = terms.fewestAccelerators.map {
      terms.isSplit ? $0.rollout + $0.training : $0.training
    }
  }

  /// One iteration.
  ///
  /// - Throws: ``PostTrainingError`` where a model cannot be cut as planned, ``StudyFailure`` where
  ///   samples are not written.
  public func run(replication: Int) throws -> PostTrainingRun {
    let lengths = PostTrainingLengths(terms, seed: seed, replication: replication)
    let written = try rollout.run(
      lengths, replicas: terms.replicas, seed: seed, replication: replication)
    return PostTrainingRun(
      written: written,
      iteration: try PostTrainingIteration(
        terms, rollout: written.rollout, calibration: trainingCalibration))
  }

  /// So many iterations, in order.
  public func run(replications: Int, jobs: Int) throws -> [PostTrainingRun] {
    try parallelMap(replications, jobs: jobs) { replication in
      Result { try run(replication: replication) }
    }.map { try $0.get() }
  }
}

/// One iteration of a study.
public struct PostTrainingRun: Sendable, Hashable {
  public let written: RolloutResult
  public let iteration: PostTrainingIteration
}
