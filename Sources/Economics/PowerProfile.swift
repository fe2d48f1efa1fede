/// The share of nameplate power that an accelerator with its host draws in each phase of serving.
///
/// Prefill is arithmetic and draws near the limit; decode waits for memory and draws less; an idle
/// accelerator still draws some (Eq. 9.4). All shares are fractions of nameplate, 0...1.
public struct PowerProfile: Sendable, Hashable {
  public let prefill: Double
  public let decode: Double
  public let idle: Double

  public init(prefill: Double, decode: Double, idle: Double) throws(EconomicsError) {
    try check(prefill, "power share in prefill", in: 0...1)
    try check(decode, "power share in decode", in: 0...1)
    try check(idle, "power share when idle", in: 0...1)
    self.prefill = prefill
    self.decode = decode
    self.idle = idle
  }

  /// The mean share of nameplate power over the given use of time.
  public func meanShare(over phases: PhaseShares) -> Double {
    prefill * phases.prefill + decode * phases.decode + idle * phases.idle
  }

  /// The greatest share of nameplate power among the phases that take any time.
  public func peakShare(over phases: PhaseShares) -> Double {
    max(
      phases.prefill > 0 ? prefill : 0, phases.decode > 0 ? decode : 0, phases.idle > 0 ? idle : 0)
  }
}

/// How the time of a fleet divides among phases; the three fractions add to one.
public struct PhaseShares: Sendable, Hashable {
  public let prefill: Double
  public let decode: Double
  public var idle: Double { max(0, 1 - prefill - decode) }

  public init(prefill: Double, decode: Double) throws(EconomicsError) {
    try check(prefill, "share of time in prefill", in: 0...1)
    try check(decode, "share of time in decode", in: 0...1)
    try check(prefill + decode, "share of busy time", in: 0...(1 + 1e-9))
    self.prefill = prefill
    self.decode = decode
  }
}
