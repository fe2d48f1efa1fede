import Foundation
import Hardware
import LanguageModels
import Quantities

/// The duration of the routed experts' products on the device that has most to do (Eq. 3.9).
///
///     t = ( compute⁴ + memory⁴ )^¼ + permutation
///     compute = 6·h·f_r·(rows + pad·touched) / (η·peak)
///     memory  = (touched·bytes of an expert + activations) / (η_m·bandwidth)
///
/// `rows` are the token copies of the hottest device, `T·k/e·φ`, where φ is the larger of the
/// fitted skew `e^g` and the floor of fair routing `1 + √(2 ln e / x)` (Eq. 2.31), never more than
/// all tokens at all its experts. `touched` are the distinct experts it reads (Eq. 2.30). With an
/// expert width below the devices that share the experts, each expert is also cut in width.
struct ExpertTimer: Sendable {
  let floor: Double
  private let coverage: ExpertCoverage
  private let expertsPerToken: Double
  private let expertsPerDevice: Double
  private let groups: Double
  private let skew: Double
  /// √(2 ln e).
  private let fairSpread: Double
  private let workPerRow: Double
  private let bytesPerExpert: Double
  private let bytesPerRow: Double
  private let computePerRow: Double
  private let padding: Double
  private let perByte: Double
  private let permutationPerSlot: Double

  /// - Parameters:
  ///   - groups: the expert width `e`.
  ///   - split: devices over which one expert is cut, `tensor·data/e`.
  init(
    mixture: MixtureOfExperts, hidden: Int, groups: Int, split: Int, choice: ArithmeticChoice,
    efficiency: ExpertEfficiency, device: Device, tables: inout TimerTables
  ) {
    guard let peak = device.peak[choice.arithmetic]?.value else {
      preconditionFailure("the device has no \(choice.arithmetic) units")
    }
    let bandwidth = device.memory.bandwidth.value
    let width = Double((mixture.intermediate + split - 1) / split)
    let h = Double(hidden)
    coverage = ExpertCoverage(
      mixture.popularity(exponent: efficiency.popularityExponent), in: &tables)
    expertsPerToken = Double(mixture.expertsPerToken)
    expertsPerDevice = Double(mixture.experts) / Double(groups)
    self.groups = Double(groups)
    skew = pow(Double(groups), efficiency.imbalanceExponent)
    fairSpread = groups > 1 ? (2 * log(Double(groups))).squareRoot() : 0
    workPerRow = 6 * h * width
    bytesPerExpert = 3 * h * width * choice.stored.bytesPerElement
    // Input, gate and up, activated, and output of one row.
    bytesPerRow = h * (choice.activationBytes + 2) + width * (4 + choice.activationBytes)
    computePerRow = workPerRow / (efficiency.compute * peak)
    padding = efficiency.padding
    perByte = 1 / (efficiency.memory * bandwidth)
    permutationPerSlot = efficiency.permutation.map { 4 * h / ($0 * bandwidth) } ?? 0
    floor = efficiency.floor.value
  }

  /// What no choice of experts avoids: the arithmetic of a mean device, and one reading of as few
  /// experts as a token has.
  func least(tokens: Double) -> (work: Double, traffic: Double) {
    let mean = tokens * expertsPerToken / groups
    return (workPerRow * mean, bytesPerExpert * expertsPerToken / groups)
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
    let compute = computePerRow * (rows + padding * touched)
    let bytes = touched * bytesPerExpert + rows * bytesPerRow
    let memory = bytes * perByte
    let slots = holdsAllTokens ? copies : rows
    return TermTime(
      seconds: softMaximum(compute, memory) + permutationPerSlot * slots,
      cause: compute > memory ? .compute : .memory, work: workPerRow * rows, traffic: bytes)
  }
}
