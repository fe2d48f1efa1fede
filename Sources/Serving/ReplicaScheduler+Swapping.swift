import EventKernel

extension ReplicaScheduler {
  /// Copies the cache of a request that lost its blocks to the host.
  ///
  /// - Returns: Whether the host had room.
  mutating func swapOut(
    _ slot: Int32, _ requests: inout RequestPool, _ meter: inout RunMeter
  ) -> Bool {
    guard rules.hostBlocks > 0 else { return false }
    let blocks = host.blocks(forTokens: Int(requests[slot].stored))
    guard blocks <= host.free else { return false }
    host.allocate(blocks)
    requests[slot].hostBlocks = Int32(blocks)
    requests[slot].stage = .swapped
    swapping.blocksOut += blocks
    swapping.sequences += 1
    meter.swapOut(requests[slot], in: rules.pool, blocks: blocks)
    return true
  }

  /// Copies the cache of a request back into the blocks that it was given, and lets it go on where
  /// it was.
  mutating func swapIn(
    _ slot: Int32, _ requests: inout RequestPool, _ meter: inout RunMeter
  ) {
    let request = requests[slot]
    let blocks = Int(request.hostBlocks)
    host.release(blocks)
    requests[slot].hostBlocks = 0
    swapping.blocksIn += blocks
    swapping.sequences += 1
    meter.swapIn(in: rules.pool, blocks: blocks)
    guard request.resumesDecoding else {
      requests[slot].stage = .prompt
      return
    }
    requests[slot].stage = .decoding
    joinBatch(slot, &requests)
  }

  /// Charges the step being composed with the copies that it waits for.
  mutating func chargeCopies(to plan: inout StepPlan) {
    plan.copying = swapping.duration(rules)
    plan.overlapsCopies = rules.overlapsCopies
    swapping = SwapTraffic()
  }
}
