/// How near several headline metrics are to one ``PrecisionTarget``, and how far to run.
public struct PrecisionAssessment: Sendable, Hashable {
  /// What the replications so far say of one metric.
  public struct Metric: Sendable, Hashable {
    public let name: String
    /// Nothing below two values.
    public let interval: ConfidenceInterval?
    public let standing: Standing

    /// The half-width in units of the mean; nothing if there is no interval or the mean is 0.
    public var relativeHalfWidth: Double? { interval?.relativeHalfWidth }
  }

  public enum Standing: Sendable, Hashable {
    /// The interval is as narrow as the target.
    case met
    /// About so many replications will do, were mean and spread those seen.
    case needs(replications: Int)
    /// More than the limit would be needed, were mean and spread those seen.
    case beyondLimit
    /// The interval holds 0: not even the sign is known, and a metric whose mean is 0 never meets a
    /// relative target, however long it runs.
    case indistinctFromZero
    /// Fewer than two replications measured it.
    case unmeasured
  }

  public let decision: PrecisionTarget.Decision
  /// In the order given.
  public let metrics: [Metric]

  /// The metrics that do not meet the target.
  public var unmet: [Metric] { metrics.filter { $0.standing != .met } }
}

extension PrecisionTarget {
  /// Whether all of several metrics are precise enough after some replications, and to what number
  /// to run if they are not.
  ///
  /// Replications are judged in rounds: those so far are forecast on, and the next round ends where
  /// the slowest metric would be met, but at no more than twice the number so far, because a pilot
  /// of ten knows a variance to a factor of three. Metrics that cannot be met within the limit do
  /// not end the run before it: the forecast may be wrong, and the others gain.
  ///
  /// Looking again and again stops rather where the spread happens to look small, so that the
  /// interval at the stop holds the truth less often than it says (Law 2015, section 9.4.1): see the
  /// module's overview for how much.
  ///
  /// - Parameters:
  ///   - metrics: of each its values in replication order; fewer than `replications` where some
  ///     measured nothing.
  ///   - replications: how many have run.
  public func assessment(
    of metrics: [(name: String, values: [Double])], after replications: Int
  ) -> PrecisionAssessment {
    let assessed = metrics.map { metric in
      let interval = ConfidenceInterval(meanOf: metric.values, level: level)
      return PrecisionAssessment.Metric(
        name: metric.name, interval: interval,
        standing: standing(of: metric.values, interval: interval, after: replications))
    }
    return PrecisionAssessment(
      decision: decision(from: assessed.map(\.standing), after: replications), metrics: assessed)
  }

  private func standing(
    of values: [Double], interval: ConfidenceInterval?, after replications: Int
  ) -> PrecisionAssessment.Standing {
    guard let interval else { return .unmeasured }
    if isMet(by: interval) { return .met }
    if interval.contains(0) { return .indistinctFromZero }
    guard let needed = replicationsNeeded(given: Tally(values)) else { return .beyondLimit }
    // A metric that some replications do not measure needs more of them.
    let all = (Double(needed) * Double(replications) / Double(values.count)).rounded(.up)
    return all <= Double(maximumReplications) ? .needs(replications: Int(all)) : .beyondLimit
  }

  private func decision(
    from standings: [PrecisionAssessment.Standing], after replications: Int
  ) -> Decision {
    if replications < minimumReplications { return .proceed(total: minimumReplications) }
    if standings.allSatisfy({ $0 == .met }) { return .stop }
    if replications >= maximumReplications { return .exhausted }
    let wanted = standings.map { standing in
      switch standing {
      case .met: 0
      case .needs(let total): total
      case .beyondLimit, .indistinctFromZero, .unmeasured: maximumReplications
      }
    }
    let total = min(wanted.max()!, Self.greatestGrowth * replications, maximumReplications)
    return .proceed(total: max(total, replications + 1))
  }

  /// How much a round may multiply the replications.
  static let greatestGrowth = 2

  /// The same for one metric.
  public func decision(after tally: Tally) -> Decision {
    guard let interval = ConfidenceInterval(meanOf: tally, level: level) else {
      return .proceed(total: minimumReplications)
    }
    let standing: PrecisionAssessment.Standing =
      isMet(by: interval)
      ? .met
      : replicationsNeeded(given: tally).map { .needs(replications: $0) } ?? .beyondLimit
    return decision(from: [standing], after: tally.count)
  }
}
