import EventKernel
import Quantities

/// Caches on their way between pools.
extension ServingCore {
  /// Hands requests whose prompts a replica has finished to replicas that decode.
  mutating func handOn(from replica: Int, _ context: inout ServingContext) {
    for index in replicas[replica].handedOver.indices {
      dispatchDecoding(replicas[replica].handedOver[index], &context)
    }
    replicas[replica].handedOver.removeAll(keepingCapacity: true)
  }

  /// Sends for the caches of requests that a replica has admitted.
  mutating func sendFor(_ replica: Int, _ context: inout ServingContext) {
    guard let fabric = fleet.fabric else { return }
    for slot in replicas[replica].sentFor {
      let request = requests[slot]
      let size = fabric.size(tokens: Int(request.stored))
      let remaining = fabric.remaining(of: size, computedIn: request.promptTime)
      transfers!.start(
        slot, from: request.source, to: request.replica, size: remaining, at: context.now)
    }
    replicas[replica].sentFor.removeAll(keepingCapacity: true)
    shareFabric(&context)
  }

  /// Ends the transfers that are due.
  mutating func endTransfers(_ context: inout ServingContext) {
    guard let fabric = fleet.fabric else { return }
    var finished = ContiguousArray<Int32>()
    transfers!.end(at: context.now, &finished)
    for slot in finished {
      if fabric.latency > .zero {
        requests[slot].awaited = context.now + fabric.latency
        context.schedule(.cacheArrived(slot: slot), at: requests[slot].awaited)
      } else {
        takeCache(slot, &context)
      }
    }
    shareFabric(&context)
  }

  /// Lets a request go on with its cache, and its blocks go where its prompt was computed.
  mutating func takeCache(_ slot: Int32, _ context: inout ServingContext) {
    let request = requests[slot]
    let destination = Int(request.replica)
    releaseSource(of: slot, &context)
    meter.moveCache(
      request, fleet.fabric!.size(tokens: Int(request.stored)), in: context.now - request.admitted)
    requests[slot].awaited = .zero
    replicas[destination].arrived.append(slot)
    wake(destination, &context)
    interrupt(destination, &context)
  }

  /// Takes back the blocks where a request's prompt was computed.
  private mutating func releaseSource(of slot: Int32, _ context: inout ServingContext) {
    let request = requests[slot]
    let source = Int(request.source)
    replicas[source].releaseMoved(request, &meter)
    requests[slot].source = -1
    requests[slot].sourceBlocks = 0
    requests[slot].sourceChain = -1
    requests[slot].sourceChained = 0
    wake(source, &context)
  }

  private mutating func shareFabric(_ context: inout ServingContext) {
    guard let next = transfers!.share(at: context.now) else { return }
    context.schedule(.transfersEnded(generation: transfers!.generation), at: next)
  }
}

// MARK: Caches that do not arrive

extension ServingCore {
  /// Whether the transfers that an event ends still stand.
  func isStanding(_ generation: UInt32) -> Bool { transfers?.generation == generation }

  /// Whether a request still waits for what an event says is there now.
  func isAwaited(_ slot: Int32, in stage: Request.Stage, at now: Instant) -> Bool {
    requests.isInUse(slot) && requests[slot].stage == stage && requests[slot].awaited == now
  }

  /// Takes the requests out of the decode pools whose caches a replica was to send that now ends.
  ///
  /// - Returns: Their slots, in no order that means anything.
  /// - Complexity: O(requests in the system).
  mutating func loseCaches(sentBy replica: Int, _ context: inout ServingContext) -> [Int32] {
    guard replicas[replica].sending > 0 else { return [] }
    let slots = requests.slotsInUse.filter { requests[$0].source == Int32(replica) }
    for slot in slots {
      let request = requests[slot]
      let holder = Int(request.replica)
      if holder == replica {
        decoding.withdraw(slot, from: decoding.router(of: request), context.now)
        meter.atRouter -= 1
        meter.atRouterOfDecoding -= 1
        meter.leaveQueue(after: requests[slot].endWaiting(at: context.now))
      } else {
        replicas[holder].withdraw(slot, &requests, &meter, at: context.now)
        noteRoom(at: holder, &context)
      }
      releaseSource(of: slot, &context)
      meter.lose(in: pool(of: replica), tokens: Int(request.stored - request.found))
      requests[slot].loseCache()
    }
    return slots
  }

  /// Calls off the transfers of a replica that ends. What others keep for its requests is not wanted
  /// any more.
  mutating func callOffTransfers(
    of replica: Int, orphans: [Int32], _ context: inout ServingContext
  ) {
    guard transfers != nil else { return }
    for slot in orphans where requests[slot].source >= 0 { releaseSource(of: slot, &context) }
    if transfers!.callOff(of: Int32(replica), at: context.now) { shareFabric(&context) }
  }

  /// Sends the requests of a replica that is to stop elsewhere whose caches have not been sent for:
  /// nothing is lost, and no transfer to it begins.
  mutating func moveQueue(of replica: Int, _ context: inout ServingContext) {
    let slots = replicas[replica].waitingForCaches(requests).sorted {
      requests[$0].number < requests[$1].number
    }
    guard !slots.isEmpty else { return }
    for slot in slots {
      replicas[replica].withdraw(slot, &requests, &meter, at: context.now)
      requests[slot].replica = requests[slot].source
    }
    noteRoom(at: replica, &context)
    for slot in slots { dispatchDecoding(slot, &context) }
  }

  /// Lets a replica look anew, from which requests were taken, at those that wait.
  private mutating func noteRoom(at replica: Int, _ context: inout ServingContext) {
    setLoad(of: replica)
    wake(replica, &context)
    interrupt(replica, &context)
  }
}
