public import EventKernel
public import Performance
import Quantities

/// A fleet of replicas that serves a workload, as a discrete-event system.
///
/// A request arrives, is routed, waits, is admitted when there are cache blocks, has its prompt
/// computed in chunks and its output token by token, and leaves. One event marks the end of each
/// step of a replica; its length is asked of the predictor when it starts and rounded once.
///
/// ```swift
/// let result = try ServingSystem.run(
///   fleet, workload, objective: objective, predictor: predictor,
///   control: RunControl(end: .requests(10_000), seed: 20_261_121))
/// ```
public struct ServingSystem<Predictor: StepTiming>: ~Copyable, SystemModel {
  public typealias Event = ServingEvent
  public typealias Observation = ServingObservation

  var core: ServingCore
  /// One for each pool.
  private var predictors: ContiguousArray<Predictor>
  private var decodeTimes: ContiguousArray<DecodeTimes>
  private let closing: RunEnd.Closing

  public init(
    _ fleet: ServingFleet, _ workload: Workload, objective: ServiceLevelObjective = .unlimited,
    predictors: [Predictor], control: RunControl, records: RequestRecordTaker? = nil
  ) throws(ServingError) {
    precondition(
      predictors.count == fleet.pools.count,
      "\(predictors.count) predictors for \(fleet.pools.count) pools")
    try fleet.checkDeadlines(of: workload)
    try fleet.checkPrefixes(of: workload)
    guard !workload.isClosed || !fleet.pools.contains(where: \.engine.scheduling.limitsQueue)
    else { throw .queueLimitOfClosedSystem }
    if case .duration(_, let closing) = control.end {
      self.closing = closing
    } else {
      closing = .drain
    }
    self.predictors = ContiguousArray(predictors)
    decodeTimes = ContiguousArray(predictors.map { _ in DecodeTimes() })
    core = ServingCore(fleet, workload, objective, control, log: records.map(RequestLog.init))
  }

  public mutating func handle(
    _ event: ServingEvent,
    in context: inout SimulationContext<ServingEvent, ServingObservation>
  ) {
    switch event {
    case .stepFinished(let replica, let generation):
      guard core.isStanding(generation, of: Int(replica)) else { return }
    case .segmentStarted:
      core.settle(at: context.now)
    case .transfersEnded(let generation):
      guard core.isStanding(generation) else { return }
    case .cacheArrived(let slot):
      guard core.isAwaited(slot, in: .moving, at: context.now) else { return }
    case .prefixRead(let slot):
      guard core.isAwaited(slot, in: .reading, at: context.now) else { return }
    case .failed(let replica, let generation), .restored(let replica, let generation):
      guard core.isStanding(generation, inLifeOf: Int(replica)) else { return }
    default: break
    }
    core.advance(to: context.now)
    switch event {
    case .segmentStarted: break
    case .opened:
      core.open(&context)
    case .arrived:
      core.takeArrivals(&context)
    case .answered(let client):
      core.answer(client, &context)
    case .refused(let client):
      core.refuse(client, &context)
    case .entered(let slot):
      core.enter(slot, &context)
    case .woken(let replica):
      startStep(of: Int(replica), &context)
    case .stepFinished(let replica, _):
      if core.finishStep(of: Int(replica), &context) { startStep(of: Int(replica), &context) }
    case .transfersEnded:
      core.endTransfers(&context)
    case .cacheArrived(let slot):
      core.takeCache(slot, &context)
    case .prefixRead(let slot):
      core.takePrefix(slot, &context)
    case .failed(let replica, _): core.fail(Int(replica), &context)
    case .restored(let replica, _): core.restore(Int(replica), &context)
    case .scalingDue(let pool): core.scale(Int(pool), &context)
    case .closed:
      core.endArrivals(at: context.now)
      if closing == .stop { context.stop() }
    }
    if core.isSpent { context.stop() }
  }

  private mutating func startStep(
    of replica: Int, _ context: inout SimulationContext<ServingEvent, ServingObservation>
  ) {
    let plan = core.composeStep(of: replica, &context)
    let pool = core.pool(of: replica)
    let duration: Seconds
    let prefillShare: Double
    switch plan.phase {
    case .idle, .starting, .down, .off:
      return
    case .prefill:
      duration = predictors[pool].duration(of: plan.prompts)
      prefillShare = 1
    case .decode:
      if !core.isDrafting(replica) {
        return core.startRun(of: replica, plan, &decodeTimes[pool], &context) { shape in
          predictors[pool].duration(of: shape)
        }
      }
      duration = predictors[pool].duration(of: plan.output)
      prefillShare = 0
    case .mixed:
      duration = predictors[pool].duration(of: plan.whole)
      // Eq. 9.10; the share is of the time as predicted, the time is as rounded by the clock.
      let alone =
        predictors[pool].duration(of: plan.prompts) - predictors[pool].duration(of: plan.output)
      prefillShare = duration > .zero ? (duration + alone) / duration / 2 : 0.5
    }
    core.startStep(
      of: replica, lasting: plan.duration(computing: duration), prefillShare: prefillShare,
      &context)
  }
}
