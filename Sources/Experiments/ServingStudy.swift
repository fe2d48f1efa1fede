import Stochastics
import Economics
import LanguageModels
import OutputAnalysis
import Performance
import Quantities
import Scenarios
import Serving

/// One design point made ready to run: its replica and its objective.
struct ServingStudy: Sendable {
  let scenario: Scenario
  /// Its pools, and the replica of the one that decodes.
  let fleet: FleetModel
  var replica: ReplicaModel { fleet.pools.last!.replica }
  let objective: ServiceLevelObjective

  var predictor: StepTimePredictor { replica.predictor }

  /// - Throws: `DeploymentConflicts` where the plan cannot run at all.
  init(_ scenario: Scenario) throws {
    self.scenario = scenario
    fleet = try FleetModel(scenario)
    objective = try scenario.objectives.limits
    classLimits = try scenario.classObjectives.map { try $0.limits }
  }

  /// What each class is promised of its own; empty where none is.
  private let classLimits: [ServiceLevelObjective]

  /// Requests, each class with what it is promised.
  func promised(_ workload: Workload) -> Workload {
    classLimits.isEmpty ? workload : workload.promising(classLimits)
  }

  /// What stood in for what was missing, and what the simulation of this plan leaves out.
  var notes: [String] {
    var notes: [String] = []
    for pool in fleet.pools {
      let deployment = pool.scenario.deployment
      var own = pool.replica.predictor.notes.map(\.sentence)
      if deployment.plan.pipeline > 1 {
        own.append(
          "one batch at a time passes through the \(deployment.plan.pipeline) pipeline "
            + "stages; engines keep several in flight, so that throughput is a lower bound")
      }
      own += deployment.speculation?.notes ?? []
      own += pool.scenario.notesOnMemory
      notes += own.filter { !notes.contains($0) }
    }
    if let source = fleet.pools.first, let sink = fleet.pools.last, fleet.fabric != nil,
      source.scenario.deployment.cacheFormat != sink.scenario.deployment.cacheFormat
    {
      notes.append(
        "caches are kept in \(source.scenario.deployment.cacheFormat) where prompts are computed "
          + "and in \(sink.scenario.deployment.cacheFormat) where output is; their conversion takes "
          + "no time here")
    }
    return notes
  }

  /// One run of the scenario with a number of replicas.
  ///
  /// - Parameter closing: whether requests in the system when arrivals end are still served.
  func run(
    replicas: Int, replication: Int, closing: RunEnd.Closing = .drain,
    keeping: RunControl.Keeping = .measurements, records: RequestRecordTaker? = nil
  ) throws(ServingError) -> ServingResult {
    let warmUp: WarmUpRule =
      switch scenario.analysis {
      case .terminating: .terminating
      case .steadyState: scenario.warmUp.map { .fraction($0 / scenario.duration) } ?? .automatic
      }
    let control = try RunControl(
      end: .duration(scenario.duration, then: closing), warmUp: warmUp, seed: scenario.seed,
      replication: replication, keeping: keeping)
    return try fleet.run(
      promised(scenario.workload), replicas: replicas, routing: scenario.routing,
      objective: objective, control: control, records: records)
  }

  /// Replicas that the load needs at least: the busy time it brings per second in the largest
  /// batches the engine forms, were they always full.
  var fewestBusyReplicas: Int {
    max(1, min(FleetSizing.mostReplicas, Int((busyFleets ?? 0).rounded(.up))))
  }

  /// The same before it is rounded; nil where the load follows the answers.
  var busyFleets: Double? {
    guard scenario.workload.offeredRate(over: scenario.duration) != nil else { return nil }
    guard fleet.isPooled else { return busyReplicas(of: fleet.pools[0]) }
    let shares = fleet.pools.map { busyReplicas(of: $0) / Double($0.scenario.replicas) }
    // Each request passes both pools, or goes to whichever has room.
    return fleet.fabric != nil ? shares.max() : 1 / shares.reduce(0) { $0 + 1 / $1 }
  }

  private func busyReplicas(of pool: FleetModel.Pool) -> Double {
    let replica = pool.replica
    let predictor = replica.predictor
    let deployment = replica.deployment
    guard let rate = scenario.workload.offeredRate(over: scenario.duration) else { return 0 }
    let lengths = scenario.workload.meanLengths
    // At best, all but the last token of a prompt is found.
    let isCaching = pool.prefixCaching != nil
    let prompt = isCaching ? 1 : max(1, Int(lengths.prompt - lengths.cached))
    let cached = isCaching ? max(0, Int(lengths.prompt) - 1) : Int(lengths.cached)
    let output = max(1, lengths.output)
    let context = Int(lengths.prompt + output / 2) + 1
    let blockTokens = replica.engine.blockTokens
    let blocksEach = (context + blockTokens - 1) / blockTokens
    // Requests with a common beginning share its blocks.
    let held = isCaching ? .max : replica.cacheBlocks / blocksEach
    let batch = max(1, min(replica.maximumSequences, held))
    let decode = predictor.duration(
      of: deployment.decodeStep(sequences: batch, context: batch * context))
    let prefill = predictor.duration(of: .prefill(tokens: prompt, cached: cached))
    let decoding = decode * (output / (Double(batch) * deployment.tokensPerStep))
    let perRequest: Seconds =
      switch pool.role {
      case .whole: prefill + decoding
      case .prefill: prefill
      case .decode: decoding
      }
    return rate.value * perRequest.value
  }

  /// Whether a run keeps every promised percentile and is not overloaded.
  func keepsObjectives(_ result: ServingResult) -> Bool {
    missedObjectives(result).isEmpty
  }

  /// What a run misses of what is promised, in words; empty where it keeps everything.
  ///
  /// Requests that were rejected or left unfinished miss every promise, and a promise that no
  /// request put to the test is missed too.
  func missedObjectives(_ result: ServingResult) -> [String] {
    guard result.latencies != nil else { return ["the load is more than it can serve"] }
    return scenario.margins(of: result).filter { !$0.isKept }.map(\.sentence)
  }
}

extension Objectives {
  /// The limits that decide whether a request is well served, whatever their percentiles.
  var limits: ServiceLevelObjective {
    get throws(ServingError) {
      try ServiceLevelObjective(
        timeToFirstToken: timeToFirstToken?.limit ?? .infinity,
        timePerOutputToken: timePerOutputToken?.limit ?? .infinity)
    }
  }
}

extension Scenario {
  /// What memory keeps caches between requests and is charged to nobody.
  fileprivate var notesOnMemory: [String] {
    var free: [String] = []
    if prefixCache?.host != nil, owner.memory.host == nil { free.append("host memory") }
    if prefixCache?.storage != nil, owner.memory.storage == nil { free.append("storage") }
    guard !free.isEmpty else { return [] }
    return [
      "the \(free.joined(separator: " and ")) that keeps caches between requests is not charged: "
        + "`owner.host-memory` and `owner.cache-storage` state prices"
    ]
  }
}
