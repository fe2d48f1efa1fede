internal import Foundation

/// How the share of good dies falls with their area and the density of defects.
///
/// With m = A·D₀ the mean number of defects on a die (Eq. 10.11):
///
/// | model | yield | defects |
/// | --- | --- | --- |
/// | Poisson | exp(-m) | independent |
/// | Murphy | ((1 - exp(-m)) / m)² | density triangular over wafers; Murphy (1964), doi:10.1109/PROC.1964.3442 |
/// | negative binomial | (1 + m/a)^-a | density gamma of shape a; Stapper (1973), doi:10.1147/rd.176.0549 |
///
/// Ignores systematic and parametric loss: a fitted D₀ contains them.
public enum YieldModel: Sendable, Hashable {
  case poisson
  case murphy
  /// Clustered defects; a of 2 to 3 is usual, and without bound it is Poisson.
  case negativeBinomial(clustering: Double)

  /// The share of good dies.
  /// - Parameters:
  ///   - dieArea: mm².
  ///   - defectDensity: per cm².
  public func yield(dieArea: Double, defectDensity: Double) -> Double {
    yield(meanDefects: dieArea / Self.squareMillimetresPerSquareCentimetre * defectDensity)
  }

  /// The share of good dies with that many defects on average.
  public func yield(meanDefects m: Double) -> Double {
    switch self {
    case .poisson: return exp(-m)
    case .murphy:
      guard m > 0 else { return 1 }
      let root = -expm1(-m) / m
      return root * root
    case .negativeBinomial(let a): return exp(-a * log1p(m / a))
    }
  }

  /// The defects per cm² at which the share of good dies is `yield`.
  ///
  /// Poisson and the negative binomial in closed form, Murphy by Newton's method on the logarithm.
  /// - Precondition: `0 < yield <= 1` and the area is positive.
  public func defectDensity(dieArea: Double, yield: Double) -> Double {
    precondition(yield > 0 && yield <= 1 && dieArea > 0, "a yield of \(yield) at \(dieArea) mm²")
    return meanDefects(yield: yield) * Self.squareMillimetresPerSquareCentimetre / dieArea
  }

  private func meanDefects(yield: Double) -> Double {
    switch self {
    case .poisson: return -log(yield)
    case .negativeBinomial(let a): return a * expm1(-log(yield) / a)
    case .murphy:
      // f(m) = ln((1 - e^-m)/m) falls from 0 and is convex: from the left of the root Newton's steps
      // stay left of it. f(m) ≥ -m/2 gives the start.
      let target = log(yield) / 2
      guard target < 0 else { return 0 }
      var m = -2 * target
      for _ in 0..<64 {
        let value = log(-expm1(-m) / m) - target
        let slope = 1 / expm1(m) - 1 / m
        let step = value / slope
        m -= step
        if abs(step) <= 1e-15 * m { break }
      }
      return m
    }
  }

  private static let squareMillimetresPerSquareCentimetre = 100.0
}
