/// How far measurements fell from predictions of every grade, quantity by quantity.
///
/// An interval holds 90 % of measured over predicted values of runs that the prediction had not
/// seen. Weaker evidence never narrows it: that of a grade is joined with those of all better ones.
public struct PredictionIntervals: Sendable, Hashable {
  /// What is stated of one quantity at one grade.
  public struct Stated: Sendable, Hashable {
    /// 5th and 95th percentile of measured / predicted.
    public let range: ClosedRange<Double>
    /// Whether too few measurements of the grade stand behind it.
    public let isEstimate: Bool

    /// - Precondition: the range is positive and holds 1.
    public init(_ range: ClosedRange<Double>, isEstimate: Bool) {
      precondition(range.lowerBound > 0 && range.contains(1), "\(range)")
      self.range = range
      self.isEstimate = isEstimate
    }
  }

  private let stated: [CalibrationGrade: [PredictedQuantity: Stated]]

  public init(_ stated: [CalibrationGrade: [PredictedQuantity: Stated]]) {
    self.stated = stated
  }

  /// Nothing was compared.
  public static let none = PredictionIntervals([:])

  /// The interval of a quantity at a grade; nil where nothing is stated up to it.
  public func interval(
    of quantity: PredictedQuantity, at grade: CalibrationGrade
  ) -> ClosedRange<Double>? {
    var joined: ClosedRange<Double>?
    for better in CalibrationGrade.allCases where better <= grade {
      guard let range = stated[better]?[quantity]?.range else { continue }
      joined = joined?.hull(with: range) ?? range
    }
    return joined
  }

  /// Whether the interval is assumed, not measured.
  public func isEstimate(of quantity: PredictedQuantity, at grade: CalibrationGrade) -> Bool {
    stated[grade]?[quantity]?.isEstimate ?? true
  }
}

extension ClosedRange<Double> {
  /// The least interval that holds both.
  func hull(with other: Self) -> Self {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }

  /// The interval of the inverse of a positive figure.
  var inverted: Self { 1 / upperBound...1 / lowerBound }
}
