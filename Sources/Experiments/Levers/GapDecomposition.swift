import Foundation

/// A ratio of two costs or prices as a product of causes.
///
///     ratio = Π factor_i,   share_i = ln factor_i / ln ratio
///
/// Shares are those of the logarithm, so that they add up to 1 whichever end one starts from. A cause
/// that works against the gap has a negative share.
public struct GapDecomposition: Sendable, Hashable {
  public struct Cause: Sendable, Hashable {
    public let name: String
    /// What it alone does: after over before.
    public let factor: Double
    /// The 95 % interval over runs, where there are several.
    public let interval: ClosedRange<Double>?

    public init(_ name: String, factor: Double, interval: ClosedRange<Double>? = nil) {
      self.name = name
      self.factor = factor
      self.interval = interval
    }
  }

  public let causes: [Cause]
  /// After over before: the product of all factors.
  public let ratio: Double

  /// - Precondition: every factor is positive and finite.
  public init(causes: [Cause]) {
    precondition(causes.allSatisfy { $0.factor > 0 && $0.factor.isFinite }, "\(causes)")
    self.causes = causes
    ratio = exp(causes.reduce(0) { $0 + log($1.factor) })
  }

  /// The share of a factor in the logarithm of the gap; nil where there is no gap.
  public func share(of factor: Double) -> Double? {
    let whole = log(ratio)
    return abs(whole) < 1e-12 ? nil : log(factor) / whole
  }

  /// How many-fold the gap is, whichever end is higher: at least 1.
  public var fold: Double { max(ratio, 1 / ratio) }

  // MARK: Prices

  /// What the last cause of a gap between prices is called.
  public static let priceMargin = "price margin"

  /// The gap between two list prices: the causes of the gap between costs, and at last what sellers make
  /// of their costs.
  ///
  ///     price ratio = cost ratio × markup ratio,   markup = price / cost
  ///
  /// - Parameters:
  ///   - prices: before and after, in one unit.
  ///   - costs: before and after, in the same unit.
  /// - Precondition: prices and costs are positive.
  public func withPriceMargin(
    prices: (from: Double, to: Double), costs: (from: Double, to: Double)
  ) -> GapDecomposition {
    precondition(prices.from > 0 && prices.to > 0 && costs.from > 0 && costs.to > 0)
    let margin = (prices.to / costs.to) / (prices.from / costs.from)
    return GapDecomposition(causes: causes + [Cause(Self.priceMargin, factor: margin)])
  }
}
