import Quantities

/// The time of one operator in seconds with what made it: an internal currency of the timers.
///
/// Plain `Double`s in base units, since this is the hot path of every simulated step.
struct TermTime {
  var seconds: Double
  var cause: TimeCause
  /// FLOPs and bytes on one device, for the breakdown.
  var work: Double = 0
  var traffic: Double = 0

  static var zero: TermTime { TermTime(seconds: 0, cause: .overhead) }
}

/// (x⁴ + y⁴)^¼: a maximum with a soft knee (Eq. 3.2), at most 2^¼ = 19 % above it.
@inline(__always)
func softMaximum(_ x: Double, _ y: Double) -> Double {
  let x2 = x * x
  let y2 = y * y
  return (x2 * x2 + y2 * y2).squareRoot().squareRoot()
}
