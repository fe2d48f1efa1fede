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
  /// The class of requests that was promised it; nil for all together.
  public var requestClass: String?
  /// How often replicas failed in the run, and the requests that were lost or rerouted thereby.
  var failures = 0
  var disrupted = 0

  /// Above or at zero where the promise is kept.
  public var excess: Double { share - required }

  public var isKept: Bool { excess >= 0 }

  /// What is promised, and of whom: `the time to first token of chat, 1.00 s at p95`.
  var promise: String {
    let whose = requestClass.map { " of \($0)" } ?? ""
    guard let limit else {
      return "the \(subject.rawValue)\(whose), \(UnitNotation.format(percentage: required))"
    }
    return "the \(subject.rawValue)\(whose), \(UnitNotation.format(limit)) at "
      + LatencyObjective.name(ofPercentile: required)
  }

  /// What is missed, and by how much; only to be said of a promise that is not kept.
  public var sentence: String {
    let whose = requestClass.map { " of \($0)" } ?? ""
    let losses = lost > 0 ? ", with \(lost) requests lost" : ""
    switch subject {
    case .load: return "the load is more than it can serve"
    case .attainment:
      return
        "\(UnitNotation.format(percentage: share)) of requests\(whose) are within the objectives "
        + "against \(UnitNotation.format(percentage: required))" + losses
    case .timeToFirstToken, .timePerOutputToken, .interTokenLatency, .endToEnd:
      let found = found.map { UnitNotation.format($0) } ?? "not seen"
      let limit = limit.map { UnitNotation.format($0) } ?? ""
      return "the \(subject.rawValue)\(whose) is \(found) against \(limit) "
        + "at \(LatencyObjective.name(ofPercentile: required))" + losses
    }
  }
}

extension [ObjectiveMargin] {
  /// What is missed, and whether failures of replicas had a part in it.
  ///
  /// - Parameter remedy: what helps against failures, where it was not tried.
  func sentence(remedy: String = "") -> String {
    let failed = first.flatMap { margin in
      margin.failures > 0
        ? "failures of replicas in that run: \(margin.failures), requests lost or rerouted by them: "
          + "\(margin.disrupted)" + remedy : nil
    }
    return (map(\.sentence) + [failed].compactMap(\.self)).joined(separator: "; ")
  }
}

extension Scenario {
  /// The promise of the least excess, in the mean over runs; nil where nothing is promised.
  func binding(in results: [ServingResult]) -> ObjectiveMargin? {
    let runs = results.map { margins(of: $0) }
    guard let first = runs.first else { return nil }
    func excess(_ index: Int) -> Double { runs.reduce(0) { $0 + $1[index].excess } }
    return first.indices.filter { first[$0].subject != .load }
      .min { (excess($0), $0) < (excess($1), $1) }.map { first[$0] }
  }

  /// The promises that a run misses.
  func missed(in result: ServingResult) -> [ObjectiveMargin] {
    let disrupted =
      result.measured.lives.rerouted + result.measured.requests.lostWithReplica
    return margins(of: result).filter { !$0.isKept }.map { margin in
      var margin = margin
      margin.failures = result.measured.lives.failures
      margin.disrupted = disrupted
      return margin
    }
  }

  /// Whether replicas of any pool fail.
  var hasFailures: Bool { failures != nil || pools.contains { $0.scenario.failures != nil } }

  /// The promises against the measured window of a run: of each class where classes have promises of
  /// their own, of all requests together otherwise.
  func margins(of result: ServingResult) -> [ObjectiveMargin] {
    guard !classObjectives.isEmpty, !result.classNames.isEmpty else {
      return objectives.margins(of: result)
    }
    var margins = [ObjectiveMargin(load: result)]
    for (index, name) in result.classNames.enumerated() {
      let seen = result.measured.classes[index]
      margins += objectives(ofClass: index).margins(of: seen.requests, seen.latencies)
        .map { margin in
          var margin = margin
          margin.requestClass = name
          return margin
        }
    }
    return margins
  }
}

extension Objectives {
  /// The promises against the measured window of a run, in a fixed order; overload comes first.
  func margins(of result: ServingResult) -> [ObjectiveMargin] {
    [ObjectiveMargin(load: result)]
      + margins(of: result.measured.requests, result.measured.latencies)
  }

  /// The promises against what was seen of some requests, in a fixed order.
  ///
  /// A promise that no request put to the test is missed.
  fileprivate func margins(
    of requests: RequestCounts, _ latencies: Latencies
  ) -> [ObjectiveMargin] {
    let lost = requests.rejected + requests.unfinished
    var margins: [ObjectiveMargin] = []
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
          subject: .attainment,
          share: Double(requests.attained) / Double(max(1, requests.arrived)),
          required: attainment, limit: nil, found: nil, lost: lost))
    }
    return margins
  }
}

extension ObjectiveMargin {
  /// Whether the load is kept up with; a terminating run asks only what becomes of its requests.
  fileprivate init(load result: ServingResult) {
    let isOverloaded = result.verdict == .overloaded && !result.isTerminating
    self.init(
      subject: .load, share: isOverloaded ? 0 : 1, required: isOverloaded ? 1 : 0, limit: nil,
      found: nil, lost: 0, requestClass: nil)
  }
}
