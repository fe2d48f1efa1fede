internal import Foundation

/// One of a few values, each with its weight.
struct ChoiceLaw: Law {
  /// Ascending and different.
  let values: [Double]
  let weights: [Double]
  /// P(X ≤ values[i]); the last is 1.
  let cumulatives: [Double]

  /// - Precondition: `outcomes` is not empty; weights are not negative and not all zero.
  init(_ outcomes: [(value: Double, weight: Double)]) {
    var merged: [(value: Double, weight: Double)] = []
    for outcome in outcomes.sorted(by: { $0.value < $1.value }) where outcome.weight > 0 {
      if merged.last?.value == outcome.value {
        merged[merged.count - 1].weight += outcome.weight
      } else {
        merged.append(outcome)
      }
    }
    values = merged.map(\.value)
    weights = merged.map(\.weight)
    cumulatives = SampleLaws.normalizedSums(of: weights)
  }

  private var probabilities: [Double] {
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }
  var mean: Double { zip(values, probabilities).reduce(0) { $0 + $1.0 * $1.1 } }
  var variance: Double {
    let mean = mean
    return zip(values, probabilities).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 }
  }
  var support: ClosedRange<Double> { values[0]...values[values.count - 1] }
  func cumulative(_ x: Double) -> Double {
    let below = SampleLaws.firstIndex(in: values) { $0 > x }
    return below == 0 ? 0 : cumulatives[below - 1]
  }
  func quantile(_ p: Double) -> Double {
    values[min(SampleLaws.firstIndex(in: cumulatives) { $0 >= p }, values.count - 1)]
  }
  var notation: String { "choice(\(SampleLaws.list(values, weights)))" }
}

/// A sample smoothed into a continuous law: the distribution function is linear between
/// neighbouring values.
///
/// The mass between two neighbours is the mean of their weights; with equal weights the quantile
/// is that of type 7 (Hyndman & Fan 1996, doi:10.1080/00031305.1996.10473566).
struct EmpiricalLaw: Law {
  let values: [Double]
  let weights: [Double]
  /// F(values[i]); from 0 to 1.
  let cumulatives: [Double]

  /// - Precondition: at least two values; weights positive.
  init(_ sample: [(value: Double, weight: Double)]) {
    let ordered = sample.sorted { $0.value < $1.value }
    values = ordered.map(\.value)
    let weights = ordered.map(\.weight)
    self.weights = weights
    let masses = weights.indices.dropFirst().map { (weights[$0 - 1] + weights[$0]) / 2 }
    cumulatives = [0] + SampleLaws.normalizedSums(of: masses)
  }

  private func sum(_ term: (_ mass: Double, _ low: Double, _ high: Double) -> Double) -> Double {
    values.indices.dropFirst().reduce(0) {
      $0 + term(cumulatives[$1] - cumulatives[$1 - 1], values[$1 - 1], values[$1])
    }
  }
  var mean: Double { sum { mass, low, high in mass * (low + high) / 2 } }
  var variance: Double {
    let mean = mean
    return sum { mass, low, high in
      let (a, b) = (low - mean, high - mean)
      return mass * (a * a + a * b + b * b) / 3
    }
  }
  var support: ClosedRange<Double> { values[0]...values[values.count - 1] }

  func cumulative(_ x: Double) -> Double {
    let above = SampleLaws.firstIndex(in: values) { $0 > x }
    if above == 0 { return 0 }
    if above == values.count { return 1 }
    let share = (x - values[above - 1]) / (values[above] - values[above - 1])
    return cumulatives[above - 1] + share * (cumulatives[above] - cumulatives[above - 1])
  }

  func quantile(_ p: Double) -> Double {
    let above = min(max(SampleLaws.firstIndex(in: cumulatives) { $0 >= p }, 1), values.count - 1)
    let mass = cumulatives[above] - cumulatives[above - 1]
    let share = (p - cumulatives[above - 1]) / mass
    return values[above - 1] + share * (values[above] - values[above - 1])
  }

  var notation: String { "empirical(\(SampleLaws.list(values, weights)))" }
}

/// What laws made of listed values share.
enum SampleLaws {
  /// Running sums divided by the whole, the last exactly 1.
  static func normalizedSums(of weights: [Double]) -> [Double] {
    let total = weights.reduce(0, +)
    var running = 0.0
    var sums = weights.map { weight -> Double in
      running += weight
      return min(running / total, 1)
    }
    if !sums.isEmpty { sums[sums.count - 1] = 1 }
    return sums
  }

  /// The first index of a sorted array where `holds` turns true; the count if nowhere.
  static func firstIndex(in sorted: [Double], where holds: (Double) -> Bool) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if holds(sorted[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  static func list(_ values: [Double], _ weights: [Double]) -> String {
    let isEven = weights.allSatisfy { $0 == 1 }
    return zip(values, weights).map { isEven ? "\($0)" : "\($1) of \($0)" }
      .joined(separator: ", ")
  }
}
