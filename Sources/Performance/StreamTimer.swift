import Hardware
import Quantities

/// The duration of a kernel that only moves bytes: traffic/(η·bandwidth).
struct StreamTimer: Sendable {
  private let perByte: Double

  init(efficiency: Double, memory: MemorySystem) {
    perByte = 1 / (efficiency * memory.bandwidth.value)
  }

  @inline(__always)
  func time(bytes: Double) -> TermTime {
    TermTime(seconds: bytes * perByte, cause: .memory, traffic: bytes)
  }
}
