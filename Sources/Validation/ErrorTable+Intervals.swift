public import Performance
public import Tables

extension ErrorTable {
  /// How stated intervals hold what was measured, by quantity and grade in the order of both.
  public var intervalCoverages:
    [(quantity: PredictedQuantity, grade: CalibrationGrade, coverage: IntervalCoverage)]
  {
    var samples: [PredictedQuantity: [CalibrationGrade: [IntervalCoverage.Sample]]] = [:]
    for row in rows {
      guard let figure = row.figure, let basis = figure.basis, let group = row.group,
        case .curves(let grade) = figure.grade
      else { continue }
      samples[basis.quantity, default: [:]][grade, default: []].append(
        IntervalCoverage.Sample(
          family: group.family, ratio: basis.measuredOverPredicted, isCovered: figure.isCovered))
    }
    return PredictedQuantity.allCases.flatMap { quantity in
      CalibrationGrade.allCases.compactMap { grade in
        IntervalCoverage(samples[quantity]?[grade] ?? []).map { (quantity, grade, $0) }
      }
    }
  }

  /// The same as a table; nil where nothing of the step-time model was predicted.
  public func intervalTable(provenance: Provenance? = nil) -> Table? {
    var table = Table(
      [
        Column("quantity", .text), Column("grade", .text),
        Column("n", .integer, description: "Predicted rows."),
        Column("families", .integer, description: "Model families."),
        Column(
          "low", .real, description: "5th percentile of measured/predicted.", significantDigits: 3),
        Column(
          "high", .real, description: "95th percentile of measured/predicted.",
          significantDigits: 3),
        Column(
          "covered", .real, description: "Share of measurements in the stated 90 % interval.",
          significantDigits: 2),
        Column(
          "left-out", .real,
          description: "Share in the 5th to 95th percentile of all other model families.",
          significantDigits: 2),
        Column(
          "wide-low", .real,
          description: "Lower quantile where those of the other families hold 90 %.",
          significantDigits: 3),
        Column("wide-high", .real, description: "Upper quantile likewise.", significantDigits: 3),
        Column("worst-family", .text, description: "The one that the others foretell worst."),
        Column("its-share", .real, description: "Its own left-out share.", significantDigits: 2),
      ], title: "intervals: measured/predicted by quantity and grade", provenance: provenance)
    for (quantity, grade, coverage) in intervalCoverages {
      table.append([
        .text(quantity.rawValue), .text(grade.rawValue), .integer(coverage.count),
        .integer(coverage.families.count), .real(coverage.range.lowerBound),
        .real(coverage.range.upperBound), .real(coverage.stated), Cell(coverage.leftOut),
        Cell(coverage.widened?.lowerBound), Cell(coverage.widened?.upperBound),
        Cell(coverage.worst?.name), Cell(coverage.worst?.coverage),
      ])
    }
    return table.rows.isEmpty ? nil : table
  }
}
