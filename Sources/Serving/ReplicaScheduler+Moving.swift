import EventKernel

/// Requests that change pools: their prompts are computed by one replica, their output by another.
extension ReplicaScheduler {
  /// Ends the part of a replica that computes prompts; the blocks stay until the cache has moved.
  mutating func handOver(
    _ slot: Int32, _ requests: inout RequestPool, _ meter: inout RunMeter
  ) {
    if rules.ranksVictims { yielding.remove(slot, &requests) }
    running -= 1
    load -= 1
    meter.levels[rules.pool].running -= 1
    sending += 1
    requests[slot].stage = .remote
    requests[slot].source = Int32(replica)
    requests[slot].sourceBlocks = requests[slot].blocks
    requests[slot].sourceChain = requests[slot].chain
    requests[slot].sourceChained = requests[slot].chained
    requests[slot].blocks = 0
    requests[slot].chain = -1
    requests[slot].chained = 0
    handedOver.append(slot)
  }

  /// Takes back the blocks of a cache that has moved, or that is not wanted any more.
  mutating func releaseMoved(_ request: Request, _ meter: inout RunMeter) {
    sending -= 1
    giveBack(
      Int(request.sourceBlocks - request.sourceChained), chain: request.sourceChain, &meter)
  }

  /// Requests that wait for room before their caches are sent for.
  func waitingForCaches(_ requests: RequestPool) -> [Int32] {
    (waiting.slots + waitingBatch.slots).filter { requests[$0].stage == .remote }
  }

  /// Takes out a request whose cache has not arrived, and takes back the blocks that wait for it.
  mutating func withdraw(
    _ slot: Int32, _ requests: inout RequestPool, _ meter: inout RunMeter, at now: Instant
  ) {
    let request = requests[slot]
    load -= 1
    guard request.stage == .moving else {
      if rules.fillsValleys && request.tier == .batch {
        waitingBatch.remove(slot, &requests)
      } else {
        waiting.remove(slot, &requests)
      }
      waitingTokens -= request.counts.newPrompt
      return endWaiting(slot, &requests, &meter, at: now)
    }
    // Blocks that grew before now were given out before these are taken back.
    if phase == .decode { settle(before: now, &meter) }
    giveBack(Int(request.blocks), chain: -1, &meter)
    requests[slot].blocks = 0
    running -= 1
    moving -= 1
    meter.levels[rules.pool].running -= 1
  }

  /// Lets the requests go on whose caches have arrived: those of another pool decode, those that were
  /// read from a lower tier come before other prompts.
  mutating func takeArrived(_ requests: inout RequestPool) {
    for slot in arrived {
      if requests[slot].stage == .reading {
        requests[slot].stage = .prompt
        if rules.fillsValleys && requests[slot].tier == .batch {
          partialsOfBatch.append(slot)
        } else {
          partials.append(slot)
        }
      } else {
        requests[slot].stage = .decoding
        joinBatch(slot, &requests)
      }
      mayYield(slot, &requests)
    }
    moving -= arrived.count
    arrived.removeAll(keepingCapacity: true)
  }
}
