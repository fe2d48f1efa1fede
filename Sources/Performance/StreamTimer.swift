import Hardware
import Quantities

/// The duration of a kernel that streams bytes through the vector units (Eq. 3.12):
///
///     t = max( traffic/(η·bandwidth),  operations/vector peak )
///
/// The second limit counts where the vector peak is published: a 910C die has 22 TFLOP/s of 16-bit
/// vector arithmetic beside 354 of matrix arithmetic, a GPU far more than its memory can feed.
struct StreamTimer: Sendable {
  private let perByte: Double
  private let perOperation: Double

  /// Arithmetic per byte that element-wise chains need, an upper estimate: an activation function
  /// takes about ten operations for the six bytes that it reads and writes, a norm with its
  /// residual sum six for eight, a rotary embedding three for four.
  static let operationsPerByte = 2.0

  init(efficiency: Double, device: Device) {
    perByte = 1 / (efficiency * device.memory.bandwidth.value)
    perOperation = device.vectorPeak.map { 1 / $0.value } ?? 0
  }

  @inline(__always)
  func time(bytes: Double) -> TermTime {
    let memory = bytes * perByte
    let arithmetic = bytes * Self.operationsPerByte * perOperation
    return TermTime(
      seconds: max(memory, arithmetic), cause: arithmetic > memory ? .compute : .memory,
      traffic: bytes)
  }
}
