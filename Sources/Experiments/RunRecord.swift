public import Serving

/// What is kept of one run: its measurements, and whether the books balance.
public struct RunRecord: Sendable {
  public let replication: Int
  public let measurements: [Measurement]
  public let verdict: SaturationVerdict
  public let ending: ServingResult.Ending
  public let warmUp: ServingResult.WarmUpFinding
  public let requests: RequestCounts
  /// The classes of requests that were measured apart; none where all were measured together.
  public let classNames: [String]
  public let tokens: TokenFlows
  public let audit: ConservationAudit
  public let events: Int
  /// The course of the run, where it was kept.
  public let timeline: Timeline?

  init(_ result: ServingResult, replication: Int, measurements: [Measurement]) {
    self.replication = replication
    self.measurements = measurements
    verdict = result.verdict
    ending = result.ending
    warmUp = result.warmUp
    requests = result.measured.requests
    classNames = result.classNames
    tokens = result.measured.tokens
    audit = result.audit
    events = result.events
    timeline = result.timeline
  }

  /// The value of a metric in this run; nil where it was not measured.
  public func value(of metric: Metric) -> Double? { value(of: metric, in: nil) }

  /// The value of a metric in this run, of one class of requests or of all together; nil where it was
  /// not measured.
  public func value(of metric: Metric, in requestClass: String?) -> Double? {
    measurements.first { $0.metric == metric && $0.requestClass == requestClass }?.value
  }
}
