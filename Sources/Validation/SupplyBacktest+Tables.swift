import Quantities
public import Tables

extension SupplyBacktest {
  /// Digits in files: facts have two or three.
  private static let kept = 6

  /// Every target beside its prediction.
  public func rowTable() -> Table {
    var table = Table(
      [
        Column("id", .text), Column("metric", .text), Column("period", .text),
        Column("unit", .text), Column("known", .real, significantDigits: 3),
        Column("predicted", .real, significantDigits: 3),
        Column("low", .real, description: "5 % of the draws.", significantDigits: 3),
        Column("high", .real, description: "95 % of the draws.", significantDigits: 3),
        Column(
          "error", .real, description: "ln(predicted/known); none where one is nothing.",
          significantDigits: 2),
        Column("covered", .text, description: "Whether the draws hold what is known."),
        Column(
          "independent", .text, description: "Whether no input of the model shares its source."),
        Column("source", .text), Column("note", .text),
      ], title: "the past, replayed")
    for row in rows {
      let target = row.target
      table.append([
        .text(target.id), .text(target.metric.rawValue),
        .text("\(target.period.first.month) to \(target.period.last.month)"),
        .text(target.unit.rawValue), .real(target.value.rounded(digits: Self.kept)),
        .real(row.predicted.rounded(digits: Self.kept)),
        .real(row.interval.lowerBound.rounded(digits: Self.kept)),
        .real(row.interval.upperBound.rounded(digits: Self.kept)),
        row.error.map { .real($0.rounded(digits: Self.kept)) } ?? .missing,
        .text(row.isCovered ? "yes" : "no"),
        .text(target.independence.rawValue), .text(target.source), .text(target.note),
      ])
    }
    return table
  }

  /// Errors and coverage, of rows that share no input with the model and of the others.
  public func summaryTable() -> Table {
    var table = Table(
      [
        Column("independent", .text), Column("n", .integer),
        Column(
          "median", .real, description: "Median of |ln(predicted/known)|.", significantDigits: 2),
        Column(
          "bias", .real, description: "Median of ln(predicted/known).", significantDigits: 2),
        Column(
          "covered", .real, description: "Share of targets inside 90 % of the draws.",
          significantDigits: 2),
      ], title: "errors by independence")
    for independence in SupplyTarget.Independence.allCases {
      let own = rows.filter { $0.target.independence == independence }
      guard !own.isEmpty else { continue }
      let errors = own.compactMap(\.error)
      table.append([
        .text(independence.rawValue), .integer(own.count),
        errors.isEmpty
          ? .missing : .real(errors.map(abs).quantile(0.5).rounded(digits: Self.kept)),
        errors.isEmpty ? .missing : .real(errors.quantile(0.5).rounded(digits: Self.kept)),
        .real((Double(own.count { $0.isCovered }) / Double(own.count)).rounded(digits: Self.kept)),
      ])
    }
    return table
  }

  /// What China takes under the rules by year and product.
  public func mixTable() -> Table {
    var table = Table(
      [
        Column("year", .integer), Column("product", .text),
        Column("units", .real, significantDigits: 3),
      ],
      title: "licensed to China, central")
    for mix in mixes {
      for item in mix.units {
        table.append([
          .integer(mix.year), .text(item.product), .real(item.units.rounded(digits: Self.kept)),
        ])
      }
    }
    return table
  }
}
