import Stochastics
import Economics
import LanguageModels
import Performance
import Quantities
import Scenarios
import Serving

/// One design point made ready to run: its replica and its objective.
struct ServingStudy: Sendable {
  let scenario: Scenario
  let replica: ReplicaModel
  private let objective: ServiceLevelObjective

  var predictor: StepTimePredictor { replica.predictor }

  /// - Throws: `DeploymentConflicts` where the plan cannot run at all.
  init(_ scenario: Scenario) throws {
    self.scenario = scenario
    replica = try ReplicaModel(
      deployment: scenario.deployment, engine: scenario.engine, calibration: scenario.calibration)
    objective = try ServiceLevelObjective(
      timeToFirstToken: scenario.objectives.timeToFirstToken?.limit ?? .infinity,
      timePerOutputToken: scenario.objectives.timePerOutputToken?.limit ?? .infinity)
  }

  /// One run of the scenario with a number of replicas.
  ///
  /// - Parameter closing: whether requests in the system when arrivals end are still served.
  func run(replicas: Int, replication: Int, closing: RunEnd.Closing = .drain)
    throws(ServingError) -> ServingResult
  {
    let warmUp: WarmUpRule =
      scenario.warmUp.map { .fraction($0 / scenario.duration) } ?? .automatic
    let control = try RunControl(
      end: .duration(scenario.duration, then: closing), warmUp: warmUp, seed: scenario.seed,
      replication: replication)
    return try replica.run(
      scenario.workload, replicas: replicas, routing: scenario.routing, objective: objective,
      control: control)
  }

  /// Replicas that the load needs at least: the busy time it brings per second in the largest
  /// batches the engine forms, were they always full.
  var fewestBusyReplicas: Int {
    guard case .open(let arrivals, let lengths) = scenario.workload else { return 1 }
    let prompt = max(1, Int(lengths.promptTokens.mean * (1 - lengths.cachedFraction)))
    let cached = Int(lengths.promptTokens.mean * lengths.cachedFraction)
    let output = max(1, lengths.outputTokens.mean)
    let context = Int(lengths.promptTokens.mean + output / 2) + 1
    let engine = replica.engine
    let blocksEach = (context + engine.blockTokens - 1) / engine.blockTokens
    let batch = max(1, min(engine.maximumSequences, replica.cacheBlocks / blocksEach))
    let decode = predictor.duration(of: .decode(sequences: batch, context: batch * context))
    let prefill = predictor.duration(of: .prefill(tokens: prompt, cached: cached))
    let perRequest = prefill + decode * (output / Double(batch))
    let busy = arrivals.rate.value * perRequest.value
    return max(1, min(FleetSizing.mostReplicas, Int(busy.rounded(.up))))
  }

  /// Whether a run keeps every promised percentile and is not overloaded; a run without requests
  /// keeps nothing.
  func keepsObjectives(_ result: ServingResult) -> Bool {
    guard result.verdict == .stable, let latencies = result.latencies,
      result.measured.requests.completed > 0, result.measured.requests.rejected == 0
    else { return false }
    func keeps(_ objective: LatencyObjective?, _ latency: LatencyDistribution) -> Bool {
      guard let objective else { return true }
      // Requests of one token have no time per output token; without any, nothing is broken.
      guard let value = latency.quantile(objective.percentile) else { return true }
      return value <= objective.limit
    }
    return keeps(scenario.objectives.timeToFirstToken, latencies.timeToFirstToken)
      && keeps(scenario.objectives.timePerOutputToken, latencies.timePerOutputToken)
  }
}
