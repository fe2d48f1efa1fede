import EventKernel
import Performance
import Quantities

/// A serving system without its hardware: all that does not ask how long a step takes.
///
/// Not generic, so that it is compiled once, whatever predicts the times.
struct ServingCore: ~Copyable {
  let fleet: ServingFleet
  private let requestLimit: Int
  private let boundaries: SegmentBoundaries
  let isClosed: Bool
  /// The classes that are measured apart; none where all requests are measured together.
  let classNames: [String]
  /// Whether some requests follow the answers to others.
  private let followsAnswers: Bool
  /// Whether the run itself says where its warm-up ends.
  let detectsWarmUp: Bool
  /// Whether whole cycles of a load that follows the clock are measured, which never settles.
  let measuresCycles: Bool
  /// Whether the run is measured from its empty start, as what it is.
  let isTerminating: Bool
  /// Whether the course of the run is kept.
  let keepsCourse: Bool
  private let edgePerRequest: Seconds
  private let edgePerPromptToken: Seconds
  private let hasFrontEdge: Bool

  private(set) var source: RequestSource
  var front: Dispatcher
  /// Finds those that decode what others have prompted.
  var decoding: Dispatcher
  var replicas: ContiguousArray<ReplicaScheduler>
  var requests = RequestPool()
  var meter: RunMeter
  /// The caches on their way; nil in a fleet whose pools serve requests whole.
  var transfers: CacheTransfers?
  /// Who serves, and when that changes.
  var lives: ReplicaLives
  /// How many serve, one for each pool; nil in a fleet that is always as it is.
  var scalers: [PoolScaler]?
  private(set) var acceptsRequests = true
  /// When the next event of an arrival is scheduled for.
  private var scheduledArrival = Instant.distantFuture

  /// Requests that were rejected one after another, with none accepted in between.
  var rejectedInARow = 0
  /// Whether a closed system was given up because it rejected every request.
  private(set) var isGivenUp = false

  init(
    _ fleet: ServingFleet, _ workload: Workload, _ objective: ServiceLevelObjective,
    _ control: RunControl, log: RequestLog? = nil
  ) {
    self.fleet = fleet
    requestLimit = Self.requestLimit(workload, control)
    isClosed = workload.isClosed
    followsAnswers = workload.followsAnswers
    let beforeCycles = control.fractionBeforeCycles(of: workload)
    let isTerminating = control.warmUp == .terminating
    self.isTerminating = isTerminating
    measuresCycles = beforeCycles != nil && !isTerminating
    keepsCourse = control.keeping == .timeline
    detectsWarmUp = control.warmUp == .automatic && beforeCycles == nil
    let edges = fleet.edges
    edgePerRequest = edges.perRequest
    edgePerPromptToken = edges.perPromptToken
    hasFrontEdge = edges.perRequest > .zero || edges.perPromptToken > .zero
    source = RequestSource(workload, seed: control.seed, replication: control.replication)
    front = Dispatcher(
      to: fleet.pools.filter { $0.role != .decode }, from: 0, fleet.routing, workload, control)
    decoding = Dispatcher(
      to: fleet.pools.filter { $0.role == .decode }, from: front.replicas.upperBound, fleet.routing,
      workload, control, purpose: "routing-to-decode")
    transfers = fleet.fabric.map { CacheTransfers($0, replicas: fleet.replicas) }
    replicas = []
    replicas.reserveCapacity(fleet.replicas)
    for pool in fleet.pools.indices {
      let rules = StepRules(fleet.pools, at: pool, workload, control: control)
      for _ in 0..<fleet.pools[pool].replicas {
        replicas.append(
          ReplicaScheduler(replica: replicas.count, rules: rules, contents: source.contents))
      }
    }
    lives = ReplicaLives(fleet, control)
    let scaling = fleet.pools.map { PoolScaler($0) }
    let changes = scaling.contains(where: \.isAtWork) || fleet.pools.contains { $0.failures != nil }
    scalers = changes ? scaling : nil
    boundaries = SegmentBoundaries(
      control, beforeCycles: beforeCycles, requestLimit: requestLimit)
    meter = RunMeter(
      fleet, workload, boundaries: boundaries, objective: objective, keeping: control.keeping,
      log: log)
    classNames = workload.measuresClasses ? workload.classes.map(\.name) : []
  }

  /// After how many requests arrivals end, if not by time.
  private static func requestLimit(_ workload: Workload, _ control: RunControl) -> Int {
    guard case .requests(let count) = control.end else { return .max }
    return min(count, workload.requestCount ?? count)
  }

  // MARK: Arrivals

  /// Begins the run.
  mutating func open(_ context: inout ServingContext) {
    for instant in boundaries.instants { context.schedule(.segmentStarted, at: instant) }
    beginLives(&context)
    takeArrivals(&context)
  }

