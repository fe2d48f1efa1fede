import Foundation
import OutputAnalysis
import Scenarios

/// What a study has to say on one part of a claim: a number with what is not certain of it.
public struct ClaimEvidence: Sendable, Hashable {
  /// The figure, or the ratio of two; of whether something is so, 1 or 0.
  public let estimate: Double
  /// Where it lies in nine of ten cases: spread of the runs, of drawn inputs and of what predictions
  /// of this grade were found off by; nil where the figure is exact.
  public let interval: ClosedRange<Double>?
  /// The value in each draw of uncertain inputs, errors of prediction left out.
  public let draws: [Double]
  /// In words, where a number says too little.
  public let remark: String?

  init(
    _ estimate: Double, within interval: ClosedRange<Double>? = nil, draws: [Double] = [],
    remark: String? = nil
  ) {
    self.estimate = estimate
    self.interval = interval
    self.draws = draws
    self.remark = remark
  }

  /// Draws as they are: their median, and the 5th to the 95th percentile.
  init?(ofDraws draws: [Double]) {
    guard let fan = Fan(of: draws) else { return nil }
    self.init(
      fan.median, within: draws.count > 1 ? fan.low...fan.high : nil,
      draws: draws.count > 1 ? draws : [])
  }
}

/// Why a part of a claim has no evidence, in words.
public struct NoEvidence: Error, Sendable, Hashable {
  public let reason: String
  /// Whether that itself is an answer: what is asked for is not to be had at all.
  var isRefusal = false
}

extension ExperimentResult {
  /// A figure of one point, or its ratio to another or to that of another point.
  func evidence(
    _ figure: DesignPointFigure, of subject: Int, over divisor: DesignPointFigure,
    of baseline: Int?
  ) throws(NoEvidence) -> ClaimEvidence {
    let point = points[subject]
    switch (figure, divisor) {
    case (.isFeasible(let task), _):
      guard let found = point.isFeasible(task) else {
        throw NoEvidence(reason: "\(point.scenario.label) asks nothing of \(task.rawValue)")
      }
      return ClaimEvidence(found.isSo ? 1 : 0, remark: found.why)
    case (.metric(let metric), .metric(let other)):
      guard let baseline else { return try evidence(metric, of: point) }
      return try evidence(metric, of: point, over: other, of: points[baseline])
    default:
      let own = try value(figure, of: point)
      guard let baseline else { return ClaimEvidence(own) }
      return ClaimEvidence(own / (try value(divisor, of: points[baseline])))
    }
  }

  /// A figure as one number.
  private func value(
    _ figure: DesignPointFigure, of point: DesignPointResult
  ) throws(NoEvidence) -> Double {
    switch figure {
    case .model(let property): return property.value(of: point.scenario)
    case .metric(let metric):
      guard let mean = point.mean(of: metric) else { throw point.lacks(metric) }
      return mean
    case .isFeasible(let task): return point.isFeasible(task)?.isSo == true ? 1 : 0
    }
  }

  private func evidence(
    _ metric: Metric, of point: DesignPointResult
  ) throws(NoEvidence) -> ClaimEvidence {
    let values = point.values(of: metric)
    guard let mean = point.mean(of: metric) else { throw point.lacks(metric) }
    if !point.draws.isEmpty, let own = ClaimEvidence(ofDraws: values) {
      return own.widened(by: metric.interval(of: point.confidence))
    }
    let runs = point.interval(of: metric).map { $0.lower...$0.upper }
    return ClaimEvidence(mean, within: runs).widened(by: metric.interval(of: point.confidence))
  }

  /// Runs and draws of one number share their random numbers, and are paired where both have them; the
  /// errors of prediction of two machines are taken as independent, those of one machine cancel.
  private func evidence(
    _ metric: Metric, of subject: DesignPointResult, over divisor: Metric,
    of baseline: DesignPointResult
  ) throws(NoEvidence) -> ClaimEvidence {
    guard let own = subject.mean(of: metric) else { throw subject.lacks(metric) }
    guard let other = baseline.mean(of: divisor) else { throw baseline.lacks(divisor) }
    guard own > 0, other > 0 else {
      throw NoEvidence(reason: "\(metric.title) is zero, and has no ratio")
    }
    let others = Dictionary(
      uniqueKeysWithValues: baseline.numberedValues(of: divisor).map { ($0.number, $0.value) })
    let pairs = subject.numberedValues(of: metric).compactMap { x in
      others[x.number].map { (x.value, $0) }
    }
    let model = Self.modelError(of: metric, in: subject, over: divisor, in: baseline)
    if !subject.draws.isEmpty, !baseline.draws.isEmpty,
      let drawn = ClaimEvidence(ofDraws: pairs.filter { $0.1 > 0 }.map { $0.0 / $0.1 })
    {
      return drawn.widened(by: model)
    }
    let paired =
      pairs.count >= 2 ? PairedDifference(pairs.map(\.0), minus: pairs.map(\.1))?.ratio : nil
    return ClaimEvidence(
      paired?.estimate ?? own / other, within: paired.map { $0.lower...$0.upper }
    ).widened(by: model)
  }

