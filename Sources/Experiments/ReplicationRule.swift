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

/// How narrow the intervals of the watched metrics are.
public struct PrecisionReport: Sendable, Hashable {
  /// What was asked: the half-width of the 95 % interval over the mean, at most.
  public let target: Double
  /// Each watched metric that was measured, with its relative half-width; nil where the mean is 0.
  public let reached: [Reached]

  public struct Reached: Sendable, Hashable {
    public let metric: Metric
    public let relativeHalfWidth: Double?
    public let isMet: Bool
  }

  /// The metrics whose interval is wider than asked.
  public var missed: [Reached] { reached.filter { !$0.isMet } }
}

extension ReplicationRule {
  /// The number of runs that is wanted after those made so far, in the order of replications; those
  /// already there where they suffice. Depends on the runs alone, so that any number of threads, and
  /// a resumed experiment, decide alike.
  func wanted(after runs: [RunRecord]) -> Int {
    guard case .sequential(let target, let metrics) = self else { return least }
    guard runs.count >= least else { return least }
    var total = runs.count
    for metric in metrics {
      guard let tally = Self.tally(of: metric, in: runs) else { continue }
      guard case .proceed(let needed) = target.decision(after: tally) else { continue }
      // A poor pilot is not trusted to more than double the runs.
      total = max(total, min(needed, 2 * runs.count, most))
    }
    return total
  }

  /// How narrow the intervals came out; nil where the number of runs was fixed.
  func report(on runs: [RunRecord]) -> PrecisionReport? {
    guard case .sequential(let target, let metrics) = self else { return nil }
    let reached = metrics.compactMap { metric -> PrecisionReport.Reached? in
      guard let tally = Self.tally(of: metric, in: runs),
        let interval = ConfidenceInterval(meanOf: tally, level: target.level)
      else { return nil }
      return PrecisionReport.Reached(
        metric: metric, relativeHalfWidth: interval.relativeHalfWidth,
        isMet: target.isMet(by: interval))
    }
    return PrecisionReport(target: target.relative, reached: reached)
  }

  /// The values of a metric; nil where a run lacks it, or where it is a latency that describes the
  /// length of the run and no number of runs makes firmer.
  private static func tally(of metric: Metric, in runs: [RunRecord]) -> Tally? {
    if metric.isLatency, runs.contains(where: { !$0.describesSystem }) { return nil }
    let values = runs.compactMap { $0.value(of: metric) }
    return values.count == runs.count ? Tally(values) : nil
  }
}
