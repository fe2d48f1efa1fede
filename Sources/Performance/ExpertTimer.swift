import Foundation
import Hardware
import LanguageModels
import Quantities

/// The duration of the routed experts' products on the device that has most to do (Eq. 3.9): what
/// falls on it, timed by its ``ExpertKernel``.
///
/// Its rows are the token copies of the hottest device, `T·k/e·φ`, where φ is the larger of the
/// fitted skew `e^g`, less what redundant
/// experts take of it (see `ExpertPlacement`), and the floor of fair routing `1 + √(2 ln e / x)` (Eq. 2.31), never more than
/// all tokens at all its experts. Touched are the distinct experts it reads (Eq. 2.30). With an
/// expert width below the devices that share the experts, each expert is also cut in width.
struct ExpertTimer: Sendable {
  private let kernel: ExpertKernel
  private let coverage: ExpertCoverage
  private let expertsPerToken: Double
  private let expertsPerDevice: Double
  private let groups: Double
  private let skew: Double
  /// √(2 ln e).
  private let fairSpread: Double

  /// - Parameters:
  ///   - groups: the expert width `e`.
  ///   - split: devices over which one expert is cut, `tensor·data/e`.
  ///   - balance: how much of the fitted skew is left with redundant experts, 0...1.
  init(
    mixture: MixtureOfExperts, hidden: Int, groups: Int, split: Int, balance: Double,
    choice: ArithmeticChoice, efficiency: ExpertEfficiency, device: Device,
    tables: inout TimerTables
  ) {
    kernel = ExpertKernel(
      hidden: hidden, width: mixture.intermediate.dividedRoundingUp(by: split),
      experts: Double(mixture.experts) / Double(groups), choice: choice, efficiency: efficiency,
      device: device)
    coverage = ExpertCoverage(
      mixture.popularity(exponent: efficiency.popularityExponent), in: &tables)
    expertsPerToken = Double(mixture.expertsPerToken)
    expertsPerDevice = Double(mixture.experts) / Double(groups)
    self.groups = Double(groups)
    // What balancing leaves of the skew that is measured without it (Eq. 2.32).
    let measured = pow(Double(groups), efficiency.imbalanceExponent)
    skew = 1 + (measured - 1) * balance
    fairSpread = groups > 1 ? (2 * log(Double(groups))).squareRoot() : 0
  }

  /// What no choice of experts avoids: the arithmetic of a mean device, and one reading of as few
  /// experts as a token has.
  func least(tokens: Double) -> (work: Double, traffic: Double) {
    let mean = tokens * expertsPerToken / groups
    return (kernel.workPerRow * mean, kernel.bytesPerExpert * expertsPerToken / groups)
  }

  /// Load of the hottest device over the mean, φ, when `mean` copies fall on each.
  @inline(__always)
  func imbalance(mean: Double, tokens: Double) -> Double {
    guard groups > 1, mean > 0 else { return 1 }
    let fair = 1 + fairSpread / mean.squareRoot()
    let most = tokens * min(expertsPerToken, expertsPerDevice)
    return max(1, min(max(skew, fair), most / mean))
  }

  /// The same for a step of `tokens` tokens.
  @inline(__always)
  func imbalance(tokens: Double) -> Double {
    imbalance(mean: tokens * expertsPerToken / groups, tokens: tokens)
  }

  /// - Parameters:
  ///   - holdsAllTokens: whether the device permutes all `T·k` copies, as where no dispatch brings
  ///     it only its own.
  ///   - table: the coverage table of the predictor.
  @inline(__always)
  func time(tokens: Double, holdsAllTokens: Bool, coverage table: Span<Double>) -> TermTime {
    guard tokens > 0 else { return .zero }
    let copies = tokens * expertsPerToken
    let mean = copies / groups
    let imbalance = imbalance(mean: mean, tokens: tokens)
    let rows = mean * imbalance
    let share = coverage.touched(tokens: tokens, in: table) / groups
    let touched = min(expertsPerDevice, max(1, min(rows, share * imbalance)))
    let slots = holdsAllTokens ? copies : rows
    return kernel.time(
      of: ExpertKernel.Load(
        tokens: slots / expertsPerToken, rows: rows, touched: touched, slots: slots))
  }
}
