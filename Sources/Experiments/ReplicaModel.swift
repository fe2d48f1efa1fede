import LanguageModels
public import Performance
public import Serving

/// One replica made ready to run: the model of its steps, its engine and its cache.
///
/// All that simulates a deployment starts here, so that a scenario, a validated measurement and a
/// closed form speak of the same machine.
public struct ReplicaModel: Sendable {
  public let deployment: Deployment
  public let predictor: StepTimePredictor
  /// One engine process; the replica has one per attention replica.
  public let engine: EngineProfile
  /// Cache blocks of the replica, over all its attention replicas.
  public let cacheBlocks: Int
  /// Memory of its hosts, where the engine swaps.
  public let swapSpace: SwapSpace?

  /// - Parameters:
  ///   - engine: one engine process.
  ///   - context: the tokens of a typical request, prompt and output; see
  ///     `EngineProfile.cacheBlocks(of:context:)`.
  /// - Throws: `DeploymentConflicts` where the plan cannot run at all.
  public init(
    deployment: Deployment, engine: EngineProfile, calibration: OperatorCalibration,
    context: Int? = nil
  ) throws {
    self.deployment = deployment
    predictor = try StepTimePredictor(
      deployment: deployment, calibration: calibration, host: engine.hostOverhead,
      communication: engine.communication)
    self.engine = engine
    cacheBlocks = engine.cacheBlocks(of: deployment, context: context)
    swapSpace = engine.swapSpace(of: deployment, context: context)
  }

  /// Sequences that a step may hold, over all attention replicas: each with all its drafts.
  public var maximumSequences: Int {
    let queries = deployment.speculation?.queries ?? 1
    return min(engine.maximumSequences, engine.tokenBudget / queries) * deployment.plan.data
  }

  /// Runs a number of such replicas behind a router.
  ///
  /// - Parameter contextLimit: the most tokens of a request; the model's own where nil.
  public func run(
    _ workload: Workload, replicas: Int, routing: RoutingRule, contextLimit: Int? = nil,
    objective: ServiceLevelObjective = .unlimited, control: RunControl
  ) throws(ServingError) -> ServingResult {
    let fleet = try ServingFleet(
      engine: engine, replicas: replicas, attentionRanks: deployment.plan.data,
      cacheBlocks: cacheBlocks, contextLimit: contextLimit ?? deployment.model.contextLength,
      routing: routing, swapSpace: swapSpace, speculation: deployment.speculation)
    return try ServingSystem.run(
      fleet, workload, objective: objective, predictor: RememberedStepTimes(predictor),
      control: control)
  }
}
