internal import Foundation
public import Quantities
import Stochastics

/// Closed forms on failures: how often, how soon, and how many at a time.
public enum FailureTheory {
  /// Mean time to failure of a series system of exponential parts (Eq. 7.1):
  ///
  ///     1 / (nodes · r_node + accelerators · r_accelerator + r_software)
  ///
  /// The software class does not grow with the machine and dominates small jobs (Kokolis et al.
  /// 2025, arXiv 2410.21680). Infinite where all rates are zero.
  public static func meanTimeToFailure(
    nodes: Int = 0, perNode: PerSecond = .zero, accelerators: Int = 0,
    perAccelerator: PerSecond = .zero, software: PerSecond = .zero
  ) -> Seconds {
    let hazard =
      perNode.value * Double(nodes) + perAccelerator.value * Double(accelerators) + software.value
    return Seconds(1 / hazard)
  }

  /// The scale of a Weibull law, `M / Γ(1 + 1/k)` (Eq. 7.2).
  public static func weibullScale(mean: Seconds, shape: Double) -> Seconds {
    precondition(shape > 0, "a Weibull shape of \(shape)")
    return mean / tgamma(1 + 1 / shape)
  }

  /// The standard deviation over the mean: `√(Γ(1 + 2/k) / Γ(1 + 1/k)² − 1)`.
  public static func weibullVariation(shape: Double) -> Double {
    precondition(shape > 0, "a Weibull shape of \(shape)")
    let first = tgamma(1 + 1 / shape)
    return (tgamma(1 + 2 / shape) / (first * first) - 1).squareRoot()
  }

  /// The chance of a failure of a new unit within a share of its mean time.
  public static func weibullFailure(within share: Double, shape: Double) -> Double {
    precondition(share >= 0 && shape > 0, "\(share) of the mean, shape \(shape)")
    return -expm1(-pow(share * tgamma(1 + 1 / shape), shape))
  }

  /// The spares that suffice with a probability (Eq. 7.10): the quantile of the number in repair,
  /// which is Poisson of mean `Λ · MTTR` whatever the law of a repair (Palm's theorem; Feeney &
  /// Sherbrooke 1966, doi:10.1287/mnsc.12.5.391).
  public static func spares(
    failures: PerSecond, timeToRepair: Seconds, coverage: Double = 0.99
  ) -> Int {
    precondition(coverage > 0 && coverage < 1, "a coverage of \(coverage)")
    let mean = failures.value * timeToRepair.value
    guard mean > 0, let law = try? Distribution.poisson(mean: mean) else { return 0 }
    return Int(law.quantile(coverage))
  }

  /// The chance that any of so many nodes is slow: `1 − (1 − q)^M` (Eq. 6.22).
  public static func anySlow(of nodes: Int, share: Double) -> Double {
    precondition(nodes >= 0 && (0...1).contains(share), "\(share) of \(nodes) nodes")
    return -expm1(Double(nodes) * log1p(-share))
  }
}
