internal import Foundation
public import Quantities

/// Closed forms on checkpoints: how often to make them, and what efficiency that leaves.
///
/// Failures are memoryless, of mean time `M`. Intervals are of computing; a save stalls for `C`, a
/// restart, detection and load included, takes `R`.
public enum CheckpointTheory {
  /// The first-order optimum `√(2CM)`, for `C ≪ M` (Eq. 7.5; Young 1974, doi:10.1145/361147.361115).
  public static func youngInterval(save: Seconds, meanTimeToFailure: Seconds) -> Seconds {
    Seconds((2 * save.value * meanTimeToFailure.value).squareRoot())
  }

  /// The share of time lost at an interval, first order: `C/τ + τ/(2M) + R/M`.
  public static func youngWaste(
    interval: Seconds, save: Seconds, restart: Seconds = .zero, meanTimeToFailure: Seconds
  ) -> Double {
    save / interval + interval / meanTimeToFailure / 2 + restart / meanTimeToFailure
  }

  /// The higher-order optimum (Eq. 7.6; Daly 2006, doi:10.1016/j.future.2004.11.016):
  ///
  ///     τ = √(2CM) · (1 + ⅓ √(C/2M) + (1/9)(C/2M)) − C   for C < 2M, else M
  public static func dalyInterval(save: Seconds, meanTimeToFailure: Seconds) -> Seconds {
    guard save < 2 * meanTimeToFailure else { return meanTimeToFailure }
    let ratio = save / (2 * meanTimeToFailure)
    let series = 1 + ratio.squareRoot() / 3 + ratio / 9
    return youngInterval(save: save, meanTimeToFailure: meanTimeToFailure) * series - save
  }

  /// Computing time that counts over wall time, exactly (Eq. 7.7; Daly 2006, Eq. 20):
  ///
  ///     τ / (M e^{R/M} (e^{(τ+C)/M} − 1))
  ///
  /// Failures may hit saves and restarts too.
  public static func efficiency(
    interval: Seconds, save: Seconds, restart: Seconds, meanTimeToFailure: Seconds
  ) -> Double {
    interval / meanTimeToFailure
      / (exp(restart / meanTimeToFailure) * expm1((interval + save) / meanTimeToFailure))
  }

  /// The period of highest ``efficiency(interval:save:restart:meanTimeToFailure:)``, which no restart
  /// time moves: the root of `e^{−(τ+C)/M} = 1 − τ/M`, by bisection.
  public static func exactInterval(save: Seconds, meanTimeToFailure: Seconds) -> Seconds {
    let share = save / meanTimeToFailure
    // In units of M; below the root 1 − x is above e^{−(x + C/M)}.
    var (low, high) = (0.0, 1.0)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if 1 - middle > exp(-(middle + share)) { low = middle } else { high = middle }
    }
    return meanTimeToFailure * low
  }

  /// The period, its save included, of highest availability (Eq. 7.8; Saxena et al. 2024,
  /// arXiv 2410.18124): `C + √(2(M + R)C + C²)`. The time to detect a failure belongs to `R`.
  public static func availabilityOptimalPeriod(
    save: Seconds, restart: Seconds, meanTimeToFailure: Seconds
  ) -> Seconds {
    let (c, r, m) = (save.value, restart.value, meanTimeToFailure.value)
    return Seconds(c + (2 * (m + r) * c + c * c).squareRoot())
  }

  /// Expected effective training time ratio (Eq. 7.9; Kokolis et al. 2025, arXiv 2410.21680), first
  /// order in the failure rate and never below zero:
  ///
  ///     (1 − Λ (u₀ + Δt/2)) / (1 + w/Δt)
  ///
  /// - Parameters:
  ///   - interval: Δt from one checkpoint to the next.
  ///   - stall: w, what a write takes from training.
  ///   - restart: u₀ from a failure until work goes on.
  ///   - hazard: Λ of the whole job, nodes times the rate of one.
  public static func expectedTrainingTimeRatio(
    interval: Seconds, stall: Seconds, restart: Seconds, hazard: PerSecond
  ) -> Double {
    let loss = hazard.value * (restart.value + interval.value / 2)
    return max(0, 1 - loss) / (1 + stall / interval)
  }
}

/// The bytes of a checkpoint, and how long they take to write (Eq. 6.23).
public struct CheckpointSize: Sendable, Hashable {
  public let bytes: Bytes

  /// - Parameter bytesPerParameter: 14 with Adam in mixed precision: 4 of master weights, 8 of
  ///   moments, 2 of the copy that is computed with; 12 without the last.
  public init(parameters: Double, bytesPerParameter: Double = 14) {
    precondition(parameters > 0 && bytesPerParameter > 0, "\(parameters), \(bytesPerParameter)")
    bytes = Bytes(parameters * bytesPerParameter)
  }

  /// `bytes / min(storage, writers · link)`.
  public func writeTime(
    storage: BytesPerSecond, writers: Int, link: BytesPerSecond
  ) -> Seconds {
    precondition(writers >= 1, "\(writers) writers")
    return bytes / min(storage, link * Double(writers))
  }

  /// The stall of an asynchronous write: each rank copies its shard to its host.
  public func copyTime(ranks: Int, deviceToHost: BytesPerSecond) -> Seconds {
    precondition(ranks >= 1, "\(ranks) ranks")
    return bytes / Double(ranks) / deviceToHost
  }
}