  /// The 90 % interval of measured over predicted ratios; nil where nothing is predicted.
  private static func modelError(
    of metric: Metric, in subject: DesignPointResult, over divisor: Metric,
    in baseline: DesignPointResult
  ) -> ClosedRange<Double>? {
    if subject.scenario.accelerator == baseline.scenario.accelerator,
      subject.confidence == baseline.confidence
    {
      return nil
    }
    guard let a = metric.interval(of: subject.confidence),
      let b = divisor.interval(of: baseline.confidence)
    else { return nil }
    let (first, second) = (LogInterval(a), LogInterval(b))
    return LogInterval(
      middle: first.middle - second.middle,
      half: (first.half * first.half + second.half * second.half).squareRoot()
    ).range
  }
}

extension ClaimEvidence {
  /// The same with a factor that is not certain, independent of the rest.
  fileprivate func widened(by factor: ClosedRange<Double>?) -> ClaimEvidence {
    guard let factor, estimate > 0 else { return self }
    let own = interval.flatMap { $0.lowerBound > 0 ? LogInterval($0) : nil }
    let other = LogInterval(factor)
    let half = ((own?.half ?? 0) * (own?.half ?? 0) + other.half * other.half).squareRoot()
    let middle = (own?.middle ?? log(estimate)) + other.middle
    return ClaimEvidence(
      estimate, within: LogInterval(middle: middle, half: half).range, draws: draws,
      remark: remark)
  }
}

/// An interval of a positive number by the middle and the half-width of its logarithm.
private struct LogInterval {
  let middle: Double
  let half: Double

  init(middle: Double, half: Double) {
    self.middle = middle
    self.half = half
  }

  init(_ range: ClosedRange<Double>) {
    middle = (log(range.lowerBound) + log(range.upperBound)) / 2
    half = (log(range.upperBound) - log(range.lowerBound)) / 2
  }

  var range: ClosedRange<Double> { exp(middle - half)...exp(middle + half) }
}

extension DesignPointResult {
  /// Why a metric has no value here.
  fileprivate func lacks(_ metric: Metric) -> NoEvidence {
    switch outcome {
    case .infeasible:
      NoEvidence(reason: "\(scenario.label) cannot run: \(verdicts.sentence)")
    case .missesObjectives(_, let missed):
      NoEvidence(
        reason: "\(scenario.label) misses its objectives: \(missed.joined(separator: ", "))")
    case .failed(let failure): NoEvidence(reason: "\(scenario.label) failed: \(failure.reason)")
    case .ran:
      NoEvidence(
        reason: metric.isLatency && !describesSystem
          ? "\(scenario.label) is overloaded, so that its latencies only grow"
          : "\(scenario.label) has no \(metric.title)")
    }
  }
}

extension SupplyResult {
  /// A figure of one alternative at a date, or its ratio to that of another, draw by draw.
  func evidence(
    _ metric: String, of subject: Int, over baseline: Int?, at date: Int
  ) throws(NoEvidence) -> ClaimEvidence {
    let own = alternatives[subject][metric]?.values(at: date) ?? []
    let values: [Double]
    if let baseline {
      let other = alternatives[baseline][metric]?.values(at: date) ?? []
      values = zip(own, other).compactMap { own, other in
        guard let own, let other, other > 0 else { return nil }
        return own / other
      }
    } else {
      values = own.compactMap(\.self)
    }
    guard let found = ClaimEvidence(ofDraws: values) else {
      throw NoEvidence(reason: "no draw has \(metric)")
    }
    return found
  }
}

extension RoutingResult {
  /// A figure of one alternative, or its ratio to that of another, draw by draw.
  func evidence(
    _ metric: RoutingMetric, of subject: Int, over baseline: Int?
  ) throws(NoEvidence) -> ClaimEvidence {
    let values =
      baseline.map { ratios(of: metric, subject, over: $0) }
      ?? alternatives[subject].values(of: metric)
    guard let found = ClaimEvidence(ofDraws: values) else {
      throw NoEvidence(
        reason: "\(alternatives[subject].scenario.label) has no \(metric.title)")
    }
    return found
  }
}
