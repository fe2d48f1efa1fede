import EventKernel

/// How requests find their replicas.
extension ServingCore {
  /// Routes a request to a replica and puts it into its queue, or lets it wait at the router.
  mutating func enter(_ slot: Int32, _ context: inout ServingContext) {
    let request = requests[slot]
    let router = front.router(of: request)
    let waiting = front.queues[router].count
    if waiting == 0,
      let replica = front.choose(for: request, by: router, contents: source.contents)
    {
      if replicas[replica].refuses(request) { return refuseEntry(slot, &context) }
      requests[slot].queuedSince = context.now
      requests[slot].stage = .waiting
      queue(slot, at: replica, &context)
    } else {
      guard waiting < replicas[front.pools(for: request)[0]].rules.queueLimit else {
        return refuseEntry(slot, &context)
      }
      requests[slot].stage = .waiting
      requests[slot].queuedSince = context.now
      front.hold(slot, at: router, context.now)
      meter.atRouter += 1
    }
    rejectedInARow = 0
  }

  private mutating func refuseEntry(_ slot: Int32, _ context: inout ServingContext) {
    meter.inSystem -= 1
    let request = requests.remove(slot)
    reject(request, .queueFull, &context)
  }

  /// Routes a request to a replica that decodes it, or lets it wait until there is one.
  mutating func dispatchDecoding(_ slot: Int32, _ context: inout ServingContext) {
    let router = decoding.router(of: requests[slot])
    requests[slot].queuedSince = context.now
    if decoding.queues[router].count == 0,
      let replica = decoding.choose(
        for: requests[slot], by: router, contents: source.contents)
    {
      queue(slot, at: replica, &context)
    } else {
      decoding.hold(slot, at: router, context.now)
      meter.atRouter += 1
      meter.atRouterOfDecoding += 1
    }
  }

  /// Puts a request into the queue of a replica, which may start a step with it.
  private mutating func queue(
    _ slot: Int32, at replica: Int, isStarting: Bool = false, _ context: inout ServingContext
  ) {
    requests[slot].replica = Int32(replica)
    requests[slot].isRouted = true
    meter.levels[replicas[replica].rules.pool].waiting += 1
    replicas[replica].enqueue(slot, &requests, at: context.now)
    setLoad(of: replica)
    guard !isStarting else { return }
    wake(replica, &context)
    if replicas[replica].admitsBeforeCompletion { interrupt(replica, &context) }
  }

  mutating func setLoad(of replica: Int) {
    if front.replicas.contains(replica) {
      front.setLoad(replicas[replica].load, of: replica)
    } else {
      decoding.setLoad(replicas[replica].load, of: replica)
    }
  }

  // MARK: Requests that wait at a router

  /// Takes note of a load that may have changed, and lets requests go that waited for it.
  ///
  /// - Returns: Whether the replica took one of them: it is about to start a step.
  @discardableResult
  mutating func noteLoad(of replica: Int, _ context: inout ServingContext) -> Bool {
    setLoad(of: replica)
    return meter.atRouter > 0 && releaseHeld(starting: replica, &context)
  }

  /// Lets requests go that wait at the routers, as far as replicas take them.
  ///
  /// - Parameter starting: a replica that is about to start a step of its own accord.
  /// - Returns: Whether that one took a request.
  @discardableResult
  mutating func releaseHeld(
    starting: Int = -1, _ context: inout ServingContext
  ) -> Bool {
    var isTaken = false
    for router in front.queues.indices {
      while let slot = front.queues[router].first,
        let replica = front.choose(for: requests[slot], by: router, contents: source.contents)
      {
        front.releaseFirst(of: router, context.now)
        meter.atRouter -= 1
        queue(slot, at: replica, isStarting: replica == starting, &context)
        if replica == starting { isTaken = true }
      }
    }
    for router in decoding.queues.indices {
      while let slot = decoding.queues[router].first,
        let replica = decoding.choose(
          for: requests[slot], by: router, contents: source.contents)
      {
        decoding.releaseFirst(of: router, context.now)
        meter.atRouter -= 1
        meter.atRouterOfDecoding -= 1
        queue(slot, at: replica, isStarting: replica == starting, &context)
        if replica == starting { isTaken = true }
      }
    }
    return isTaken
  }
}
