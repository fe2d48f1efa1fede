import Quantities
import Stochastics
public import Tables

extension KernelCalibration {
  /// One line per fitted figure, with its standing.
  public func figureTable() -> Table {
    var table = Table(
      [
        Column("class", .text), Column("variant", .text), Column("figure", .text),
        Column("value", .text),
        Column(
          "error", .real, unit: "%", description: "Standard error, relative", significantDigits: 2),
        Column("standing", .text),
      ], title: "Fitted figures")
    for fit in fits {
      for (figure, estimate) in zip(fit.figures, fit.estimates) {
        table.append([
          .text(fit.kernels.rawValue), .text(fit.variant), .text(figure.key),
          .text(figure.text),
          percent(estimate.standardError), .text(estimate.standing.sentence),
        ])
      }
    }
    return table
  }

  /// Rows that were not used by file and reason, and groups without a fit; nil where all were.
  public func omissionTable() -> Table? {
    var table = Table(
      [
        Column("class", .text), Column("variant", .text), Column("rows", .integer),
        Column("first", .text), Column("reason", .text),
      ], title: "Rows that are not used")
    for fit in fits {
      var reasons: [String] = []
      for row in fit.dropped where !reasons.contains(row.reason) { reasons.append(row.reason) }
      for reason in reasons {
        let rows = fit.dropped.filter { $0.reason == reason }
        table.append([
          .text(fit.kernels.rawValue), .text(fit.variant), .integer(rows.count),
          .text("\(rows[0].file):\(rows[0].line)"), .text(reason),
        ])
      }
    }
    for group in unfitted {
      table.append([
        .text(group.kernels.rawValue), .text(group.variant), .missing, .missing,
        .text(group.reason),
      ])
    }
    return table.rows.isEmpty ? nil : table
  }
}

func percent(_ share: Double?) -> Cell { share.map { .real($0 * 100) } ?? .missing }

extension CalibrationFigure {
  /// As a calibration entry states it: `4.30 us`, `0.822`.
  public var text: String {
    switch unit {
    case .number: UnitNotation.format(value)
    case .count: String(Int(value))
    case .seconds: UnitNotation.format(Seconds(value))
    case .bytesPerSecond: UnitNotation.format(BytesPerSecond(value))
    }
  }
}

extension KernelErrors {
  /// `0.84 to 1.21`
  public var intervalText: String {
    [interval.lowerBound, interval.upperBound].map { UnitNotation.format($0) }
      .joined(separator: " to ")
  }
}

extension KernelErrors {
  /// `median 5.8 %, p90 13 %, bias +1.0 % on 620 rows held out`
  public var sentence: String {
    func percent(_ share: Double) -> String {
      UnitNotation.format(percentage: share, significantDigits: 2)
    }
    return "median \(percent(medianAbsolute)), p90 \(percent(absolute90)), "
      + "bias \(bias > 0 ? "+" : "")\(percent(bias)) on \(count) rows held out"
  }
}

extension KernelRange {
  /// `m 1 to 32768`
  public var text: String {
    let ends = [least, largest].map { UnitNotation.format($0, significantDigits: nil) }
    return "\(name) \(ends[0]) to \(ends[1])"
  }
}

extension RobustFit.Standing {
  /// Why a figure is not identified.
  var reason: String {
    switch self {
    case .identified: "known"
    case .atBound: "at its bound"
    case .undetermined: "known to no better than a factor of two"
    }
  }

  /// As people read it.
  var sentence: String {
    switch self {
    case .identified: "identified"
    case .atBound, .undetermined: "not identified: \(reason)"
    }
  }
}
