internal import Foundation

/// Two uniform numbers made dependent without changing either's law.
///
///     Z₁ = Φ⁻¹(u),  Z₂ = ρ Z₁ + √(1 - ρ²) Φ⁻¹(v),  partner = Φ(Z₂)
///
/// Whatever laws are inverted at u and at its partner keep their margins exactly, and have the rank
/// correlation (6/π) asin(ρ/2) wherever both are continuous (Eq. 11.18; Iman & Conover 1982,
/// doi:10.1080/03610918208812265).
public struct GaussianCopula: Sendable, Hashable {
  /// The correlation ρ of the normal scores, -1...1.
  public let correlation: Double

  /// No dependence.
  public static let independent = GaussianCopula(unchecked: 0)

  private init(unchecked correlation: Double) { self.correlation = correlation }

  /// - Parameter normalCorrelation: of the normal scores; for two lognormals, of the logarithms.
  public init(normalCorrelation: Double) throws(StochasticsError) {
    try Check("correlation").within("coefficient", normalCorrelation, -1...1)
    correlation = normalCorrelation
  }

  /// - Parameter rankCorrelation: Spearman's, of the ranks.
  public init(rankCorrelation: Double) throws(StochasticsError) {
    try Check("correlation").within("coefficient", rankCorrelation, -1...1)
    correlation = min(max(2 * sin(.pi * rankCorrelation / 6), -1), 1)
  }

  /// Spearman's correlation of continuous laws under this copula.
  public var rankCorrelation: Double { 6 / .pi * asin(correlation / 2) }

  /// A uniform number that depends on `u` as stated, made of an independent one, `v`.
  ///
  /// - Precondition: both lie between 0 and 1.
  public func partner(of u: Double, _ v: Double) -> Double {
    guard correlation != 0 else { return v }
    let z =
      correlation * StandardNormal.quantile(u)
      + (1 - correlation * correlation).squareRoot() * StandardNormal.quantile(v)
    return min(max(StandardNormal.cumulative(z), 0x1p-53), 1 - 0x1p-53)
  }
}
