public import Hardware
public import LanguageModels
public import Quantities

extension OperatorCalibration {
  /// The time of one matrix product of `rows × inner` by `inner × outer` on a device, with the pass
  /// that quantizes its input, or nil where the device cannot multiply the format or nothing is
  /// known of its products.
  ///
  /// - Parameter launch: whether the time of the smallest kernel is added.
  public func productDuration(
    rows: Int, inner: Int, outer: Int, stored: WeightFormat, on device: Device,
    launch: Launch = .shown
  ) -> Seconds? {
    guard let choice = ArithmeticChoice(stored: stored, peak: device.peak),
      let found = productEfficiency(for: choice)
    else { return nil }
    return found.efficiency.duration(
      rows: rows, inner: inner, outer: outer, choice: choice, on: device, launch: launch)
  }

  /// Whether a kernel's launch is part of its time.
  public enum Launch: Sendable, Hashable {
    /// The kernel runs by itself.
    case shown
    /// It is queued behind others, or its launch is charged elsewhere.
    case hidden
  }
}

extension ProductEfficiency {
  /// The time of one matrix product of `rows × inner` by `inner × outer` at these efficiencies,
  /// with the pass that quantizes its input.
  ///
  /// - Parameter launch: whether the time of the smallest kernel is added.
  /// - Precondition: the device has units for the arithmetic of `choice`.
  public func duration(
    rows: Int, inner: Int, outer: Int, choice: ArithmeticChoice, on device: Device,
    launch: OperatorCalibration.Launch = .shown
  ) -> Seconds {
    let timer = ProductTimer(
      inner: inner, outer: outer, choice: choice, efficiency: self, device: device,
      multiprocessors: device.multiprocessors.map(Double.init)
        ?? AttentionTimer.referenceMultiprocessors)
    let m = Double(rows)
    let body = Seconds(timer.time(rows: m).seconds + timer.quantizationPerRow.seconds * m)
    switch launch {
    case .shown: return body + floor
    case .hidden: return body
    }
  }
}
