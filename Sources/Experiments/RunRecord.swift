import Quantities
public import Serving

/// What is kept of one run, in memory and in a ``RunStore``.
///
/// Its books balance and it came to a regular end: a run of which that cannot be said fails its
/// design point instead.
public struct RunRecord: Sendable, Hashable {
  public let replication: Int
  public let measurements: [Measurement]
  /// Of the load; nil where nothing is served.
  public let verdict: SaturationVerdict?
  public let warmUp: ServingResult.WarmUpFinding
  public let requests: RequestCounts
  /// The classes of requests that were measured apart; none where all were measured together.
  public let classNames: [String]
  public let tokens: TokenFlows
  public let events: Int
  /// The course of the run, where it was kept; it does not go into a store.
  public let timeline: Timeline?
  /// What its warm-up was judged by, where the course was kept.
  public private(set) var warmUpCourse: WarmUpCourse?
}

extension RunRecord {
  init(_ result: ServingResult, replication: Int, measurements: [Measurement]) {
    self.init(
      replication: replication, measurements: measurements, verdict: result.verdict,
      warmUp: result.warmUp, requests: result.measured.requests, classNames: result.classNames,
      tokens: result.measured.tokens, events: result.events, timeline: result.timeline)
    warmUpCourse = result.warmUpCourse
  }

  /// The run of what serves nothing.
  init(replication: Int, measurements: [Measurement], events: Int) {
    self.init(
      replication: replication, measurements: measurements, verdict: nil,
      warmUp: .init(length: .zero, isSufficient: true), requests: RequestCounts(), classNames: [],
      tokens: TokenFlows(), events: events, timeline: nil)
  }

  /// The run with further measurements, and the events behind them.
  func adding(_ others: [Measurement], events more: Int) -> RunRecord {
    var run = RunRecord(
      replication: replication, measurements: measurements + others, verdict: verdict,
      warmUp: warmUp, requests: requests, classNames: classNames, tokens: tokens,
      events: events + more, timeline: timeline)
    run.warmUpCourse = warmUpCourse
    return run
  }

  /// Whether its latencies describe the system; otherwise they describe the length of the run.
  ///
  /// A run of a steady state that was not reached has none. One that has them nevertheless is
  /// terminating: they describe its horizon, which is what was asked for.
  public var describesSystem: Bool {
    verdict?.describesSystem ?? true || measurements.contains { $0.metric.isLatency }
  }

  /// Whether there is anything to tell of it: requests that were completed, or training.
  public var hasData: Bool {
    requests.completed > 0 || (verdict == nil && !measurements.isEmpty)
  }

  /// The value of a metric in this run; nil where it was not measured.
  public func value(of metric: Metric) -> Double? { value(of: metric, in: nil) }

  /// The value of a metric in this run, of one class of requests or of all together; nil where it was
  /// not measured.
  public func value(of metric: Metric, in requestClass: String?) -> Double? {
    measurements.first { $0.metric == metric && $0.requestClass == requestClass }?.value
  }
}
