public import Performance

extension Metric {
  /// The quantity whose error a metric has, and whether it goes with its inverse.
  ///
  /// Latencies of whole requests and what is left count as time per output token, of which most of a
  /// request is made. Money and energy per hour, shares and counts are no predictions of a time; they
  /// too are given the interval of the time per token.
  private var basis: (quantity: PredictedQuantity, isInverse: Bool) {
    func begins(_ words: String...) -> Bool { words.contains { name.hasPrefix($0) } }
    if begins("throughput.", "goodput") { return (.throughput, false) }
    let isHourly = begins("cost.accelerator-hour", "cost.hour-")
    if begins("energy.") || (begins("cost.") && !isHourly) { return (.throughput, true) }
    if begins("ttft.", "queue.") || self == .promisedFirstToken {
      return (.timeToFirstToken, false)
    }
    return (.timePerToken, begins("interactivity."))
  }

  /// The 90 % interval of measured over predicted values of the metric.
  public func interval(of confidence: CalibrationConfidence) -> ClosedRange<Double> {
    let basis = basis
    return basis.isInverse
      ? confidence.inverseInterval(of: basis.quantity) : confidence.interval(of: basis.quantity)
  }
}
