public import Quantities

extension ServingFleet {
  /// Throws where an engine goes by deadlines that no request has, or would shed requests as they
  /// arrive.
  func checkDeadlines(of workload: Workload) throws(ServingError) {
    for pool in pools {
      let policy = pool.engine.scheduling
      var goesByDeadlines = policy.order == .earliestDeadline
      if case .pastDeadline(let margin) = policy.shedding {
        goesByDeadlines = true
        if let shortest = workload.shortestDeadline, shortest <= margin {
          throw .sheddingOnArrival(deadline: shortest.value, margin: margin.value)
        }
      }
      if goesByDeadlines, workload.shortestDeadline == nil { throw .noDeadlines }
    }
  }
}

extension ServingFleet {
  /// Throws where hits of a prefix cache are both stated and found.
  func checkPrefixes(of workload: Workload) throws(ServingError) {
    guard pools.contains(where: { $0.prefixCaching != nil }), workload.statesCachedPrefixes else {
      return
    }
    throw .statedAndSimulatedHits
  }
}

extension Workload {
  /// Whether it says how much of some prompt is found in a prefix cache.
  public var statesCachedPrefixes: Bool {
    classes.contains { ($0.lengths?.cachedFraction ?? 0) > 0 }
      || streams.contains {
        if case .listed(let trace) = $0.arrivals {
          (trace.meanLengths?.cached ?? 0) > 0
        } else {
          false
        }
      }
  }

  /// The shortest deadline of its requests; nil if none has one.
  public var shortestDeadline: Seconds? {
    (classes.compactMap(\.terms.deadline)
      + streams.compactMap {
        if case .listed(let trace) = $0.arrivals { trace.shortestDeadline } else { nil }
      }).min()
  }
}
