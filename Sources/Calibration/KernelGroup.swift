import Foundation
public import Performance
import Quantities
public import Stochastics

/// Timed kernels of one form, to be fitted.
public protocol FittableGroup: Sendable {
  var kernels: KernelClass { get }
  var variant: String { get }
  /// Why the times of the rows cannot be in the unit of their heading, or nil.
  var unitProblem: KernelTableError? { get }

  /// Fits the rows that are not held out and compares the result with two baselines on those that
  /// are.
  ///
  /// - Parameter shipped: what the program would use without the fit; nil where nothing fits.
  /// - Throws: ``StochasticsError`` where there are too few rows.
  func fit(against shipped: OperatorCalibration?) throws(StochasticsError) -> KernelFit

  /// How far off what is shipped is on all rows, where they are too few for a fit; nil where no
  /// shipped figure predicts them.
  func judge(_ shipped: OperatorCalibration) -> KernelErrors?
}

/// The rows of one form on one chip.
struct KernelGroup<Form: KernelForm>: FittableGroup {
  let kernels: KernelClass
  let form: Form
  let rows: [Measured<Form.Row>]
  let dropped: [DroppedRow]

  var variant: String { form.variant }

  init(_ kernels: KernelClass, _ form: Form, rows: [Measured<Form.Row>]) {
    self.kernels = kernels
    self.form = form
    var kept: [Measured<Form.Row>] = []
    var dropped: [DroppedRow] = []
    for row in rows {
      let reason =
        row.time < form.bound(of: row.row)
        ? Self.impossible : form.refusal(of: row.row, taking: row.time)
      if let reason {
        dropped.append(DroppedRow(file: row.file, line: row.line, reason: reason))
      } else {
        kept.append(row)
      }
    }
    self.rows = kept
    self.dropped = dropped
  }

  /// Most rows faster than the data sheet, or none near it, betray another unit.
  var unitProblem: KernelTableError? {
    let impossible = dropped.filter { $0.reason == Self.impossible }
    if let first = impossible.first, impossible.count > rows.count {
      return KernelTableError(
        file: first.file, line: first.line,
        "\(impossible.count) of \(impossible.count + rows.count) rows of \(form.variant) are faster "
          + "than the data sheet allows",
        expected: "times in the unit that ends the name of their column: _ms, _us or _s",
        fix: "rename the column, or name the accelerator that was measured")
    }
    guard let best = rows.max(by: { share($0) < share($1) }), share(best) < Self.leastShare,
      rows.allSatisfy({ $0.time.value > Self.longestFloor })
    else { return nil }
    return KernelTableError(
      file: best.file, line: best.line,
      "no row of \(form.variant) comes within \(Int(1 / Self.leastShare)) times of the data sheet",
      expected: "times in the unit that ends the name of their column: _ms, _us or _s",
      fix: "rename the column, or add larger shapes")
  }

  /// What a kernel reaches of the data sheet.
  private func share(_ row: Measured<Form.Row>) -> Double {
    form.bound(of: row.row).value / row.time.value
  }

  private static var impossible: String { "faster than the data sheet allows" }
  /// Where no kernel reaches this share of the data sheet and none takes less than this time, it is
  /// not that the kernels are small: launches take 2 to 300 µs in published tables.
  private static var leastShare: Double { 0.002 }
  private static var longestFloor: Double { 1e-3 }

  func fit(against shipped: OperatorCalibration?) throws(StochasticsError) -> KernelFit {
    let split = KernelSplit(blocks: rows.lazy.map { form.block(of: $0.row) })
    let heldOut = rows.filter { split.holdsOut(form.block(of: $0.row)) }
    let fitted = rows.filter { !split.holdsOut(form.block(of: $0.row)) }
    let search = try search(fitted)
    let efficiency = form.efficiency(search.values)
    let floor = fitted.map { $0.time.value }.quantile(0.05)
    let baseline = heldOut.map { log((floor + form.bound(of: $0.row).value) / $0.time.value) }
    let after = errors(of: heldOut, with: efficiency)
    let before = shipped.flatMap(form.shipped).map { errors(of: heldOut, with: $0) }
    let worse = zip(after, before ?? []).count { abs($0) > abs($1) }
    let figures = zip(form.parameters, search.estimates).map {
      CalibrationFigure($0.key, $0.unit, $1.value)
    }
    return KernelFit(
      kernels: kernels, variant: form.variant, place: form.place,
      figures: figures + form.constants, estimates: search.estimates,
      isConverged: search.isConverged, dropped: dropped,
      fitted: KernelErrors(errors(of: fitted, with: efficiency)),
      heldOut: KernelErrors(after), roofline: KernelErrors(baseline),
      shipped: before.flatMap(KernelErrors.init), range: range,
      heldOutErrors: (after, baseline), worseRows: (worse, before?.count ?? 0))
  }

  func judge(_ shipped: OperatorCalibration) -> KernelErrors? {
    form.shipped(in: shipped).flatMap { KernelErrors(errors(of: rows, with: $0)) }
  }

  /// The fit of the least loss among those from all starts.
  private func search(_ rows: [Measured<Form.Row>]) throws(StochasticsError) -> RobustFit {
    let weights = weights(of: rows)
    let parameters = form.parameters.map(\.search)
    let starts = [parameters.map(\.start)] + form.otherStarts
    var best: RobustFit?
    for start in starts {
      let from = zip(parameters, start).map {
        RobustFit.Parameter($0.name, start: $1, within: $0.bounds)
      }
      let fit = try RobustFit(from, weights: weights) {
        errors(of: rows, with: form.efficiency($0))
      }
      if best.map({ fit.loss < $0.loss }) ?? true { best = fit }
    }
    return best!
  }

  /// ln(predicted / measured), row by row.
  private func errors(of rows: [Measured<Form.Row>], with efficiency: Form.Efficiency) -> [Double] {
    rows.map { log(form.duration(of: $0.row, with: efficiency).value / $0.time.value) }
  }

  /// One weight per row such that each decade of size counts alike, the mean being 1; the size of
  /// a row is ``KernelForm/size(of:)``.
  private func weights(of rows: [Measured<Form.Row>]) -> [Double] {
    let decades = rows.map { Int(log10(form.size(of: $0.row).value).rounded(.down)) }
    var counts: [Int: Int] = [:]
    for decade in decades { counts[decade, default: 0] += 1 }
    let share = Double(rows.count) / Double(max(1, counts.count))
    return decades.map { share / Double(counts[$0]!) }
  }

  /// The least and largest sizes of the rows.
  private var range: [KernelRange] {
    var ranges: [KernelRange] = []
    for row in rows {
      for (name, value) in form.shape(of: row.row) {
        if let index = ranges.firstIndex(where: { $0.name == name }) {
          ranges[index].extend(to: value)
        } else {
          ranges.append(KernelRange(name: name, least: value, largest: value))
        }
      }
    }
    return ranges
  }
}

/// A row that is not used, and why.
public struct DroppedRow: Sendable, Hashable {
  public let file: String
  public let line: Int
  public let reason: String
}

/// The sizes of one kind over which a fit was made.
public struct KernelRange: Sendable, Hashable {
  public let name: String
  public private(set) var least: Double
  public private(set) var largest: Double

  fileprivate mutating func extend(to value: Double) {
    least = min(least, value)
    largest = max(largest, value)
  }
}