  mutating func advance(to now: Instant) { meter.advance(to: now) }

  /// Takes the requests that arrive now, and schedules the next arrival.
  ///
  /// All requests of one instant are taken at once, so that all of them are there when an idle
  /// replica wakes.
  mutating func takeArrivals(_ context: inout ServingContext) {
    if scheduledArrival <= context.now { scheduledArrival = .distantFuture }
    while acceptsRequests, !isGivenUp, let next = source.nextArrival() {
      guard next <= context.now else { return scheduleArrival(at: next, &context) }
      receive(&context)
    }
  }

  /// An event that an earlier arrival overtakes finds nothing to do when its time comes.
  private mutating func scheduleArrival(at next: Instant, _ context: inout ServingContext) {
    guard next < scheduledArrival else { return }
    scheduledArrival = next
    context.schedule(.arrived, at: next)
  }

  /// Lets a client that has its answer go on.
  mutating func answer(_ client: ClientTicket, _ context: inout ServingContext) {
    source.answered(client, at: context.now)
    takeArrivals(&context)
  }

  /// Tells a client that its request is turned away.
  mutating func refuse(_ client: ClientTicket, _ context: inout ServingContext) {
    source.refused(client, at: context.now)
    takeArrivals(&context)
  }

  /// Lets one request in at the front door.
  private mutating func receive(_ context: inout ServingContext) {
    var incoming = source.next()
    let number = incoming.number
    let isTooLong = incoming.counts.total > fleet.contextLimit
    let isClipped = isTooLong && fleet.overlength == .clipped
    if isClipped { incoming.counts.clip(to: fleet.contextLimit) }
    let counts = incoming.counts
    if meter.opensSegment(with: number) {
      settle(at: context.now)
      meter.reach(requestNumber: number)
    }
    let request = Request(incoming, arrival: context.now, segment: meter.segment)
    meter.arrive(request, isClipped: isClipped)
    context.observe(
      .arrived(
        request: number, promptTokens: Int(counts.prompt), outputTokens: Int(counts.output)))
    if isTooLong && !isClipped {
      reject(request, .exceedsContext, &context)
    } else if !findsPools(request) {
      reject(request, .noPoolForResidency, &context)
    } else if !canEverHold(request) {
      reject(request, .exceedsCache, &context)
    } else {
      meter.inSystem += 1
      let slot = requests.insert(request)
      if hasFrontEdge {
        let delay = edgePerRequest + Double(counts.prompt) * edgePerPromptToken
        context.schedule(.entered(slot: slot), after: delay)
      } else {
        enter(slot, &context)
      }
    }
    if source.count == requestLimit { endArrivals(at: context.now) }
  }

  /// Whether it may be served at all where its class may be.
  private func findsPools(_ request: Request) -> Bool {
    !front.pools(for: request).isEmpty
      && (decoding.replicas.isEmpty || !decoding.pools(for: request).isEmpty)
  }

  /// Whether a request fits into every replica that it may come to.
  private func canEverHold(_ request: Request) -> Bool {
    front.pools(for: request).allSatisfy { replicas[$0].canEverHold(request.counts) }
      && decoding.pools(for: request).allSatisfy { replicas[$0].canEverHold(request.counts) }
  }

  mutating func reject(
    _ request: Request, _ reason: RejectionReason, _ context: inout ServingContext
  ) {
    meter.reject(request, reason)
    context.observe(.rejected(request: request.number, reason))
    guard request.client.isWaiting else { return }
    // A client is told at once. When no request of a closed system is ever accepted, that could go
    // on for ever at one instant.
    rejectedInARow += 1
    if isClosed, rejectedInARow == Self.rejectionLimit {
      isGivenUp = true
      return context.stop()
    }
    context.schedule(.refused(request.client), at: context.now)
  }

  /// So many rejections in a row tell that a closed system accepts nothing.
  private static let rejectionLimit = 100_000

  /// No request comes any more.
  mutating func endArrivals(at now: Instant) {
    guard acceptsRequests else { return }
    acceptsRequests = false
    settle(at: now)
    meter.endArrivals()
    for replica in replicas.indices { replicas[replica].noteEmptyQueue(at: now) }
    front.noteEmptyQueues(at: now)
    decoding.noteEmptyQueues(at: now)
  }

  // MARK: Steps

  /// Lets an idle replica start a step after all else that happens at this instant.
  mutating func wake(_ replica: Int, _ context: inout ServingContext) {
    guard replicas[replica].phase == .idle, !replicas[replica].isWoken else { return }
    replicas[replica].isWoken = true
    context.schedule(.woken(replica: Int32(replica)), at: context.now)
  }

