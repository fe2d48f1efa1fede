import Quantities
import Stochastics
public import Tables

extension KernelCalibration {
  /// One line per fit: rows, and the errors e = ln(predicted / measured) on shapes held out, beside
  /// those of the two baselines.
  public func errorTable() -> Table {
    func error(_ name: String, _ description: String) -> Column {
      Column(name, .real, unit: "%", description: description, significantDigits: 2)
    }
    var table = Table(
      [
        Column("class", .text), Column("variant", .text),
        Column("fitted", .integer, description: "Rows of the fit"),
        Column("held_out", .integer, description: "Rows of shapes held out of the fit"),
        Column("dropped", .integer, description: "Rows not used, with reasons below"),
        error("median_fitted", "Median |e| on rows of the fit"),
        error("median", "Median |e| on held-out rows"),
        error("p90", "90th percentile of |e| on held-out rows"),
        error("bias", "Median e on held-out rows, above 0 where predictions are too slow"),
        error("median_roofline", "Median |e| of data sheet plus floor, on the same rows"),
        error("median_shipped", "Median |e| of what the program uses without the fit"),
        Column(
          "interval", .text, description: "5th to 95th percentile of measured / predicted time"),
      ], title: "Errors of kernel times on \(accelerator), shapes held out of the fit")
    for fit in fits {
      table.append([
        .text(fit.kernels.rawValue), .text(fit.variant), .integer(fit.fitted?.count ?? 0),
        .integer(fit.heldOut?.count ?? 0), .integer(fit.dropped.count),
        percent(fit.fitted?.medianAbsolute), percent(fit.heldOut?.medianAbsolute),
        percent(fit.heldOut?.absolute90), percent(fit.heldOut?.bias),
        percent(fit.roofline?.medianAbsolute), percent(fit.shipped?.medianAbsolute),
        fit.heldOut.map { .text($0.intervalText) } ?? .missing,
      ])
    }
    return table
  }

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

private func percent(_ share: Double?) -> Cell { share.map { .real($0 * 100) } ?? .missing }

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
