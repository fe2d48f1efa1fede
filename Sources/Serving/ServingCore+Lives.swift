import EventKernel
import Quantities

/// Replicas that fail, are restored, are started and are stopped.
extension ServingCore {
  /// Begins the lives of all replicas.
  mutating func beginLives(_ context: inout ServingContext) {
    guard let pools = scalers else { return }
    var first = 0
    for pool in fleet.pools.indices {
      let count = fleet.pools[pool].replicas
      for replica in first + pools[pool].initial(at: .zero)..<first + count {
        front.close(replica)
        decoding.close(replica)
        become(.off, replica, &context)
      }
      for replica in first..<first + count where lives.status[replica] == .serving {
        awaitFailure(of: replica, &context)
      }
      if let next = pools[pool].next(after: .zero) {
        context.schedule(.scalingDue(pool: Int32(pool)), at: next)
      }
      first += count
    }
  }

  /// Whether an event of a replica's life still stands.
  func isStanding(_ generation: UInt16, inLifeOf replica: Int) -> Bool {
    lives.generations[replica] == generation
  }

  /// Whether all is over but failures and starts to come.
  var isSpent: Bool { scalers != nil && !acceptsRequests && meter.inSystem == 0 }

  // MARK: Changes

  /// Moves an idle replica, or one that is not there, to another state.
  private mutating func become(
    _ status: ReplicaStatus, _ replica: Int, _ context: inout ServingContext
  ) {
    let phase: ReplicaPhase =
      switch status {
      case .serving, .draining: .idle
      case .starting: .starting
      case .down: .down
      case .off: .off
      }
    meter.levels[pool(of: replica)].move(from: replicas[replica].phase, to: phase)
    replicas[replica].phase = phase
    lives.change(replica, to: status)
  }

  private mutating func awaitFailure(of replica: Int, _ context: inout ServingContext) {
    guard let time = lives.timeToFailure(of: replica, in: pool(of: replica)) else { return }
    context.schedule(
      .failed(replica: Int32(replica), generation: lives.generations[replica]), after: time)
  }

  private mutating func awaitService(
    of replica: Int, after time: Seconds, _ context: inout ServingContext
  ) {
    context.schedule(
      .restored(replica: Int32(replica), generation: lives.generations[replica]), after: time)
  }

  private mutating func close(_ replica: Int) {
    front.close(replica)
    decoding.close(replica)
  }

  private mutating func open(_ replica: Int, _ context: inout ServingContext) {
    front.open(replica)
    decoding.open(replica)
    if meter.atRouter > 0 { releaseHeld(&context) }
  }

  /// A replica fails: its requests find others, or are lost.
  mutating func fail(_ replica: Int, _ context: inout ServingContext) {
    let pool = pool(of: replica)
    let isLeaving = lives.status[replica] == .draining
    meter.noteLife(in: pool) { $0.failures += 1 }
    let rule = fleet.pools[pool].failures?.orphans ?? .rerouted
    if isLeaving { meter.levels[pool].draining -= 1 }
    breakOff(replica, isLeaving ? .off : .down, orphans: rule, &context)
    if !isLeaving {
      awaitService(of: replica, after: lives.timeToRestore(of: replica, in: pool), &context)
    }
  }

  /// Ends what a replica does, and finds other places for its requests.
  private mutating func breakOff(
    _ replica: Int, _ status: ReplicaStatus, orphans rule: OrphanRule,
    _ context: inout ServingContext
  ) {
    close(replica)
    let sent = loseCaches(sentBy: replica, &context)
    let own = replicas[replica].breakOff(&requests, &meter, at: context.now)
    callOffTransfers(of: replica, orphans: own, &context)
    let orphans = (sent + own).sorted { requests[$0].number < requests[$1].number }
    front.setLoad(0, of: replica)
    decoding.setLoad(0, of: replica)
    front.forget(replica)
    decoding.forget(replica)
    become(status, replica, &context)
    switch rule {
    case .lost: for slot in orphans { lose(slot, of: replica, &context) }
    case .rerouted: reroute(orphans, of: replica, &context)
    }
    // Replicas that were to take caches of this one have room.
    if !sent.isEmpty && meter.atRouter > 0 { releaseHeld(&context) }
  }

  private mutating func lose(
    _ slot: Int32, of replica: Int, _ context: inout ServingContext
  ) {
    meter.inSystem -= 1
    let request = requests.remove(slot)
    meter.loseOutput(Int(request.emitted))
    reject(request, .replicaFailed, &context)
  }

