// Every sentence of this module is made here; elsewhere there are only facts.

extension ServingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .outside(let parameter, let value, let allowed):
      "\(parameter): \(plain(value)) is outside \(plain(allowed.lowerBound)) to "
        + plain(allowed.upperBound)
    case .budgetBelowSequences(let budget, let sequences):
      "a step may compute \(budget) tokens but hold \(sequences) sequences, of which each needs "
        + "a token: raise the token budget or lower the number of sequences"
    case .draftBeyondBudget(let queries, let budget):
      "a step may compute \(budget) tokens, and one sequence has \(queries) with its drafts: raise "
        + "the token budget or draft fewer"
    case .outOfOrder(let index):
      "request \(index + 1) of the trace arrives before the one that precedes it"
    case .queueLimitOfClosedSystem:
      "a closed system cannot limit its queue: a client that is turned away would come back at "
        + "the same instant, again and again"
    case .yieldingWithoutPriority:
      "running requests can yield to priority only where priority orders the queue"
    case .nothingToSwap:
      "an engine that admits a request only with room for its whole output preempts none, and "
        + "swaps none"
    case .noSwapSpace:
      "an engine that swaps needs host memory to swap to, and a link to it"
    case .noDeadlines:
      "the engine goes by deadlines, and no request has one"
    case .sheddingOnArrival(let deadline, let margin):
      "requests due \(plain(deadline)) s after arrival would be shed at once with a margin of "
        + "\(plain(margin)) s"
    case .unpairedPool(let role):
      role == .prefill
        ? "prompts are computed that no pool decodes: add a pool whose role is decode"
        : "a pool decodes what no pool computes: add a pool whose role is prefill"
    case .noFabric:
      "caches have to move from one pool to another: name the network that carries them"
    case .statedAndSimulatedHits:
      "the workload states how much of a prompt is cached, and a prefix cache is simulated: leave "
        + "out one of them"
    case .noRequests: "the trace lists no request"
    case .repeatedName(let name): "two classes of requests are named \"\(name)\""
    case .unknownClass(let name):
      "the trace has requests of the class \"\(name)\", which is unknown"
    case .noShare(let stream):
      "no class has a share of the requests" + (stream.isEmpty ? "" : " of \(stream)")
        + ": state shares above zero"
    }
  }
}

extension ServingResult.Ending {
  /// Why a run that ended so shows nothing of the system; nil where it does.
  public var failure: String? {
    switch self {
    case .drained, .stopped: nil
    case .eventLimitReached:
      "the run was broken off at its limit of events, before its end was simulated"
    case .everythingRejected:
      "every request was rejected: none fits the context limit or the key-value cache"
    }
  }
}

extension SaturationVerdict {
  /// What the verdict says of a system, to follow its name.
  public var sentence: String {
    switch self {
    case .stable: "keeps up with its load"
    case .backlogged: "has queues that did not clear, though they do not grow"
    case .undetermined:
      "had not settled when arrivals ended: the run is too short to tell, and latencies are not "
        + "reported"
    case .overloaded:
      "is overloaded: it cannot serve this load, and latencies are not reported"
    }
  }
}

/// A number without a fraction where it has none.
private func plain(_ value: Double) -> String {
  value.magnitude < 1e15 && value == value.rounded() ? String(Int(value)) : String(value)
}
