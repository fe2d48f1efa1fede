public import OutputAnalysis
import Quantities
import Stochastics

/// Whether a system keeps up with what is asked of it (section 5.5).
public enum SaturationVerdict: String, Sendable, Hashable, CaseIterable {
  /// The number in the system does not grow, and every queue was empty late in the window.
  case stable
  /// Some queue was never empty late in the window, yet the number in the system does not grow.
  case backlogged
  /// The window is too short to tell: the number in the system grows although queues clear, as in
  /// a system that still fills, or the window has no extent.
  case undetermined
  /// The number in the system grows and some queue does not clear: its means describe the length
  /// of the run, not the system.
  case overloaded

  /// Whether latencies describe the system; otherwise they describe the length of the run.
  public var describesSystem: Bool {
    switch self {
    case .stable, .backlogged: true
    case .undetermined, .overloaded: false
    }
  }
}

/// How the number in the system moves through the measured window.
///
/// The window is cut into twenty parts; a straight line is fitted to their means by least squares.
/// Neighbouring parts depend on each other, so the standard error of the slope is widened by
/// `√((1+r)/(1−r))`, `r` being the correlation of neighbouring residuals where it is positive
/// (first-order autoregression; Box, Jenkins & Reinsel 1994, section 2.1).
public struct LoadTrend: Sendable, Hashable {
  /// Requests per second by which the number in the system grows, with its 95 % interval.
  public let slope: ConfidenceInterval

  /// Whether the queue of every replica was empty at some time in the last quarter of the window.
  public let isBacklogCleared: Bool

  /// The growth of the number in the system over the window, in its mean; a number that rises from
  /// nothing along a straight line grows by two of its means.
  public let relativeGrowth: Double

  /// Requests in the system at the end of the window over those that arrived in it: W/T where the
  /// time in the system, W, is stationary over a window T, and 1 − 1/ρ at a load ρ above one.
  public let remainingShare: Double

  /// One-sided: a number that falls is never held against a system whose queues are empty.
  public var verdict: SaturationVerdict {
    guard isBacklogCleared else { return slope.lower > 0 ? .overloaded : .backlogged }
    if remainingShare > Self.tooShort { return .undetermined }
    // Chance gives one run in forty a rising slope; without queues it must matter as well.
    let grows = slope.lower > 0 && relativeGrowth > Self.materialGrowth
    return grows && remainingShare > Self.turnedOver ? .undetermined : .stable
  }

  /// Beyond this share the window is shorter than two times in the system.
  private static let tooShort = 0.5
  /// Up to this share the window is ten times in the system: one that fills has filled by then, and
  /// a load of 1.1 or more leaves more behind.
  private static let turnedOver = 0.1
  /// Growth that matters: a system overloaded from the start grows by two thirds of the mean even
  /// where half of the run is left out as warm-up.
  private static let materialGrowth = 0.5

  private static let parts = 20

  /// Nothing if there are too few values to tell.
  init?(
    ofLoads loads: [Double], every spacing: Seconds, isBacklogCleared: Bool,
    remainingShare: Double
  ) {
    guard let batches = BatchMeans(loads, batches: Self.parts) else { return nil }
    self.isBacklogCleared = isBacklogCleared
    self.remainingShare = remainingShare
    let values = batches.means
    let step = spacing * Double(batches.batchSize)
    let middle = Double(Self.parts - 1) / 2
    let mean = values.reduce(0, +) / Double(Self.parts)
    let squares = (0..<Self.parts).reduce(0.0) {
      $0 + (Double($1) - middle) * (Double($1) - middle)
    }
    let slope =
      values.indices.reduce(0.0) { $0 + (Double($1) - middle) * (values[$1] - mean) } / squares
    relativeGrowth = mean > 0 ? slope * Double(Self.parts) / mean : 0
    let residuals = values.indices.map { values[$0] - mean - slope * (Double($0) - middle) }
    let variance = residuals.reduce(0) { $0 + $1 * $1 }
    let neighbours = zip(residuals, residuals.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    // A line through its points leaves no variance and no correlation.
    let correlation = variance > 0 ? min(max(neighbours / variance, 0), 0.95) : 0
    let degrees = Double(Self.parts - 2)
    let error =
      (variance / degrees / squares).squareRoot()
      * ((1 + correlation) / (1 - correlation)).squareRoot()
    let halfWidth = StudentT.quantile(0.975, degreesOfFreedom: degrees) * error
    self.slope = ConfidenceInterval(
      estimate: slope / step.value, lower: (slope - halfWidth) / step.value,
      upper: (slope + halfWidth) / step.value, level: 0.95, count: Self.parts)
  }
}
