import OutputAnalysis
public import Quantities
import Scenarios
import Serving

/// One promise against what a run showed: how many kept it beyond those that had to.
public struct ObjectiveMargin: Sendable, Hashable {
  /// What is promised.
  public enum Subject: String, Sendable, Hashable, CaseIterable {
    case timeToFirstToken = "time to first token"
    case timePerOutputToken = "time per output token"
    case interTokenLatency = "inter-token latency"
    case endToEnd = "end-to-end latency"
    case attainment = "share of requests within the objectives"
    /// The load is more than the fleet can serve.
    case load
  }

  public let subject: Subject
  /// The share that kept it, 0...1; requests that were rejected or left unfinished did not.
  public let share: Double
  /// The share that must keep it; of a load that is kept up with none must, so that it never binds.
  public let required: Double
  /// The limit, of a latency.
  public let limit: Seconds?
  /// The latency at the promised percentile of those that were served.
  public let found: Seconds?
  /// Requests that were lost.
  public let lost: Int

  /// Above or at zero where the promise is kept.
  public var excess: Double { share - required }

  public var isKept: Bool { excess >= 0 }

  /// What is missed, and by how much; only to be said of a promise that is not kept.
  public var sentence: String {
    let losses = lost > 0 ? ", with \(lost) requests lost" : ""
    switch subject {
    case .load: return "the load is more than it can serve"
    case .attainment:
      return "\(UnitNotation.format(percentage: share)) of requests are within the objectives "
        + "against \(UnitNotation.format(percentage: required))" + losses
    case .timeToFirstToken, .timePerOutputToken, .interTokenLatency, .endToEnd:
      let found = found.map { UnitNotation.format($0) } ?? "not seen"
      let limit = limit.map { UnitNotation.format($0) } ?? ""
      return "the \(subject.rawValue) is \(found) against \(limit) "
        + "at p\(UnitNotation.format(required * 100))" + losses
    }
  }
}

extension Objectives {
  /// The promises that a run misses.
  func missed(in result: ServingResult) -> [ObjectiveMargin] {
    margins(of: result).filter { !$0.isKept }
  }

  /// The promises against the measured window of a run, in a fixed order; overload comes first.
  ///
  /// A promise that no request put to the test is missed.
  func margins(of result: ServingResult) -> [ObjectiveMargin] {
    let window = result.measured
    let requests = window.requests
    let lost = requests.rejected + requests.unfinished
    let latencies = window.latencies
    let isOverloaded = result.verdict == .overloaded
    var margins = [
      ObjectiveMargin(
        subject: .load, share: isOverloaded ? 0 : 1, required: isOverloaded ? 1 : 0, limit: nil,
        found: nil, lost: 0)
    ]
    func judge(
      _ subject: ObjectiveMargin.Subject, _ objective: LatencyObjective?,
      _ latency: LatencyDistribution, served: Double
    ) {
      guard let objective else { return }
      let share = latency.sketch.share(notExceeding: objective.limit.value) ?? 0
      margins.append(
        ObjectiveMargin(
          subject: subject, share: share * served, required: objective.percentile,
          limit: objective.limit, found: latency.quantile(objective.percentile), lost: lost))
    }
    func served(of count: Int) -> Double {
      count > 0 ? Double(count) / Double(count + lost) : 0
    }
    judge(
      .timeToFirstToken, timeToFirstToken, latencies.timeToFirstToken,
      served: served(of: latencies.timeToFirstToken.count))
    judge(
      .timePerOutputToken, timePerOutputToken, latencies.timePerOutputToken,
      served: served(of: latencies.timePerOutputToken.count))
    // Gaps are many to a request: the lost ones take their share of requests from them.
    judge(
      .interTokenLatency, interTokenLatency, latencies.interTokenLatency,
      served: served(of: requests.completed))
    judge(.endToEnd, endToEnd, latencies.endToEnd, served: served(of: latencies.endToEnd.count))
    if let attainment {
      margins.append(
        ObjectiveMargin(
          subject: .attainment, share: window.attainment ?? 0, required: attainment, limit: nil,
          found: nil, lost: lost))
    }
    return margins
  }
}
