public import Economics
import Foundation
import Hardware
import Performance
public import Quantities
import Scenarios

/// Which of two machines serves a token for less at one time per output token, by what an hour of each
/// costs (Eq. 9.17).
///
/// The throughput of each chip is what its alternative makes within the promised time per output token,
/// read between the swept loads on logarithmic scales. Ignores that the chips may be busy for different
/// shares of the day: both are compared at their best load.
public struct IndifferenceStudy: Sendable, Hashable {
  /// One alternative at the promise.
  public struct Side: Sendable, Hashable {
    public let alternative: String
    /// The chip, in words.
    public let chip: String
    /// Output per accelerator at the promise, in tok/s.
    public let throughput: Double
    /// What the owner pays for an hour at the load nearest below the promise.
    public let hour: USDollarsPerSecond
    /// What the throughput rests on: `measured`, `transferred`, ….
    public let grade: String
  }

  /// A pair of owners, one of each chip.
  public struct Pair: Sendable, Hashable {
    public let first: Side
    public let second: Side
    public let verdict: IndifferenceLine.Verdict
  }

  /// The promised time per output token.
  public let limit: Seconds
  /// Of the second chip over the first: the dearest hour of the second in hours of the first.
  public let line: IndifferenceLine
  /// 90 % interval of the ratio, by what predictions of these grades were found off by.
  public let band: ClosedRange<Double>
  /// Alternatives on the chip of the first alternative, and on the other chip.
  public let firsts: [Side]
  public let seconds: [Side]

  /// Every pair of one of each; in a verdict, `first` is the second chip, whose ratio the line is.
  public var pairs: [Pair] {
    firsts.flatMap { first in
      seconds.map { second in
        Pair(
          first: first, second: second,
          verdict: line.cheaper(first: second.hour, second: first.hour))
      }
    }
  }

  /// Hours of the second chip over hours of the first at which a pair is even.
  public var breakEvenRatio: Double { line.throughputRatio }
}

extension IndifferenceStudy {
  /// A load of one alternative: what its users wait for a token, and what is made.
  struct Load: Sendable, Hashable {
    /// The promised percentile, in seconds.
    let wait: Double
    let throughput: Double
    let hour: USDollarsPerSecond
  }

  /// The throughput at a limit: of the loads in ascending order of throughput the last that keeps it, or
  /// on the way to the next where that one breaks it; nil where the first breaks it.
  static func crossing(
    _ loads: [Load], at limit: Double
  ) -> (throughput: Double, hour: USDollarsPerSecond)? {
    let sorted = loads.sorted { ($0.throughput, $0.wait) < ($1.throughput, $1.wait) }
    guard let last = sorted.lastIndex(where: { $0.wait <= limit }) else { return nil }
    let kept = sorted[last]
    guard last + 1 < sorted.count, kept.wait > 0, kept.throughput > 0 else {
      return (kept.throughput, kept.hour)
    }
    let next = sorted[last + 1]
    let part = log(limit / kept.wait) / log(next.wait / kept.wait)
    return (
      kept.throughput * exp(part * log(next.throughput / kept.throughput)), kept.hour
    )
  }
}

extension ExperimentResult {
  /// The indifference of the two chips of a result; nil where there are not exactly two, nothing is
  /// promised per output token, or one of them cannot keep it.
  public func indifference() throws(EconomicsError) -> IndifferenceStudy? {
    guard
      let limit = points.first?.scenario.objectives.timePerOutputToken?.limit,
      let firstChip = points.first?.scenario.accelerator.name,
      Set(points.map(\.scenario.accelerator.name)).count == 2
    else { return nil }
    var names: [String] = []
    for point in points where !names.contains(point.scenario.alternative) {
      names.append(point.scenario.alternative)
    }
    var sides: [(side: IndifferenceStudy.Side, isFirst: Bool, point: DesignPointResult)] = []
    for name in names {
      let own = points.filter { $0.scenario.alternative == name && $0.describesSystem }
      let loads = own.compactMap { point -> IndifferenceStudy.Load? in
        guard let wait = point.mean(of: .promisedPerToken),
          let throughput = point.mean(of: .outputPerAccelerator),
          let hour = point.mean(of: .costPerHour)
        else { return nil }
        return IndifferenceStudy.Load(
          wait: wait / 1e3, throughput: throughput, hour: USDollarsPerSecond(perHour: hour))
      }
      guard let found = IndifferenceStudy.crossing(loads, at: limit.value), let point = own.first
      else { continue }
      let side = IndifferenceStudy.Side(
        alternative: name, chip: point.scenario.accelerator.title, throughput: found.throughput,
        hour: found.hour, grade: point.confidence.grade.rawValue)
      sides.append((side, point.scenario.accelerator.name == firstChip, point))
    }
    guard let first = sides.first(where: \.isFirst),
      let second = sides.first(where: { !$0.isFirst })
    else { return nil }
    let line = try IndifferenceLine(
      first: TokensPerSecond(second.side.throughput),
      second: TokensPerSecond(first.side.throughput))
    return IndifferenceStudy(
      limit: limit, line: line,
      band: Self.band(
        around: line.throughputRatio, second.point.confidence, over: first.point.confidence),
      firsts: sides.filter(\.isFirst).map(\.side),
      seconds: sides.filter { !$0.isFirst }.map(\.side))
  }

  /// Errors of the predictions of both, taken as independent on a logarithmic scale.
  private static func band(
    around ratio: Double, _ subject: CalibrationConfidence, over baseline: CalibrationConfidence
  ) -> ClosedRange<Double> {
    func ends(_ confidence: CalibrationConfidence) -> (low: Double, high: Double) {
      let interval = Metric.outputPerAccelerator.interval(of: confidence) ?? 1...1
      return (log(interval.lowerBound), log(interval.upperBound))
    }
    let (a, b) = (ends(subject), ends(baseline))
    let middle = (a.low + a.high - b.low - b.high) / 2
    let half = (pow((a.high - a.low) / 2, 2) + pow((b.high - b.low) / 2, 2)).squareRoot()
    let (low, high) = (ratio * exp(middle - half), ratio * exp(middle + half))
    return min(low, ratio)...max(high, ratio)
  }
}
