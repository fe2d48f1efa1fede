import EventKernel
import Quantities

/// Takes note of all that happens in a run, in memory that does not grow with its length.
///
/// The run is cut into segments at which a warm-up may end; the last one is the cool-down after the
/// end of arrivals. Which of them form the measured window is decided when the run is over.
struct RunMeter {
  /// Requests in the system.
  var inSystem = 0
  /// Requests that wait at the routers, and those of them that wait to be decoded.
  var atRouter = 0
  var atRouterOfDecoding = 0
  /// The present state of each pool.
  var levels: ContiguousArray<PoolLevels>
  var segments: [WindowMeasurement]
  /// The course until the end of arrivals: the drain, however long, costs it no resolution.
  var series = LoadSeries()
  /// The course of the pools, where it is kept.
  var timeline: TimelineMeter?
  /// When arrivals ended; nothing before they did.
  private(set) var arrivalsEnd: Instant?
  /// The number of the segment after the end of arrivals.
  private(set) var coolDown = 0
  /// Requests in the system when arrivals ended.
  private(set) var remaining = 0
  var ledger = RunLedger()

  var current = 0
  /// Until when levels have been integrated.
  private(set) var last = Instant.zero
  private let boundaries: SegmentBoundaries
  private var boundariesPassed = 0
  private var nextBoundary: SegmentBoundaries.Place
  /// What each class of the workload is promised.
  private let objectives: [ServiceLevelObjective]
  /// The last class that is measured apart; zero where all are measured together.
  private let lastClass: Int
  /// Where records of requests go; nil where none are kept.
  private var log: RequestLog?
  private let perOutput: Seconds
  private let perOutputToken: Seconds

  init(
    _ fleet: ServingFleet, _ workload: Workload, boundaries: SegmentBoundaries,
    objective: ServiceLevelObjective, keeping: RunControl.Keeping, log: RequestLog? = nil
  ) {
    levels = ContiguousArray(fleet.pools.map { PoolLevels(idle: $0.replicas) })
    self.boundaries = boundaries
    nextBoundary = boundaries[0]
    objectives = workload.classes.map { $0.objective ?? objective }
    lastClass = workload.measuredClasses - 1
    self.log = log
    let edges = fleet.edges
    perOutput = edges.perOutput
    perOutputToken = edges.perOutputToken
    segments = [
      WindowMeasurement(start: .zero, pools: fleet.pools.count, classes: lastClass + 1)
    ]
    timeline = keeping == .timeline ? TimelineMeter(pools: fleet.pools.count) : nil
    segments.reserveCapacity(boundaries.count + 2)
  }

  /// The segment of the present instant.
  var segment: Int { current }

  // MARK: Time

  /// Lets the present levels have held until `now`.
  mutating func advance(to now: Instant) {
    guard now > last else { return }
    while nextBoundary.instant <= now {
      accumulate(until: nextBoundary.instant)
      passBoundary()
    }
    accumulate(until: now)
  }

  /// Whether a segment starts with a request of this number.
  func opensSegment(with number: Int) -> Bool { nextBoundary.request <= number }

  /// Opens the segments that start with a request of this number, arriving now.
  mutating func reach(requestNumber number: Int) {
    while nextBoundary.request <= number { passBoundary() }
  }

  /// Ends arrivals now: what follows is the cool-down.
  mutating func endArrivals() {
    guard arrivalsEnd == nil else { return }
    arrivalsEnd = last
    remaining = inSystem
    nextBoundary = .never
    openSegment()
    coolDown = current
  }

  private mutating func passBoundary() {
    boundariesPassed += 1
    nextBoundary = boundaries[boundariesPassed]
    openSegment()
  }

  private mutating func openSegment() {
    segments.append(
      WindowMeasurement(start: last, pools: levels.count, classes: lastClass + 1))
    current += 1
  }

  private mutating func accumulate(until now: Instant) {
    let nanoseconds = now.nanoseconds - last.nanoseconds
    guard nanoseconds > 0 else { return }
    let time = now - last
    if arrivalsEnd == nil { series.addLoad(inSystem, from: last, to: now) }
    timeline?.add(levels, atRouter: atRouter, from: last, to: now)
    ledger.inSystem += Int128(inSystem) * Int128(nanoseconds)
    segments[current].inSystem += Double(inSystem) * time.value
    var waiting = atRouter
    if waiting > 0 {
      segments[current].atRouter += Double(waiting) * time.value
      segments[current].atRouterOfDecoding += Double(atRouterOfDecoding) * time.value
    }
    for pool in levels.indices {
      waiting += levels[pool].waiting
      segments[current].pools[pool].add(levels[pool], for: time)
    }
    ledger.waiting += Int128(waiting) * Int128(nanoseconds)
    segments[current].end = now
    last = now
  }

  // MARK: Requests

  /// The class with which a request is measured.
  func measuredClass(of request: Request) -> Int {
    min(Int(request.classIndex), lastClass)
  }

  mutating func arrive(_ request: Request, isClipped: Bool) {
    let index = measuredClass(of: request)
    segments[current].classes[index].requests.arrived += 1
    if isClipped { segments[current].classes[index].requests.clipped += 1 }
    ledger.arrived += 1
  }

  mutating func reject(_ request: Request, _ reason: RejectionReason) {
    segments[request.segment].classes[measuredClass(of: request)].requests.reject(reason)
    ledger.rejected += 1
    ledger.sojourn += Int128(last.nanoseconds - request.arrival.nanoseconds)
    if log != nil { keep(request, .rejected(reason), until: last) }
  }

