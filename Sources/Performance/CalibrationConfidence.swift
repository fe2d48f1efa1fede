import Quantities

/// What a prediction rests on, and how far measurements fall from it.
public struct CalibrationConfidence: Sendable, Hashable {
  public let grade: CalibrationGrade
  /// 5th and 95th percentile of measured / predicted time, as the efficiencies themselves state it.
  public let interval: ClosedRange<Double>
  /// What predictions were found off by, at this grade and at others.
  public let found: PredictionIntervals

  public init(
    grade: CalibrationGrade, interval: ClosedRange<Double>, found: PredictionIntervals = .none
  ) {
    precondition(interval.lowerBound > 0 && interval.contains(1))
    self.grade = grade
    self.interval = interval
    self.found = found
  }

  /// The same with a grade no better than `grade`.
  public func graded(noBetterThan grade: CalibrationGrade) -> CalibrationConfidence {
    CalibrationConfidence(grade: max(self.grade, grade), interval: interval, found: found)
  }

  /// The 90 % interval of measured over predicted values of a quantity: what the efficiencies state
  /// of times joined with what was found at the grade, so that the wider of both counts.
  public func interval(of quantity: PredictedQuantity) -> ClosedRange<Double> {
    let own = quantity.isTime ? interval : interval.inverted
    return found.interval(of: quantity, at: grade).map(own.hull(with:)) ?? own
  }

  /// The same of the inverse of a quantity: of what a token costs, of the rate of a training run.
  public func inverseInterval(of quantity: PredictedQuantity) -> ClosedRange<Double> {
    interval(of: quantity).inverted
  }

  /// Whether no measurements of the grade stand behind the interval of a quantity.
  public func isEstimate(of quantity: PredictedQuantity) -> Bool {
    found.isEstimate(of: quantity, at: grade)
  }

  /// The interval of a quantity in words, `0.70 to 1.5`; `(est.)` marks one that no measurements of
  /// the grade stand behind.
  public func words(on quantity: PredictedQuantity) -> String {
    let ends = interval(of: quantity)
    let low = UnitNotation.format(ends.lowerBound, significantDigits: 2)
    let high = UnitNotation.format(ends.upperBound, significantDigits: 2)
    return "\(low) to \(high)" + (isEstimate(of: quantity) ? " (est.)" : "")
  }

  /// The intervals of some quantities: `time per output token 0.70 to 1.5, …`.
  public func sentence(on quantities: [PredictedQuantity]) -> String {
    quantities.map { "\($0.title) \(words(on: $0))" }.joined(separator: ", ")
  }
}
