public import Hardware
import LanguageModels
public import Quantities

/// The duration of the routed experts' products on one device, given what falls on it.
///
///     t = floor + ( compute⁴ + memory⁴ )^¼ + permutation
///     compute     = 6·h·(f_r + w½)·(rows + pad·x/(x + 1)·touched) / (η·peak)
///     memory      = (touched·bytes of an expert + activations of rows) / (η_m·bandwidth)
///     permutation = slots·(4·h + 6·f_r) / (η_a·bandwidth)
///
/// `f_r` is the width of the device's share of an expert and `x` the tokens per expert of the
/// layer. A kernel fills tiles: an expert with few rows costs as much as one with `pad` more, but
/// for the smallest batches, `x < 1`, for which kernels take small tiles. Summing `⌈m_i/tile⌉·tile`
/// over experts with the loads `m_i` of each row of the tables (Eq. 3.9) predicted held-out rows
/// worse than this at every tile from 16 to 128. The permutation gathers, activates and sums all
/// token copies that a device holds, those for experts elsewhere included, in 16 bits.
///
/// Ignores which shapes an engine has tuned tiles for: in the published tables of 16-bit experts
/// these run up to twice as fast as their neighbours.
public struct ExpertKernel: Sendable {
  /// Time of the smallest call, not part of ``duration(of:)``.
  public let floor: Seconds
  /// FLOPs per row.
  let workPerRow: Double
  let bytesPerExpert: Double
  private let bytesPerRow: Double
  private let computePerRow: Double
  private let padding: Double
  private let perByte: Double
  private let permutationPerSlot: Double

  /// - Parameters:
  ///   - width: the inner width of one expert on the device, `f_r`.
  /// - Precondition: the device has units for the arithmetic of `choice`.
  public init(
    hidden: Int, width: Int, choice: ArithmeticChoice, efficiency: ExpertEfficiency, device: Device
  ) {
    guard let peak = device.peak[choice.arithmetic]?.value else {
      preconditionFailure("the device has no \(choice.arithmetic) units")
    }
    let bandwidth = device.memory.bandwidth.value
    let (h, f) = (Double(hidden), Double(width))
    workPerRow = 6 * h * f
    bytesPerExpert = 3 * h * f * choice.stored.bytesPerElement
    // Input, gate and up, activated, and output of one row.
    bytesPerRow = h * (choice.activationBytes + 2) + f * (4 + choice.activationBytes)
    computePerRow = 6 * h * (f + efficiency.halfWidth) / (efficiency.compute * peak)
    padding = efficiency.padding
    perByte = 1 / (efficiency.memory * bandwidth)
    permutationPerSlot = efficiency.permutation.map { (4 * h + 6 * f) / ($0 * bandwidth) } ?? 0
    floor = efficiency.floor
  }

  /// What a step asks of the experts on one device.
  public struct Load: Sendable, Hashable {
    /// Token copies that its experts multiply.
    public let rows: Double
    /// Distinct experts among those.
    public let touched: Double
    /// Token copies that it permutes.
    public let slots: Double
    /// Token copies per expert of the whole layer, touched or not: `T·k/E`.
    public let tokensPerExpert: Double

    public init(rows: Double, touched: Double, slots: Double, tokensPerExpert: Double) {
      precondition(rows >= 0 && touched >= 0 && slots >= 0 && tokensPerExpert >= 0)
      self.rows = rows
      self.touched = touched
      self.slots = slots
      self.tokensPerExpert = tokensPerExpert
    }
  }

  /// The time without the floor, as inside a captured step.
  public func duration(of load: Load) -> Seconds { Seconds(time(of: load).seconds) }

  @inline(__always)
  func time(of load: Load) -> TermTime {
    let few = load.tokensPerExpert / (load.tokensPerExpert + 1)
    let compute = computePerRow * (load.rows + padding * few * load.touched)
    let bytes = load.touched * bytesPerExpert + load.rows * bytesPerRow
    let memory = bytes * perByte
    return TermTime(
      seconds: softMaximum(compute, memory) + permutationPerSlot * load.slots,
      cause: compute > memory ? .compute : .memory, work: workPerRow * load.rows, traffic: bytes)
  }
}