  /// Ends the step of a replica.
  ///
  /// - Returns: Whether its next step may start now, rather than after others of this instant.
  mutating func finishStep(of replica: Int, _ context: inout ServingContext) -> Bool {
    replicas[replica].finishStep(&requests, &meter, &context)
    noteLoad(of: replica, &context)
    if !replicas[replica].handedOver.isEmpty { handOn(from: replica, &context) }
    guard followsAnswers else { return true }
    wake(replica, &context)
    return false
  }

  /// What the replica is to compute next.
  mutating func composeStep(of replica: Int, _ context: inout ServingContext) -> StepPlan {
    replicas[replica].isWoken = false
    // A replica that ended at the instant at which it was to start has nothing to do.
    guard replicas[replica].phase == .idle else { return StepPlan() }
    var plan = replicas[replica].composeStep(&requests, &meter, &context)
    if !replicas[replica].sentFor.isEmpty { sendFor(replica, &context) }
    // Those that were shed left room for others.
    if noteLoad(of: replica, &context) {
      plan.isInterrupted = true
      wake(replica, &context)
    }
    if scalers != nil { stopIfDrained(replica, &context) }
    return plan
  }

  /// Whether a replica drafts tokens, so that its sequences advance at paces of their own.
  func isDrafting(_ replica: Int) -> Bool { replicas[replica].rules.acceptance != nil }

  func pool(of replica: Int) -> Int { replicas[replica].rules.pool }

  mutating func startStep(
    of replica: Int, lasting duration: Seconds, prefillShare: Double,
    _ context: inout ServingContext
  ) {
    replicas[replica].prefillShare = prefillShare
    context.schedule(stepFinished(replica), after: duration)
  }

  private func stepFinished(_ replica: Int) -> ServingEvent {
    .stepFinished(replica: Int32(replica), generation: replicas[replica].generation)
  }

  /// Whether an event that ends a step still stands.
  func isStanding(_ generation: UInt16, of replica: Int) -> Bool {
    replicas[replica].generation == generation
  }

  // MARK: Runs of steps that only decode

  /// Starts steps that only decode, as many as go by without a decision.
  mutating func startRun(
    of replica: Int, _ plan: StepPlan, _ times: inout DecodeTimes,
    _ context: inout ServingContext, _ predict: (BatchShape) -> Seconds
  ) {
    let sequences = plan.decodeSequences
    let most = replicas[replica].stepsToDecision(plan)
    replicas[replica].run.begin(at: context.now)
    var done = 0
    while done < most {
      let attended = plan.decodeContext + done * sequences
      var piece = times.piece(sequences: sequences, context: attended, predict)
      if plan.copying > .zero {
        piece = piece.lasting(context: attended, plan.duration(computing:))
      }
      let goesOn = replicas[replica].run.append(
        piece, sequences: sequences, context: attended, limit: most - done)
      done = replicas[replica].run.steps
      if !goesOn { break }
    }
    context.schedule(stepFinished(replica), at: replicas[replica].run.end)
  }

  /// Ends the run of a replica with its present step, so that it may take something in.
  mutating func interrupt(_ replica: Int, _ context: inout ServingContext) {
    guard replicas[replica].phase == .decode, replicas[replica].run.steps > 1 else { return }
    let present = replicas[replica].run.steps(before: context.now) + 1
    guard present < replicas[replica].run.steps else { return }
    replicas[replica].run.cut(to: present)
    replicas[replica].generation &+= 1
    context.schedule(stepFinished(replica), at: replicas[replica].run.end)
  }

  /// Enters all steps that ended before an instant into the books, where they are ruled off.
  mutating func settle(at now: Instant) {
    for replica in replicas.indices where replicas[replica].phase == .decode {
      replicas[replica].settle(before: now, &meter)
    }
  }

  // MARK: The end

  /// Takes note of the requests still inside.
  mutating func closeBooks(at end: Instant) {
    settle(at: end)
    meter.advance(to: end)
    endArrivals(at: end)
    for slot in requests.slotsInUse {
      let request = requests[slot]
      meter.leaveUnfinished(request, made: replicas[Int(request.replica)].tokensMade(by: request))
    }
    meter.closeLog()
  }

  /// The books of the run; see ``closeBooks(at:)``.
  var audit: ConservationAudit {
    var held = 0
    var heldOnHosts = 0
    for slot in requests.slotsInUse {
      let request = requests[slot]
      held += replicas[Int(request.replica)].blocksInHand(of: request) - Int(request.chained)
      held += Int(request.sourceBlocks - request.sourceChained)
      heldOnHosts += Int(request.hostBlocks)
    }
    for replica in replicas { held += replica.cache.prefixes?.countReferenced() ?? 0 }
    return ConservationAudit(
      meter.ledger, blocksAllocated: replicas.reduce(0) { $0 + $1.cache.allocated },
      blocksReleased: replicas.reduce(0) { $0 + $1.cache.released }, blocksHeld: held,
      hostBlocksHeld: heldOnHosts, prefixes: prefixLedger)
  }
}
