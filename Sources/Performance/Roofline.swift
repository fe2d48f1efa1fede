public import Hardware
public import Quantities

/// The time an operator takes when limited only by arithmetic or by memory traffic (Eq. 3.1).
///
///     t = max( work / peak,  traffic / bandwidth )
///
/// Williams, Waterman & Patterson (2009), "Roofline", doi:10.1145/1498765.1498785. A lower bound:
/// perfect efficiency, perfect overlap, no launch.
public struct Roofline: Sendable, Hashable {
  public let peak: FLOPsPerSecond
  public let bandwidth: BytesPerSecond

  public init(peak: FLOPsPerSecond, bandwidth: BytesPerSecond) {
    precondition(peak.value > 0 && bandwidth.value > 0, "a roofline of \(peak), \(bandwidth)")
    self.peak = peak
    self.bandwidth = bandwidth
  }

  /// - Returns: nil where the device has no units for the format.
  public init?(device: Device, format: NumericFormat) {
    guard let peak = device.peak[format] else { return nil }
    self.init(peak: peak, bandwidth: device.memory.bandwidth)
  }

  public func duration(work: FLOPs, traffic: Bytes) -> Seconds {
    max(work / peak, traffic / bandwidth)
  }

  /// The arithmetic intensity at which both limits meet, FLOP per byte.
  public var ridge: Double { peak.value / bandwidth.value }

  /// The rows `m` below which a product with weights of `bytesPerWeight` is bound by reading them
  /// (Eq. 3.8): `m* = η_c·peak·b_w / (2·η_m·bandwidth)`.
  public func weightBoundRows(
    bytesPerWeight: Double, computeEfficiency: Double = 1, memoryEfficiency: Double = 1
  ) -> Double {
    computeEfficiency * peak.value * bytesPerWeight / (2 * memoryEfficiency * bandwidth.value)
  }
}
