public import Performance

extension Catalog {
  /// How far measurements fell from predictions of every grade.
  ///
  /// Of several entries of one grade the user's counts, the last one added first.
  public func predictionIntervals() throws(CatalogError) -> PredictionIntervals {
    var stated: [CalibrationGrade: [PredictedQuantity: PredictionIntervals.Stated]] = [:]
    // Later ones take the place of earlier ones, and the user's come last.
    for entry in try entries(of: .intervals) {
      guard let grade = entry.record.text("validity").flatMap(CalibrationGrade.init) else {
        continue
      }
      for quantity in PredictedQuantity.allCases {
        guard let fact = entry.record.fact(quantity.rawValue),
          let range = entry.record.interval(quantity.rawValue)
        else { continue }
        stated[grade, default: [:]][quantity] = PredictionIntervals.Stated(
          range, isEstimate: fact.evidence?.grade == .estimate)
      }
    }
    return PredictionIntervals(stated)
  }
}
