import EventKernel
import Quantities

// What failures do to the job.

extension LongRunSystem {
  /// A strike of a superposed process.
  mutating func strike(_ failure: Int, _ context: inout Context) {
    let number = clocks[failure].count()
    let gap = clocks[failure].nextGap(sources[failure])
    schedule(.struck(failure: Int32(failure)), after: gap, &context)
    switch sources[failure].failure.scope {
    case .job: takeEffect(failure, number, node: nil, &context)
    case .accelerator, .node, .domain:
      // The process is that of the whole machine; what it strikes where no node works hits nothing.
      let place = clocks[failure].victim(of: number, among: run.nodes)
      guard place < pool.job.count else { return clocks[failure].absorbed += 1 }
      takeEffect(failure, number, node: Int(pool.job[place]), &context)
    }
  }

  /// A strike of one clock.
  mutating func strike(_ failure: Int, clock: Int, life: Int32, _ context: inout Context) {
    let source = sources[failure]
    let perNode = source.clocksPerNode
    guard perNode > 0 else {
      let number = clocks[failure].count()
      setClock(clock, of: failure, life: 0, weight: 1, &context)
      if source.failure.scope == .job {
        return takeEffect(failure, number, node: nil, &context)
      }
      let first = clock * run.nodesPerDomain
      let node = (first..<min(first + run.nodesPerDomain, pool.count)).first(where: pool.isInJob)
      guard let node else { return clocks[failure].absorbed += 1 }
      return takeEffect(failure, number, node: node, &context)
    }
    let node = clock / perNode
    guard pool.isInJob(node, life: life) else { return }
    let number = clocks[failure].count()
    takeEffect(failure, number, node: node, &context)
    if pool.isInJob(node, life: life) {
      setClock(
        clock, of: failure, life: life, weight: weights.isEmpty ? 1 : weights[node], &context)
    }
  }

  /// - Parameter node: the one that is struck, or one of the domain that is; nil for the job.
  private mutating func takeEffect(
    _ failure: Int, _ number: Int, node: Int?, _ context: inout Context
  ) {
    if sources[failure].failure.effect.isSilent {
      return corrupt(failure, number, node: node, &context)
    }
    if let repair = sources[failure].repair, let node {
      removeAll(with: node, failure, number, repair, &context)
    }
    switch phase {
    case .computing, .saving, .stopping, .restarting: interrupt(failure, number, &context)
    case .activating, .lacking, .detecting, .maintaining, .finished:
      // The job stands still already; that nodes are missing is seen when it looks for nodes.
      clocks[failure].absorbed += 1
    }
  }

  /// Sends to repair what a failure strikes with a node.
  private mutating func removeAll(
    with node: Int, _ failure: Int, _ number: Int, _ repair: TimeLaw, _ context: inout Context
  ) {
    let scope = sources[failure].failure.scope
    shelf.lose(scope)
    guard scope == .domain, run.nodesPerDomain > 1 else {
      return remove(node, for: clocks[failure].repair(repair, of: number, node: node), &context)
    }
    let first = node / run.nodesPerDomain * run.nodesPerDomain
    for node in first..<min(first + run.nodesPerDomain, pool.count) where pool.isInJob(node) {
      remove(node, for: clocks[failure].repair(repair, of: number, node: node), &context)
    }
  }

  mutating func remove(_ node: Int, for delay: Int64, _ context: inout Context) {
    pool.remove(node)
    slowness?.heal(node)
    schedule(.repaired(node: Int32(node)), after: delay, &context)
  }

  /// The job stops.
  private mutating func interrupt(
    _ failure: Int, _ number: Int, noticed: Bool = false, _ context: inout Context
  ) {
    clocks[failure].interruptions += 1
    if !noticed, sources[failure].repair == nil { shelf.lose(.job) }
    breakOff()
    record(.failed(class: failure))
    cause = Cause(failure: failure, number: number)
    lackingSince = nil
    let detection = noticed ? 0 : clocks[failure].detection(sources[failure], of: number)
    let diagnosis = clocks[failure].recovery.diagnosis(laws, number)
    wait(in: .detecting, for: detection + diagnosis, &context)
  }

  /// What is under way ends here: a write is lost, and what has not drained.
  mutating func breakOff() {
    switch phase {
    case .saving, .stopping: meter.checkpointsBroken += 1
    case .computing, .detecting, .lacking, .activating, .restarting, .maintaining, .finished: break
    }
    shelf.stop(at: settled)
  }

  private mutating func corrupt(
    _ failure: Int, _ number: Int, node: Int?, _ context: inout Context
  ) {
    switch phase {
    case .computing, .saving, .stopping: break
    case .detecting, .lacking, .activating, .restarting, .maintaining, .finished:
      return clocks[failure].absorbed += 1
    }
    let serial = corruptionCount
    corruptionCount += 1
    clocks[failure].silent += 1
    corruptions.append(
      Corruption(
        number: serial, instant: settled, failure: failure, strike: number, node: node ?? -1,
        life: node.map { pool.life(of: $0) } ?? 0))
    let delay = clocks[failure].detection(sources[failure], of: number)
    schedule(.corruptionFound(number: serial), after: delay, &context)
  }

  /// What was wrong is noticed, unless a return to an older checkpoint has undone it.
  mutating func findCorruption(_ serial: Int32, _ context: inout Context) {
    guard let found = corruptions.first(where: { $0.number == serial }) else { return }
    cleanUntil = min(cleanUntil, found.instant)
    if let repair = sources[found.failure].repair, found.node >= 0,
      pool.isInJob(found.node, life: found.life)
    {
      removeAll(with: found.node, found.failure, found.strike, repair, &context)
    }
    switch phase {
    case .computing, .saving, .stopping, .restarting:
      interrupt(found.failure, found.strike, noticed: true, &context)
    case .detecting, .lacking, .activating, .maintaining, .finished: break
    }
  }
}
