import EventKernel
import LanguageModels
public import Performance
public import Quantities
public import Scenarios
public import Serving
import Stochastics
public import Training

/// The serving system as it writes the samples of an iteration: a terminating run of the engines
/// from all prompts at once to the last token of the longest sample.
///
/// Engines, caches and routing are those that serve users; only the load differs. Replicas keep the
/// prompts of an iteration in their prefix caches where the engine has one, so that a prompt is
/// computed once for all its samples.
public struct RolloutModel: Sendable {
  public let replica: ReplicaModel
  public let routing: RoutingRule
  private let prefixCaching: PrefixCaching?

  /// - Parameter prefixCache: what engines keep of texts that may come again; nil where nothing is.
  /// - Throws: `DeploymentConflicts` where the plan cannot run at all, or `ServingError`.
  public init(
    _ terms: PostTrainingTerms, engine: EngineProfile, calibration: OperatorCalibration,
    prefixCache: PrefixCacheTerms? = nil, routing: RoutingRule = .leastLoaded
  ) throws {
    let context = Int(
      min(terms.promptTokens.mean, Double(terms.promptLimit))
        + min(terms.responseTokens.mean, Double(terms.responseLimit)))
    let replica = try ReplicaModel(
      deployment: terms.rollout, engine: engine, calibration: calibration,
      context: max(1, context))
    self.replica = replica
    self.routing = routing
    prefixCaching = try prefixCache.map {
      try PrefixCaching($0, of: replica, context: max(1, context))
    }
  }

  /// Writes the samples of one iteration on a number of replicas.
  ///
  /// - Throws: ``StudyFailure`` where engines refuse samples or the run does not end.
  public func run(
    _ lengths: PostTrainingLengths, replicas: Int, seed: UInt64, replication: Int
  ) throws -> RolloutResult {
    let deployment = replica.deployment
    let engine = replica.engine
    let pool = try ServingPool(
      engine: engine, replicas: replicas, attentionRanks: deployment.plan.data,
      cacheBlocks: replica.cacheBlocks, swapSpace: replica.swapSpace,
      speculation: deployment.speculation, prefixCaching: prefixCaching)
    let trace = try lengths.requests(
      blockTokens: engine.blockTokens,
      stepTokens: engine.tokenBudget * deployment.plan.data * replicas)
    let control = try RunControl(
      end: .requests(trace.count), warmUp: .terminating, seed: seed, replication: replication)
    let lives = SampleLives()
    let result = try ServingSystem.run(
      ServingFleet(
        pools: [pool], contextLimit: deployment.model.contextLength, routing: routing),
      Workload.listed(trace), predictor: RememberedStepTimes(replica.predictor),
      control: control, records: lives.take)
    let unwritten = trace.count - lives.finished.count
    guard result.ending == .drained, unwritten == 0 else {
      throw StudyFailure(
        reason: "\(unwritten) of \(trace.count) samples were not written: the cache of a replica "
          + "does not hold them")
    }
    guard result.audit.isKept else {
      throw StudyFailure(reason: "the books of the rollout do not balance")
    }
    return RolloutResult(
      rollout: PostTrainingRollout(
        duration: result.end.sinceStart, samples: try lengths.sequences,
        cachedPromptTokens: result.wholeRun.tokens.cached),
      course: lives.course, preemptions: result.wholeRun.requests.preemptions,
      outputTokens: result.wholeRun.tokens.output, events: result.events)
  }
}

/// What writing the samples of one iteration showed.
public struct RolloutResult: Sendable, Hashable {
  public let rollout: PostTrainingRollout
  /// How many samples were written at once.
  public let course: RolloutCourse
  public let preemptions: Int
  public let outputTokens: Int
  /// How many events the simulation handled.
  public let events: Int

  /// The share of the time at the end in which fewer than half of the places are taken.
  public var tailShare: Double { course.tail / rollout.duration }

  /// The mean number of samples under way over the greatest.
  public var occupancy: Double {
    course.sampleTime / (rollout.duration * Double(course.mostAtOnce))
  }

  public var tokensPerSecond: TokensPerSecond {
    Tokens(Double(outputTokens)) / rollout.duration
  }
}

/// How many samples were under way over a rollout, from admission to the last token.
///
/// A sample that is preempted counts as under way but for all its time in queues.
public struct RolloutCourse: Sendable, Hashable {
  public let mostAtOnce: Int
  /// The time at the end in which fewer than half of those are under way.
  public let tail: Seconds
  /// Samples under way integrated over time, in samples times seconds.
  public let sampleTime: Seconds

  /// - Precondition: there is at least one sample.
  init(_ lives: [(start: Seconds, finish: Seconds)]) {
    // At one instant those that end go before those that begin.
    var changes = lives.flatMap { [($0.start, 1), ($0.finish, -1)] }
    changes.sort { ($0.0, $0.1) < ($1.0, $1.1) }
    var (under, most) = (0, 0)
    for (_, change) in changes {
      under += change
      most = max(most, under)
    }
    let end = lives.map(\.finish).max()!
    var lastHalfFull = Seconds.zero
    under = 0
    for (instant, change) in changes {
      let wasHalfFull = 2 * under >= most
      under += change
      if wasHalfFull, 2 * under < most { lastHalfFull = instant }
    }
    mostAtOnce = most
    tail = end - lastHalfFull
    sampleTime = lives.reduce(.zero) { $0 + ($1.finish - $1.start) }
  }
}

/// Gathers when samples were begun and done. A class, since the simulation hands records to a
/// closure.
private final class SampleLives {
  private(set) var finished: [(start: Seconds, finish: Seconds)] = []

  func take(_ records: ContiguousArray<RequestRecord>) {
    for record in records {
      guard case .completed = record.outcome, let finish = record.finish else { continue }
      finished.append(
        (record.arrival.sinceStart + record.queueing, finish.sinceStart))
    }
  }

  var course: RolloutCourse { RolloutCourse(finished) }
}
