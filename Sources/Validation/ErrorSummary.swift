import Foundation

/// How far predictions fall from measurements, by e = ln(predicted / measured).
///
/// The logarithm treats twice too much and half too little alike.
public struct ErrorSummary: Sendable, Hashable {
  public let count: Int
  public let medianAbsolute: Double
  public let meanAbsolute: Double
  /// The median of e: above 0 where the model predicts too much.
  public let bias: Double
  /// The 90th percentile of |e|.
  public let absolute90: Double
  /// The share of measurements inside their stated 90 % interval.
  public let coverage: Double

  /// Nothing of no figure.
  public init?(_ figures: [RowPrediction.Figure]) {
    guard !figures.isEmpty else { return nil }
    let errors = figures.map { log($0.ratio) }
    let absolute = errors.map(abs)
    count = figures.count
    medianAbsolute = absolute.quantile(0.5)
    // Summed in the order of size, so that the order of the rows does not matter.
    meanAbsolute = absolute.sorted().reduce(0, +) / Double(count)
    bias = errors.quantile(0.5)
    absolute90 = absolute.quantile(0.9)
    coverage = Double(figures.count { $0.isCovered }) / Double(count)
  }
}

extension [Double] {
  /// The quantile by linear interpolation between order statistics: with n values, q·(n − 1) counts
  /// from the least (Hyndman & Fan 1996, type 7, doi:10.1080/00031305.1996.10473566).
  ///
  /// - Precondition: there is a value, and q lies in 0...1.
  func quantile(_ q: Double) -> Double {
    precondition(!isEmpty && (0...1).contains(q))
    let sorted = sorted()
    let position = q * Double(count - 1)
    let below = Int(position)
    let above = Swift.min(below + 1, count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }
}
