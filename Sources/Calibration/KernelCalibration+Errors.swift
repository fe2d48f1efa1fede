public import Tables

extension KernelCalibration {
  /// One line per fit: rows, and the errors e = ln(predicted / measured) on shapes held out, beside
  /// those of the two baselines.
  public func errorTable() -> Table {
    var table = Table(
      [
        Column("class", .text), Column("variant", .text),
        Column("fitted", .integer, description: "Rows of the fit"),
        Column("held_out", .integer, description: "Rows of shapes held out of the fit"),
        Column("dropped", .integer, description: "Rows not used, with reasons below"),
        errorColumn("median_fitted", "Median |e| on rows of the fit"),
        errorColumn("median", "Median |e| on held-out rows"),
        errorColumn("p90", "90th percentile of |e| on held-out rows"),
        errorColumn("bias", "Median e on held-out rows, above 0 where predictions are too slow"),
        errorColumn("median_roofline", "Median |e| of data sheet plus floor, on the same rows"),
        errorColumn("median_shipped", "Median |e| of what the program uses without the fit"),
        Column(
          "interval", .text, description: "5th to 95th percentile of measured / predicted time"),
        Self.targetColumn,
      ], title: "Errors of kernel times on \(accelerator), shapes held out of the fit")
    for fit in fits {
      table.append([
        .text(fit.kernels.rawValue), .text(fit.variant), .integer(fit.fitted?.count ?? 0),
        .integer(fit.heldOut?.count ?? 0), .integer(fit.dropped.count),
        percent(fit.fitted?.medianAbsolute), percent(fit.heldOut?.medianAbsolute),
        percent(fit.heldOut?.absolute90), percent(fit.heldOut?.bias),
        percent(fit.roofline?.medianAbsolute), percent(fit.shipped?.medianAbsolute),
        fit.heldOut.map { .text($0.intervalText) } ?? .missing, fit.heldOut.verdict,
      ])
    }
    return table
  }

  /// One line per class: the same errors over the held-out rows of all its fits together.
  public func classTable() -> Table {
    var table = Table(
      [
        Column("class", .text), Column("fits", .integer),
        Column("held_out", .integer, description: "Rows of shapes held out of the fits"),
        errorColumn("median", "Median |e| on held-out rows"),
        errorColumn("p90", "90th percentile of |e| on held-out rows"),
        errorColumn("bias", "Median e on held-out rows, above 0 where predictions are too slow"),
        errorColumn("median_roofline", "Median |e| of data sheet plus floor, on the same rows"),
        Self.targetColumn,
      ], title: "Errors by class on \(accelerator), shapes held out of the fits")
    for kernels in KernelClass.allCases {
      let own = fits.filter { $0.kernels == kernels }
      guard let errors = KernelErrors(own.flatMap(\.heldOutErrors.fit)) else { continue }
      let roofline = KernelErrors(own.flatMap(\.heldOutErrors.roofline))
      table.append([
        .text(kernels.rawValue), .integer(own.count), .integer(errors.count),
        percent(errors.medianAbsolute), percent(errors.absolute90), percent(errors.bias),
        percent(roofline?.medianAbsolute), KernelErrors?.some(errors).verdict,
      ])
    }
    return table
  }

  /// The figures used so far against groups of too few rows for a fit; nil where there are none.
  public func judgementTable() -> Table? {
    var table = Table(
      [
        Column("class", .text), Column("variant", .text), Column("rows", .integer),
        errorColumn("median_shipped", "Median |e| of what the program uses"),
        errorColumn("bias", "Median e, above 0 where predictions are too slow"),
        Column(
          "interval", .text, description: "5th to 95th percentile of measured / predicted time"),
      ], title: "Errors of the figures used so far on rows too few for a fit")
    for group in unfitted {
      guard let shipped = group.shipped else { continue }
      table.append([
        .text(group.kernels.rawValue), .text(group.variant), .integer(shipped.count),
        percent(shipped.medianAbsolute), percent(shipped.bias), .text(shipped.intervalText),
      ])
    }
    return table.rows.isEmpty ? nil : table
  }

  private static var targetColumn: Column {
    Column(
      "within_10", .text,
      description: "Whether the median |e| on held-out rows is at most 10 %")
  }
}

private func errorColumn(_ name: String, _ description: String) -> Column {
  Column(name, .real, unit: "%", description: description, significantDigits: 2)
}

extension KernelErrors? {
  /// Whether the target is met.
  fileprivate var verdict: Cell {
    map { .text($0.medianAbsolute <= KernelFit.target ? "yes" : "no") } ?? .missing
  }
}