  mutating func leaveQueue(after nanoseconds: Int64) {
    ledger.waited += Int128(nanoseconds)
  }

  mutating func preempt(_ request: Request, discarding tokens: Int) {
    segments[current].classes[measuredClass(of: request)].requests.preemptions += 1
    ledger.discarded += tokens
  }

  /// Takes note of a preempted request whose cache moves to so many blocks of the host.
  mutating func swapOut(_ request: Request, in pool: Int, blocks: Int) {
    segments[current].classes[measuredClass(of: request)].requests.preemptions += 1
    segments[current].pools[pool].swaps.requestsOut += 1
    segments[current].pools[pool].swaps.blocksOut += blocks
    levels[pool].hostBlocks += blocks
    ledger.hostBlocksTaken += blocks
  }

  mutating func swapIn(in pool: Int, blocks: Int) {
    segments[current].pools[pool].swaps.requestsIn += 1
    segments[current].pools[pool].swaps.blocksIn += blocks
    levels[pool].hostBlocks -= blocks
    ledger.hostBlocksReturned += blocks
  }

  mutating func makeFirstToken(_ request: Request) {
    let index = measuredClass(of: request)
    segments[request.segment].classes[index].latencies.timeToFirstToken.record(
      firstTokenLatency(of: request))
    segments[current].classes[index].tokens.output += 1
  }

  /// Takes note of tokens that follow the ones before them at a gap, of requests measured with a
  /// class.
  mutating func makeTokens(after gap: Seconds, count: Int, of measuredClass: Int) {
    segments[current].classes[measuredClass].latencies.interTokenLatency.record(
      gap + perOutputToken, times: count)
    segments[current].classes[measuredClass].tokens.output += count
  }

  /// The same of one request.
  mutating func makeTokens(after gap: Seconds, count: Int, of request: Request) {
    makeTokens(after: gap, count: count, of: measuredClass(of: request))
  }

  /// Takes note of tokens at gaps that form an arithmetic series, so many at each.
  mutating func makeTokens(
    after first: Seconds, by increment: Seconds, gaps: Int, times: Int, of measuredClass: Int
  ) {
    segments[current].classes[measuredClass].latencies.interTokenLatency.record(
      first + perOutputToken, by: increment, count: gaps, times: times)
    segments[current].classes[measuredClass].tokens.output += gaps * times
  }

  mutating func complete(_ request: Request) {
    let output = Int(request.counts.output)
    let firstToken = firstTokenLatency(of: request)
    let endToEnd =
      last - request.arrival + perOutput + Double(output) * perOutputToken
    let perToken: Seconds? =
      output > 1
      ? (last - request.firstToken) / Double(output - 1) + perOutputToken : nil
    let isAttained = objectives[Int(request.classIndex)].isAttained(
      firstToken: firstToken, perOutputToken: perToken)
    let index = measuredClass(of: request)
    segments[request.segment].classes[index].complete(
      endToEnd: endToEnd, perOutputToken: perToken,
      queueing: Seconds(Double(request.waited) / 1e9), isAttained: isAttained)
    segments[current].classes[index].requests.departed += 1
    let isLate =
      request.deadline < .distantFuture && endToEnd > request.deadline - request.arrival
    if isLate { segments[request.segment].classes[index].requests.late += 1 }
    ledger.completed += 1
    ledger.sojourn += Int128(last.nanoseconds - request.arrival.nanoseconds)
    ledger.completedOutput += output
    ledger.retired += request.counts.greatestStored - Int(request.found)
    if log != nil {
      keep(request, isLate ? .late : .completed, until: request.arrival + endToEnd)
    }
  }

  /// Takes note of a request that is in the system at the end of the run and has made some tokens
  /// since it joined a decode batch.
  mutating func leaveUnfinished(_ request: Request, made: Int) {
    segments[request.segment].classes[measuredClass(of: request)].requests.unfinished += 1
    ledger.unfinished += 1
    ledger.sojourn += Int128(last.nanoseconds - request.arrival.nanoseconds)
    ledger.unfinishedOutput += Int(request.emitted) + made
    switch request.stage {
    case .entering: break
    case .waiting: ledger.waited += Int128(last.nanoseconds - request.queuedSince.nanoseconds)
    case .swapped, .remote:
      ledger.waited += Int128(last.nanoseconds - request.queuedSince.nanoseconds)
      ledger.held += Int(request.stored - request.found)
    case .prompt, .moving, .reading, .decoding:
      ledger.held += Int(request.stored - request.found) + made
    }
    if log != nil { keep(request, .unfinished, until: nil) }
  }

  /// Hands on what is left of the records.
  mutating func closeLog() { log?.flush() }

  private mutating func keep(
    _ request: Request, _ outcome: RequestRecord.Outcome, until finish: Instant?
  ) {
    let firstToken: Instant? =
      request.firstToken > .zero ? request.arrival + firstTokenLatency(of: request) : nil
    log?.add(RequestRecord(request, outcome, finish: finish, firstToken: firstToken))
  }

  private func firstTokenLatency(of request: Request) -> Seconds {
    request.firstToken - request.arrival + perOutput + perOutputToken
  }
}

extension ClassMeasurement {
  fileprivate mutating func complete(
    endToEnd: Seconds, perOutputToken: Seconds?, queueing: Seconds, isAttained: Bool
  ) {
    requests.completed += 1
    if isAttained { requests.attained += 1 }
    latencies.endToEnd.record(endToEnd)
    if let perOutputToken { latencies.timePerOutputToken.record(perOutputToken) }
    latencies.queueing.record(queueing)
  }
}
