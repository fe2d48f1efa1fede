import Quantities
import Scenarios
import Serving

extension ServingStudy {
  /// What was seen of each class, and what became of requests over all of them; nothing where all are
  /// measured together.
  func classMeasurements(of result: ServingResult) -> [Measurement] {
    let window = result.measured
    guard !result.classNames.isEmpty, window.length > .zero else { return [] }
    var found = outcomeMeasurements(of: window.requests)
    for (index, (name, seen)) in zip(result.classNames, window.classes).enumerated() {
      let promised = scenario.objectives(ofClass: index)
      let length = window.length.value
      var own = [
        Measurement(.arrivalRate, Double(seen.requests.arrived) / length),
        Measurement(.outputThroughput, Double(seen.tokens.output) / length),
        Measurement(.requestRate, Double(seen.requests.departed) / length),
      ]
      if result.describesWhatIsAsked {
        own += latencyMeasurements(seen.latencies, promised: promised)
      }
      if !promised.isEmpty, let attainment = seen.attainment {
        own += [
          Measurement(.attainment, attainment, count: seen.requests.arrived),
          Measurement(.goodput, Double(seen.requests.attained) / length),
        ]
      }
      own += outcomeMeasurements(of: seen.requests)
      found += own.map { $0.of(requestClass: name) }
    }
    return found
  }

  /// The shares of those arrived that did not get what they came for, by what became of them.
  private func outcomeMeasurements(of requests: RequestCounts) -> [Measurement] {
    guard requests.arrived > 0 else { return [] }
    let counts: [(Metric, Int)] = [
      (.rejectedShare, requests.rejected - requests.rejectedForDeadline),
      (.expiredShare, requests.rejectedForDeadline), (.lateShare, requests.late),
      (.unfinishedShare, requests.unfinished),
    ]
    return counts.map {
      Measurement($0, Double($1) / Double(requests.arrived), count: requests.arrived)
    }
  }
}
