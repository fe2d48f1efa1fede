public import OutputAnalysis

/// How many runs of a design point are made.
public enum ReplicationRule: Sendable, Hashable {
  case fixed(Int)
  /// Until the interval of each metric is as narrow as the target asks, or the most are made.
  case sequential(PrecisionTarget, of: [Metric])

  /// Runs that are made in any case.
  public var least: Int {
    switch self {
    case .fixed(let count): count
    case .sequential(let target, _): target.minimumReplications
    }
  }

  /// Runs that are made at most.
  public var most: Int {
    switch self {
    case .fixed(let count): count
    case .sequential(let target, _): target.maximumReplications
    }
  }
}

extension ReplicationRule {
  /// The number of runs that is wanted after those made so far, in the order of replications; those
  /// already there where they suffice. Depends on the runs alone, so that any number of threads, and
  /// a resumed experiment, decide alike.
  func wanted(after runs: [RunRecord]) -> Int {
    guard runs.count >= least, let assessment = assessment(of: runs) else { return least }
    return switch assessment.decision {
    case .stop, .exhausted: runs.count
    case .proceed(let total): total
    }
  }

  /// How narrow the intervals of the watched metrics are; nil where the number of runs is fixed.
  ///
  /// Latencies of an overloaded run describe its length, and no number of runs makes them firmer: they
  /// are left out, and so is what no run measures.
  func assessment(of runs: [RunRecord]) -> PrecisionAssessment? {
    guard case .sequential(let target, let metrics) = self else { return nil }
    let watched = metrics.compactMap { metric -> (name: String, values: [Double])? in
      if metric.isLatency, runs.contains(where: { !$0.describesSystem }) { return nil }
      let values = runs.compactMap { $0.value(of: metric) }
      return values.isEmpty ? nil : (metric.name, values)
    }
    return target.assessment(of: watched, after: runs.count)
  }
}
