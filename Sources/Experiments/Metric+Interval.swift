public import Performance
import Scenarios
import Serving

extension Metric {
  /// The quantity whose error a metric has, and whether it goes with its inverse; nil for counts,
  /// shares, power and what an hour costs, which are no predictions of a time.
  ///
  /// Latencies of whole requests count as time per output token, of which most of a request is made.
  private var basis: (quantity: PredictedQuantity, isInverse: Bool)? {
    func begins(_ words: String...) -> Bool { words.contains { name.hasPrefix($0) } }
    if isOfPostTraining { return basisOfPostTraining }
    if [.trainingStep, .trainingTime, .acceleratorHours, .trainingEnergy].contains(self)
      || begins("training.cost")
    {
      return (.trainingStep, false)
    }
    if begins("training.throughput", "training.mfu", "training.hfu") {
      return (.trainingStep, true)
    }
    if begins("throughput.", "goodput") { return (.throughput, false) }
    if begins("cost.accelerator-hour", "cost.hour-") { return nil }
    if begins("cost.", "energy.") || self == .breakEven { return (.throughput, true) }
    if begins("ttft.", "queue.") || self == .promisedFirstToken {
      return (.timeToFirstToken, false)
    }
    if begins("tpot.", "itl.", "e2e.")
      || [.promisedPerToken, .promisedGap, .promisedEndToEnd].contains(self)
    {
      return (.timePerToken, false)
    }
    return begins("interactivity.") ? (.timePerToken, true) : nil
  }

  /// The 90 % interval of measured over predicted values of the metric; nil where the model of times
  /// does not decide it.
  public func interval(of confidence: CalibrationConfidence) -> ClosedRange<Double>? {
    guard let basis else { return nil }
    return basis.isInverse
      ? confidence.inverseInterval(of: basis.quantity) : confidence.interval(of: basis.quantity)
  }

  /// How it follows from cost over price; nil where it does not.
  fileprivate var ofBreakEven: ((Double) -> Double)? {
    switch self {
    case .grossMargin: { 1 - $0 }
    case .markup: { 1 / $0 - 1 }
    default: nil
    }
  }

  /// Whether it is, or follows from, tokens made in a given time.
  fileprivate var isThroughput: Bool { basis?.quantity == .throughput }
}

extension DesignPointResult {
  /// The 90 % interval in which a measurement of a metric is to be expected, by what predictions of
  /// this grade were found off by.
  ///
  /// Nil where there is no mean, where the model of times does not decide the metric, and for
  /// throughput and what a token costs under an open load that is kept up with: those are decided by
  /// who arrives.
  public func predictionInterval(of metric: Metric) -> ClosedRange<Double>? {
    // Margin and markup fall with the cost, of which the break-even factor is a multiple.
    if let ofFactor = metric.ofBreakEven {
      return predictionInterval(of: .breakEven).flatMap { cost in
        cost.lowerBound > 0 ? ofFactor(cost.upperBound)...ofFactor(cost.lowerBound) : nil
      }
    }
    if metric.isThroughput, !metric.isOfPostTraining, !isThroughputOfMachine { return nil }
    guard let mean = mean(of: metric), let ratios = metric.interval(of: confidence) else {
      return nil
    }
    return mean * ratios.lowerBound...mean * ratios.upperBound
  }

  private var isThroughputOfMachine: Bool {
    scenario.demand?.isClosed ?? false || verdict == .overloaded
  }
}
