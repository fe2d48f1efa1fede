import Foundation
public import Stochastics

/// What a fit of one form found, and how far it is off.
public struct KernelFit: Sendable {
  public let kernels: KernelClass
  public let variant: String
  public let place: CalibrationPlace?
  /// The fitted figures, then the constants of the form.
  public let figures: [CalibrationFigure]
  public let estimates: [RobustFit.Estimate]
  public let isConverged: Bool
  public let dropped: [DroppedRow]
  /// On the rows that were fitted.
  public let fitted: KernelErrors?
  /// On the rows that were held out; nil where there are none.
  public let heldOut: KernelErrors?
  /// Of a roofline at the data sheet plus the time of the smallest kernels, on held-out rows.
  public let roofline: KernelErrors?
  /// Of what the program uses without the fit, on held-out rows.
  public let shipped: KernelErrors?
  public let range: [KernelRange]

  /// The errors of the fit and of the roofline on held-out rows, row by row.
  let heldOutErrors: (fit: [Double], roofline: [Double])

  /// The largest median |e| on held-out rows of a form that is good enough.
  static let target = 0.1

  /// Differences of the median error below two points are noise of the split.
  static let noise = 0.02

  /// Held-out rows that are predicted worse than by what is shipped, and those compared.
  let worseRows: (worse: Int, of: Int)

  /// Whether held-out rows are predicted worse than by what is shipped: the median error is larger
  /// beyond noise, and so many rows are worse that fair coins would fall so in less than one case
  /// of twenty.
  public var isWorse: Bool {
    guard let heldOut, let shipped else { return false }
    return heldOut.medianAbsolute > shipped.medianAbsolute + Self.noise
      && 1 - Binomial.cumulative(worseRows.worse - 1, trials: worseRows.of, probability: 0.5) < 0.05
  }

  /// The figures that the rows do not identify, with the reason: `half-tile (at its bound)`.
  public var unidentified: [String] {
    estimates.filter { $0.standing != .identified }.map {
      "\($0.parameter.name) (\($0.standing.reason))"
    }
  }
}

/// How far predictions of kernels fall from measurements, by e = ln(predicted / measured).
public struct KernelErrors: Sendable, Hashable {
  public let count: Int
  public let medianAbsolute: Double
  /// The 90th percentile of |e|.
  public let absolute90: Double
  /// The median of e: above 0 where predictions are too slow.
  public let bias: Double
  /// 5th and 95th percentile of measured over predicted time.
  public let interval: ClosedRange<Double>

  /// Nothing of no errors.
  init?(_ errors: [Double]) {
    guard !errors.isEmpty else { return nil }
    count = errors.count
    medianAbsolute = errors.map(abs).quantile(0.5)
    absolute90 = errors.map(abs).quantile(0.9)
    bias = errors.quantile(0.5)
    interval = exp(-errors.quantile(0.95))...exp(-errors.quantile(0.05))
  }
}

extension [Double] {
  /// The quantile by linear interpolation between order statistics (Hyndman & Fan 1996, type 7,
  /// doi:10.1080/00031305.1996.10473566); 0 of nothing.
  func quantile(_ q: Double) -> Double {
    guard !isEmpty else { return 0 }
    let sorted = sorted()
    let position = q * Double(count - 1)
    let below = Int(position)
    let above = Swift.min(below + 1, count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }
}
