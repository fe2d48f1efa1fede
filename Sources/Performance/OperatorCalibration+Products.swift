public import Hardware
public import LanguageModels
public import Quantities

extension OperatorCalibration {
  /// The time of one matrix product of `rows × inner` by `inner × outer` on a device, or nil where
  /// the device cannot multiply the format or nothing is known of its products.
  ///
  /// - Parameter launch: whether the time of the smallest kernel is added.
  public func productDuration(
    rows: Int, inner: Int, outer: Int, stored: WeightFormat, on device: Device,
    launch: Launch = .shown
  ) -> Seconds? {
    guard let choice = ArithmeticChoice(stored: stored, peak: device.peak),
      let found = productEfficiency(for: choice)
    else { return nil }
    let timer = ProductTimer(
      inner: inner, outer: outer, choice: choice, efficiency: found.efficiency, device: device,
      multiprocessors: device.multiprocessors.map(Double.init)
        ?? AttentionTimer.referenceMultiprocessors)
    let body = Seconds(timer.time(rows: Double(rows)).seconds)
    switch launch {
    case .shown: return body + found.efficiency.floor
    case .hidden: return body
    }
  }

  /// Whether a kernel's launch is part of its time.
  public enum Launch: Sendable, Hashable {
    /// The kernel runs by itself.
    case shown
    /// It is queued behind others, or its launch is charged elsewhere.
    case hidden
  }
}
