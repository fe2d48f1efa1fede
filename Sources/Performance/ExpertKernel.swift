import Foundation
public import Hardware
import LanguageModels
public import Quantities

/// The duration of the routed experts' products on one device, given what falls on it.
///
///     t = floor + sorting + ( compute⁴ + memory⁴ )^¼ + permutation
///     b           = min( tile, max( 16, slots/E_d ) )
///     tiles       = touched / (1 − e^(−b/m)),                m = rows/touched
///     compute     = 6·h·(f_r + w½)·tiles·b / (η·peak)
///     memory      = (weights·(1 + b/b½) + activations of rows) / (η_m·bandwidth)
///     weights     = bytes of an expert · ( touched + ρ·s·(tiles − touched) )
///     s           = z²/(1 + z²),                             z = 2·bytes of gate and up/cache
///     permutation = slots·(4·h + 6·f_r) / (η_a·bandwidth)
///     sorting     = t_s·T/(T + 16)
///
/// A kernel fills tiles of b rows of one expert: `T` tokens bring `slots` copies to the `E_d` experts
/// of the device, whose width there is `f_r`, and engines take larger tiles the more copies fall on
/// an expert. An expert with m rows in the mean, exponentially spread as under skewed routing, fills
/// 1/(1 − e^(−b/m)) of them: one where rows are few, m/b + ½ where they are many. Each tile reads
/// its expert's weights; further tiles of the same expert find in the last-level cache what fits
/// there. Half of that cache counts, since those of the A100, H100 and B200 are two halves, each of
/// which holds lines for the multiprocessors next to it (NVIDIA 2020, "A100 Tensor Core GPU
/// Architecture"). Large tiles leave fewer reads in flight: at b½ rows they reach half the bandwidth.
///
/// Shapes with tuned tiles (``ExpertEfficiency/Tuned``) reach another fraction of the peak, read
/// weights once, and read them as small tiles do.
///
/// The permutation gathers, activates and sums all token copies that a device holds, those for
/// experts elsewhere included, in 16 bits. Before, kernels sort them by expert: for the smallest calls
/// there are fewer of those. Inside a captured step the floor is part of what every layer has between its
/// kernels; sorting is not.
///
/// Ignores that tiles are whole powers of two and change at certain batches, which no two engines
/// share; that the last tile of a wave leaves multiprocessors idle; and the reading of activations
/// by more than one tile.
public struct ExpertKernel: Sendable {
  /// FLOPs per row.
  let workPerRow: Double
  let bytesPerExpert: Double
  /// Time of the smallest call, not part of ``duration(of:)``.
  public let floor: Seconds
  private let sorting: Double
  private let bytesPerRow: Double
  private let computePerRow: Double
  private let tile: Double
  /// 1/E_d.
  private let perExpert: Double
  /// 1/b½.
  private let perHalfRows: Double
  /// ρ·s.
  private let rereading: Double
  private let perByte: Double
  private let permutationPerSlot: Double

  /// Rows of the smallest tile, what tensor cores multiply at once (fused MoE kernels of vLLM 0.24).
  static let leastTile = 16.0
  /// Tokens of a call at which half the time of sorting is spent: smaller ones do without some of
  /// its kernels.
  static let halfSorted = 16.0

  /// - Parameters:
  ///   - width: the inner width of one expert on the device, `f_r`.
  ///   - experts: those that the device holds, `E_d`; on average where devices hold unlike numbers.
  /// - Precondition: the device has units for the arithmetic of `choice`.
  public init(
    hidden: Int, width: Int, experts: Double, choice: ArithmeticChoice,
    efficiency: ExpertEfficiency, device: Device
  ) {
    guard let peak = device.peak[choice.arithmetic]?.value else {
      preconditionFailure("the device has no \(choice.arithmetic) units")
    }
    precondition(experts > 0, "\(experts) experts on a device")
    let bandwidth = device.memory.bandwidth.value
    let (h, f) = (Double(hidden), Double(width))
    let tuned = efficiency.tuned.flatMap { tuned in
      let isOne = tuned.shapes.contains { $0.width == width && Double($0.experts) == experts }
      return isOne ? tuned : nil
    }
    workPerRow = 6 * h * f
    bytesPerExpert = 3 * h * f * choice.stored.bytesPerElement
    // Input, gate and up, activated, and output of one row.
    bytesPerRow = h * (choice.activationBytes + 2) + f * (4 + choice.activationBytes)
    let compute = tuned?.compute ?? efficiency.compute
    computePerRow = 6 * h * (f + efficiency.halfWidth) / (compute * peak)
    tile = efficiency.tile
    perExpert = 1 / experts
    if tuned == nil {
      perHalfRows = efficiency.halfRows.map { 1 / $0 } ?? 0
      let ratio =
        device.memory.cache.map { 4 * h * f * choice.stored.bytesPerElement / $0.value } ?? 0
      rereading = efficiency.rereading * ratio * ratio / (1 + ratio * ratio)
    } else {
      (perHalfRows, rereading) = (0, 0)
    }
    perByte = 1 / (efficiency.memory * bandwidth)
    permutationPerSlot = efficiency.permutation.map { (4 * h + 6 * f) / ($0 * bandwidth) } ?? 0
    floor = efficiency.floor
    sorting = efficiency.sorting.value
  }

  /// What a step asks of the experts on one device.
  public struct Load: Sendable, Hashable {
    /// Tokens of the call.
    public let tokens: Double
    /// Token copies that its experts multiply.
    public let rows: Double
    /// Distinct experts among those.
    public let touched: Double
    /// Token copies that it permutes.
    public let slots: Double

    public init(tokens: Double, rows: Double, touched: Double, slots: Double) {
      precondition(tokens >= 0 && rows >= 0 && touched >= 0 && slots >= 0)
      self.tokens = tokens
      self.rows = rows
      self.touched = touched
      self.slots = slots
    }
  }

  /// The time without the floor, as inside a captured step.
  public func duration(of load: Load) -> Seconds { Seconds(time(of: load).seconds) }

  @inline(__always)
  func time(of load: Load) -> TermTime {
    var (padded, weights) = (load.rows, load.touched)
    var slowing = 1.0
    if tile > 0, load.rows > 0 {
      let rows = min(tile, max(Self.leastTile, load.slots * perExpert))
      let tiles = load.touched / (1 - exp(-rows * load.touched / load.rows))
      padded = tiles * rows
      weights += rereading * (tiles - load.touched)
      slowing += rows * perHalfRows
    }
    let compute = computePerRow * padded
    let bytes = load.touched * bytesPerExpert + load.rows * bytesPerRow
    let memory = (weights * bytesPerExpert * slowing + load.rows * bytesPerRow) * perByte
    return TermTime(
      seconds: sorting * (load.tokens / (load.tokens + Self.halfSorted))
        + softMaximum(compute, memory) + permutationPerSlot * load.slots,
      cause: compute > memory ? .compute : .memory, work: workPerRow * load.rows, traffic: bytes)
  }
}
