import EventKernel

extension ReplicaScheduler {
  /// Sends the running request that arrived last back to the front of the queue, without its blocks.
  ///
  /// The earliest is never chosen while another runs, so it ends, and with it every other in turn.
  mutating func preemptLatest(
    _ requests: inout RequestPool, _ meter: inout RunMeter, _ context: inout ServingContext
  ) {
    let decoding = rules.acceptance == nil ? batch.latest : drafting.latest(of: requests)
    let slot: Int32
    // Prompts are computed in part in the order of their admission, which preemption may turn round.
    let partial = partials.indices.max {
      requests[partials[$0]].number < requests[partials[$1]].number
    }
    if let partial, requests[partials[partial]].number > decoding?.number ?? -1 {
      slot = partials.remove(at: partial)
    } else {
      slot = decoding!.slot
      leaveBatch(slot, &requests)
    }
    let request = requests[slot]
    precondition(
      decodingCount > 0 || !partials.isEmpty,
      "request \(request.number) alone does not fit the cache that admitted it")
    cache.release(Int(request.blocks))
    meter.levels[rules.pool].blocks -= Int(request.blocks)
    meter.levels[rules.pool].running -= 1
    meter.levels[rules.pool].waiting += 1
    meter.preempt(in: rules.pool, discarding: Int(request.stored - request.counts.cached))
    requests[slot].stage = .waiting
    requests[slot].stored = 0
    requests[slot].blocks = 0
    requests[slot].queuedSince = context.now
    noteEmptyQueue(at: context.now)
    waiting.prepend(slot)
    context.observe(.preempted(request: request.number, replica: replica))
  }

  /// Takes a request out of the decode batch and brings its own figures up to date.
  private mutating func leaveBatch(_ slot: Int32, _ requests: inout RequestPool) {
    guard rules.acceptance == nil else {
      // Its own figures are up to date.
      return drafting.remove(slot, stored: Int(requests[slot].stored))
    }
    var request = requests[slot]
    let made = Int32(tokensMade(by: request))
    request.emitted += made
    request.stored += made
    request.everStored = max(request.everStored, request.stored)
    request.blocks = Int32(blocksHeld(by: request, stored: Int(request.stored)))
    if made > 0 { request.lastToken = batch.lastStep }
    requests[slot] = request
    batch.remove(slot, stored: Int(request.stored), lastToken: request.lastToken)
  }

  /// The tokens that a request has made since it last joined the decode batch.
  func tokensMade(by request: Request) -> Int {
    request.stage == .decoding && rules.acceptance == nil ? batch.steps - request.joinedAfter : 0
  }

  /// The blocks of a request of the decode batch when it stores so many tokens.
  func blocksHeld(by request: Request, stored: Int) -> Int {
    rules.grows ? cache.blocks(forTokens: stored) : Int(request.blocks)
  }

  /// The blocks that a request has now: within a step that decodes, also for the token it makes.
  func blocksInHand(of request: Request) -> Int {
    guard request.stage == .decoding, rules.acceptance == nil else { return Int(request.blocks) }
    let coming = phase == .decode || phase == .mixed ? 1 : 0
    return blocksHeld(by: request, stored: Int(request.stored) + tokensMade(by: request) + coming)
  }
}
