import EventKernel
import Foundation
import Quantities

/// The hold model: remove the first event, add its successor; the number of pending events stays.
///
/// Vaucher & Duval (1975), doi:10.1145/360715.360758. Delays are exponential with mean one second,
/// read in turn from one table, so that all contenders do the same work and none draws numbers.
enum HoldModel {
  /// The numbers of pending events that are compared.
  static let sizes = [100, 10_000, 1_000_000]

  /// How many events a round handles: a tenth to a half of a second's worth.
  static func operations(forSize size: Int) -> Int { size < 1_000_000 ? 2_000_000 : 1_000_000 }

  /// The delays of the model.
  static let delays = exponentialDelays(seed: 1)

  /// 65,536 exponential delays in nanoseconds.
  static func exponentialDelays(seed: UInt64) -> [Int64] {
    var state = seed
    return (0..<65_536).map { _ in
      let uniform = (Double(splitMix64(&state) >> 11) + 0.5) * 0x1p-53
      return Instant(Seconds(-log(uniform))).nanoseconds
    }
  }

  /// A checksum of the order of events, the same for all contenders.
  static func checksum(_ sum: UInt64, after index: Int, at nanoseconds: Int64) -> UInt64 {
    sum &* 31 &+ UInt64(bitPattern: nanoseconds) &+ UInt64(index)
  }

  /// What the events carry: a number and a tag, with instant and sequence 32 bytes.
  enum Event {
    case held(Int)
    case ended
  }
}

/// The next number of SplitMix64: Steele, Lea & Flood (2014), doi:10.1145/2660193.2660195.
func splitMix64(_ state: inout UInt64) -> UInt64 {
  state &+= 0x9E37_79B9_7F4A_7C15
  var z = state
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
