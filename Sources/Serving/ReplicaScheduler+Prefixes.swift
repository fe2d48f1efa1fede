import EventKernel

/// What a replica finds in its prefix cache and leaves there.
extension ReplicaScheduler {
  var isCachingPrefixes: Bool { cache.prefixes != nil }

  /// What the cache holds of a request's text; the last token is always computed.
  private func match(_ request: Request) -> PrefixCache.Match {
    cache.prefixes?.match(request, tokens: request.prefillLength - 1) ?? .none
  }

  /// Whether the blocks that a waiting request needs are free, beside a number that must stay so:
  /// it needs none for the part of its text that others hold just now.
  func hasBlocks(toAdmit request: Request, besides kept: Int) -> Bool {
    let lacking = blocksWanted(toAdmit: request) + kept - cache.free
    guard lacking > 0 else { return true }
    guard let prefixes = cache.prefixes, request.stage == .waiting, lacking <= prefixes.referenced
    else { return false }
    return lacking <= match(request).shared
  }

  /// Refers to what a request that is admitted takes of its text from the cache.
  ///
  /// - Returns: When its prompt may go on from there.
  mutating func takePrefix(
    of request: inout Request, at now: Instant, _ meter: inout RunMeter
  ) -> Instant {
    guard let reading, request.stage == .waiting else { return now }
    let match = match(request)
    let choice = reading.choice(match, ofTokens: request.prefillLength, at: now)
    var start = now
    var chain: Int32 = -1
    if choice.blocks > 0 {
      let arrival: Instant
      (chain, arrival) = cache.take(
        choice.last, blocks: choice.blocks, arrival: choice.arrival)
      self.reading!.read(choice, at: now)
      start = reading.start(
        ofTokens: request.prefillLength, after: choice.blocks, arrival: arrival, at: now)
    }
    request.chain = chain
    request.chained = Int32(choice.blocks)
    var flows = PrefixFlows()
    flows.lookups = 1
    flows.found = choice.blocks > 0 ? 1 : 0
    flows.reading = start - now
    flows.device.hits = match.blocks
    flows.host.hits = choice.hostBlocks
    flows.host.declined = match.hostBlocks - choice.hostBlocks
    flows.storage.hits = choice.storageBlocks
    flows.storage.declined = match.storageBlocks - choice.storageBlocks
    meter.addPrefixes(in: rules.pool, flows)
    return start
  }

  /// Gives a request that is admitted the tokens that are found, or stated to be.
  func findTokens(_ request: inout Request, _ meter: inout RunMeter) {
    let found =
      isCachingPrefixes ? request.chained * Int32(rules.blockTokens) : request.counts.cached
    let firstTime = max(0, min(found, request.counts.prompt) - request.everStored)
    meter.find(
      request, in: rules.pool, firstTime: Int(firstTime),
      again: isCachingPrefixes ? Int(found - firstTime) : 0)
    request.stored = found
    request.found = found
    request.everStored = max(request.everStored, found)
  }

  /// Lets others find the full blocks that a request has computed.
  mutating func nameBlocks(of request: inout Request, stored: Int, _ meter: inout RunMeter) {
    let usedBefore = cache.used
    cache.name(&request, stored: stored)
    meter.levels[rules.pool].blocks += cache.used - usedBefore
  }

  /// Takes back all blocks of a request, of which so many have no names.
  mutating func giveBack(_ nameless: Int, chain: Int32, _ meter: inout RunMeter) {
    let usedBefore = cache.used
    cache.release(nameless, chain: chain)
    meter.levels[rules.pool].blocks += cache.used - usedBefore
  }

  /// Enters what the cache had to give up into the books.
  mutating func bookPrefixes(_ meter: inout RunMeter) {
    guard isCachingPrefixes else { return }
    meter.addPrefixes(in: rules.pool, cache.takePrefixFlows())
  }
}
