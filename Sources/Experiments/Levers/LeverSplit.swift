import Foundation
import OutputAnalysis
import Scenarios

/// The gap of a study parted among its levers, in differences and in logarithms, with intervals.
///
/// Intervals are those of the jackknife over paired runs (Miller 1974, doi:10.1093/biomet/61.1.1), as
/// for ratios in `OutputAnalysis.PairedDifference`, whose estimate the logarithms add up to.
struct LeverSplit {
  private let weights: ShapleyWeights
  private let cases: LeverCases

  init(_ weights: ShapleyWeights, _ cases: LeverCases) {
    self.weights = weights
    self.cases = cases
  }

  /// In the metric's unit; they sum to the difference of the means.
  var differences: [LeverStudy.Estimate] { estimates { $0 } }

  /// As factors; they multiply to the ratio of the whole.
  var factors: [LeverStudy.Estimate] {
    estimates { log($0) }.map { item in
      LeverStudy.Estimate(
        value: exp(item.value),
        interval: item.interval.map { exp($0.lowerBound)...exp($0.upperBound) },
        samplingError: item.samplingError.map { exp(item.value) * $0 })
    }
  }

  /// The factors of a lever draw by draw, in ascending order.
  func drawnFactors(of lever: Int) -> [Double] {
    cases.numbers.indices.map { place in
      exp(weights.contributions { log(cases.value(of: $0, at: place)!) }[lever])
    }.sorted()
  }

  private func estimates(_ scale: (Double) -> Double) -> [LeverStudy.Estimate] {
    let count = cases.numbers.count
    let whole = weights.contributions { scale(cases.mean(of: $0)!) }
    let errors = weights.samplingErrors { scale(cases.mean(of: $0)!) }
    guard count >= 2 else {
      return whole.indices.map {
        LeverStudy.Estimate(value: whole[$0], interval: nil, samplingError: errors?[$0])
      }
    }
    let without = (0..<count).map { place in
      weights.contributions { scale(cases.mean(of: $0, without: place)!) }
    }
    return whole.indices.map { lever in
      let pseudo = without.map { whole[lever] + Double(count - 1) * (whole[lever] - $0[lever]) }
      // Two pseudo-values or more always have an interval.
      let interval = ConfidenceInterval(meanOf: pseudo)!
      return LeverStudy.Estimate(
        value: interval.estimate, interval: interval.lower...interval.upper,
        samplingError: errors?[lever])
    }
  }
}
