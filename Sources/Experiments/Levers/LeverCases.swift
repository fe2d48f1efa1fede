import OutputAnalysis
import Scenarios
import Serving

/// The values of the cases of levers, run by run.
struct LeverCases {
  /// By coalition, one value for each of ``numbers``.
  private let values: [LeverCoalition: [Double]]
  let unusable: [(coalition: LeverCoalition, reason: String)]
  /// The replications, or draws, that every usable case has.
  let numbers: [Int]

  init(_ result: ExperimentResult, _ coalitions: [LeverCoalition], _ metric: Metric) {
    var found: [(coalition: LeverCoalition, values: [Int: Double])] = []
    var unusable: [(coalition: LeverCoalition, reason: String)] = []
    for (coalition, point) in zip(coalitions, result.points) {
      if let reason = point.reasonAgainst(metric) {
        unusable.append((coalition, reason))
      } else {
        let values = point.numberedValues(of: metric).map { ($0.number, $0.value) }
        found.append((coalition, Dictionary(values) { first, _ in first }))
      }
    }
    let common = found.dropFirst().reduce(Set(found.first?.values.keys ?? [:].keys)) {
      $0.intersection($1.values.keys)
    }.sorted()
    numbers = common
    self.unusable = unusable
    values =
      common.isEmpty
      ? [:]
      : Dictionary(
        uniqueKeysWithValues: found.map { item in
          (item.coalition, common.map { item.values[$0]! })
        })
  }

  func isUsable(_ coalition: LeverCoalition) -> Bool { values[coalition] != nil }

  /// The mean over the runs that all cases have.
  func mean(of coalition: LeverCoalition) -> Double? {
    values[coalition].flatMap { Tally($0).mean }
  }

  /// The mean without one run.
  func mean(of coalition: LeverCoalition, without place: Int) -> Double? {
    values[coalition].flatMap { all in
      Tally(all.enumerated().lazy.filter { $0.offset != place }.map(\.element)).mean
    }
  }

  /// The value in one run, by its place among ``numbers``.
  func value(of coalition: LeverCoalition, at place: Int) -> Double? {
    values[coalition].map { $0[place] }
  }

  /// The ratio of the last case over the first with the uncertainty of their predictions.
  func ratioWithModelError(
    _ ratio: ConfidenceInterval, of metric: Metric, in result: ExperimentResult
  ) -> ClosedRange<Double>? {
    guard let base = result.points.first, let whole = result.points.last, ratio.count >= 2 else {
      return nil
    }
    return Comparison(
      metric: metric, subject: whole.scenario, baseline: base.scenario, ratio: ratio,
      difference: ratio, drawnRatios: [], places: (result.points.count - 1, 0),
      subjectConfidence: whole.confidence, baselineConfidence: base.confidence
    ).ratioWithModelError
  }

  /// The ratio of means with its 95 % interval; of one run, without any width.
  func ratio(
    of subject: LeverCoalition, over baseline: LeverCoalition
  ) -> ConfidenceInterval? {
    guard let own = values[subject], let other = values[baseline] else { return nil }
    if let ratio = PairedDifference(own, minus: other)?.ratio { return ratio }
    guard let top = Tally(own).mean, let bottom = Tally(other).mean else { return nil }
    let ratio = top / bottom
    return ConfidenceInterval(
      estimate: ratio, lower: ratio, upper: ratio, level: 0.95, count: own.count)
  }
}

extension DesignPointResult {
  /// Why the point has no value of a metric that others could be compared with; nil where it has one.
  fileprivate func reasonAgainst(_ metric: Metric) -> String? {
    switch outcome {
    case .infeasible: return verdicts.sentence
    case .missesObjectives(let tried, let missed):
      return "no fleet of up to \(tried) replicas keeps the objectives: "
        + missed.joined(separator: " and ")
    case .failed(let failure): return "it failed: \(failure.reason)"
    case .ran: break
    }
    guard !runs.isEmpty else { return "nothing was run" }
    let isDescribed = draws.isEmpty ? describesSystem : draws.contains(where: \.describesSystem)
    guard isDescribed else { return verdict.map { "it \($0.sentence)" } ?? "nothing was run" }
    let values = values(of: metric)
    guard !values.isEmpty, draws.isEmpty ? values.count == runs.count : true else {
      return "it has no \(metric.title)"
    }
    guard values.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      return "its \(metric.title) is not positive, so that no ratio can be formed"
    }
    return nil
  }
}
