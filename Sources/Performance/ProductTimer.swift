import Hardware
import LanguageModels
import Quantities

/// The duration of one matrix product of fixed weights on one device as its rows vary.
///
///     t = floor + (compute⁴ + memory⁴)^¼ + quantization
///     compute = 2mnk/(η∞·peak) · (k + k½)/k · (u + u½)/u,   u = m·n / multiprocessors
///     memory  = (weights + activations)/(η_m · bandwidth)
///     quantization = 3·m·k / (η_q · bandwidth)
///
/// Both terms are affine in the rows `m` with positive constants, so that halving a batch never
/// more than halves the time. The saturation in `k` is Hockney's (1994,
/// doi:10.1016/S0167-8191(06)80021-9); the one in `u` stands for tiles and waves (``TileWaves``).
/// The quantization pass reads 16-bit activations and writes narrow ones; it is a kernel of its own
/// and a row of its own in a breakdown.
struct ProductTimer: Sendable {
  /// FLOPs per row.
  let workPerRow: Double
  let weightBytes: Double
  let activationBytesPerRow: Double
  let floor: Double
  private let computePerRow: Double
  private let computeConstant: Double
  private let memoryPerRow: Double
  private let memoryConstant: Double
  /// Seconds and bytes of the pass that quantizes one row.
  let quantizationPerRow: (seconds: Double, bytes: Double)

  /// - Parameters:
  ///   - inner: the inner dimension, `k`, of one block.
  ///   - outer: the width of the result, `n`, of one block.
  ///   - blocks: independent blocks of a block-diagonal matrix.
  init(
    inner: Int, outer: Int, blocks: Int = 1, choice: ArithmeticChoice,
    efficiency: ProductEfficiency, device: Device, multiprocessors: Double
  ) {
    guard let peak = device.peak[choice.arithmetic] else {
      preconditionFailure("the device has no \(choice.arithmetic) units")
    }
    let bandwidth = device.memory.bandwidth.value
    let k = Double(inner)
    let n = Double(outer) * Double(blocks)
    workPerRow = 2 * k * n
    weightBytes = k * n * choice.stored.bytesPerElement
    // Inputs in the format of the arithmetic, results in 16 bits (Eq. 3.7).
    activationBytesPerRow = k * Double(blocks) * choice.activationBytes + 2 * n
    computePerRow =
      workPerRow / (efficiency.compute * peak.value) * (k + efficiency.halfDepth) / k
    computeConstant = computePerRow * efficiency.halfTile * multiprocessors / n
    memoryPerRow = activationBytesPerRow / (efficiency.memory * bandwidth)
    memoryConstant = weightBytes / (efficiency.memory * bandwidth)
    let quantized = 3 * k * Double(blocks)
    quantizationPerRow =
      efficiency.quantization.map { (quantized / ($0 * bandwidth), quantized) } ?? (0, 0)
    floor = efficiency.floor.value
  }

  /// The time of the product alone, without the floor, as inside a captured step.
  @inline(__always)
  func time(rows: Double) -> TermTime {
    guard rows > 0 else { return .zero }
    let compute = computePerRow * rows + computeConstant
    let memory = memoryPerRow * rows + memoryConstant
    return TermTime(
      seconds: softMaximum(compute, memory), cause: compute > memory ? .compute : .memory,
      work: workPerRow * rows, traffic: weightBytes + activationBytesPerRow * rows)
  }
}

/// A product with what it is for.
struct ProductTerm: Sendable {
  let part: StepOperator
  let timer: ProductTimer
}