  private mutating func reroute(
    _ orphans: [Int32], of replica: Int, _ context: inout ServingContext
  ) {
    meter.noteLife(in: pool(of: replica)) { $0.rerouted += orphans.count }
    var homeless: [Int32] = []
    for slot in orphans {
      context.observe(.rerouted(request: requests[slot].number, from: replica))
      requests[slot].queuedSince = context.now
      let router = front.router(of: requests[slot])
      if let next = front.choose(for: requests[slot], by: router, contents: source.contents) {
        requests[slot].replica = Int32(next)
        meter.levels[pool(of: next)].waiting += 1
        replicas[next].requeue(slot, &requests, at: context.now)
        front.setLoad(replicas[next].load, of: next)
        wake(next, &context)
        interrupt(next, &context)
      } else {
        homeless.append(slot)
      }
    }
    // They go before those that were never admitted anywhere, in the order of arrival.
    for slot in homeless.reversed() {
      front.holdFirst(slot, at: front.router(of: requests[slot]), context.now)
      meter.atRouter += 1
    }
  }

  /// A replica that was gone, or was being started, serves.
  mutating func restore(_ replica: Int, _ context: inout ServingContext) {
    if lives.status[replica] == .starting {
      meter.noteLife(in: pool(of: replica)) { $0.starts += 1 }
    }
    become(.serving, replica, &context)
    awaitFailure(of: replica, &context)
    open(replica, &context)
  }

  // MARK: Scaling

  /// Starts or stops replicas of a pool as its rule says.
  mutating func scale(_ pool: Int, _ context: inout ServingContext) {
    let now = context.now
    let first = fleet.pools[..<pool].reduce(0) { $0 + $1.replicas }
    let range = first..<first + fleet.pools[pool].replicas
    var counts = PoolScaler.Counts()
    for replica in range { counts.add(lives.status[replica]) }
    let wanted = scalers![pool].wanted(
      counts, meter.totals(of: pool),
      atRouter: meter.totalAtRouter(of: fleet.pools[pool].role), at: now)
    if wanted > counts.present {
      start(wanted - counts.present, of: range, &context)
    } else if wanted < counts.present {
      stop(counts.present - wanted, of: range, in: pool, &context)
    }
    if let next = scalers![pool].next(after: now), !isSpent {
      context.schedule(.scalingDue(pool: Int32(pool)), at: next)
    }
  }

  /// Lets replicas serve: those that have not stopped yet at once, then stopped ones.
  private mutating func start(
    _ count: Int, of range: Range<Int>, _ context: inout ServingContext
  ) {
    var missing = count
    for replica in range where missing > 0 && lives.status[replica] == .draining {
      lives.setDraining(replica, false)
      meter.levels[pool(of: replica)].draining -= 1
      open(replica, &context)
      missing -= 1
    }
    for replica in range where missing > 0 && lives.status[replica] == .off {
      become(.starting, replica, &context)
      let time = lives.startTime(of: replica, in: pool(of: replica))
      awaitService(of: replica, after: time, &context)
      missing -= 1
    }
  }

  /// Stops replicas: those that do not serve yet, then those with the fewest requests and caches to
  /// send, of several the last.
  private mutating func stop(
    _ count: Int, of range: Range<Int>, in pool: Int, _ context: inout ServingContext
  ) {
    var left = count
    for replica in range.reversed() where left > 0 && lives.status[replica] == .starting {
      become(.off, replica, &context)
      left -= 1
    }
    guard left > 0 else { return }
    let serving = range.filter { lives.status[$0] == .serving }.sorted {
      (replicas[$0].load + replicas[$0].sending, -$0)
        < (replicas[$1].load + replicas[$1].sending, -$1)
    }
    for replica in serving.prefix(left) {
      meter.noteLife(in: pool) { $0.stops += 1 }
      if fleet.pools[pool].scaling?.draining == .moves {
        breakOff(replica, .off, orphans: .rerouted, &context)
        continue
      }
      close(replica)
      lives.setDraining(replica, true)
      meter.levels[pool].draining += 1
      if fleet.pools[pool].role == .decode { moveQueue(of: replica, &context) }
      stopIfDrained(replica, &context)
    }
  }

  /// Stops a replica that was to run out, and has.
  mutating func stopIfDrained(_ replica: Int, _ context: inout ServingContext) {
    guard lives.status[replica] == .draining, replicas[replica].phase == .idle,
      replicas[replica].load == 0, replicas[replica].sending == 0
    else { return }
    meter.levels[pool(of: replica)].draining -= 1
    _ = replicas[replica].breakOff(&requests, &meter, at: context.now)
    front.forget(replica)
    decoding.forget(replica)
    become(.off, replica, &context)
  }
}
