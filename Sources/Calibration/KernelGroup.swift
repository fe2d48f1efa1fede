import Foundation
public import Performance
import Quantities
public import Stochastics

/// Timed kernels of one form, to be fitted.
public protocol FittableGroup: Sendable {
  var kernels: KernelClass { get }
  var variant: String { get }
  /// Fits the rows that are not held out and compares the result with two baselines on those that
  /// are.
  ///
  /// - Parameter shipped: what the program would use without the fit; nil where nothing fits.
  /// - Throws: ``StochasticsError`` where there are too few rows.
  func fit(against shipped: OperatorCalibration?) throws(StochasticsError) -> KernelFit
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
        ? "faster than the data sheet allows" : form.refusal(of: row.row, taking: row.time)
      if let reason {
        dropped.append(DroppedRow(file: row.file, line: row.line, reason: reason))
      } else {
        kept.append(row)
      }
    }
    self.rows = kept
    self.dropped = dropped
  }

  func fit(against shipped: OperatorCalibration?) throws(StochasticsError) -> KernelFit {
    let heldOut = rows.filter { KernelSplit.isHeldOut(form.block(of: $0.row)) }
    let fitted = rows.filter { !KernelSplit.isHeldOut(form.block(of: $0.row)) }
    let search = try RobustFit(form.parameters.map(\.search), weights: weights(of: fitted)) {
      errors(of: fitted, with: form.efficiency($0))
    }
    let efficiency = form.efficiency(search.values)
    let floor = fitted.map { $0.time.value }.quantile(0.05)
    let baseline = KernelErrors(
      heldOut.map { log((floor + form.bound(of: $0.row).value) / $0.time.value) })
    let before = shipped.flatMap(form.shipped).flatMap {
      KernelErrors(errors(of: heldOut, with: $0))
    }
    let figures = zip(form.parameters, search.estimates).map {
      CalibrationFigure($0.key, $0.unit, $1.value)
    }
    return KernelFit(
      kernels: kernels, variant: form.variant, place: form.place,
      figures: figures + form.constants, estimates: search.estimates,
      isConverged: search.isConverged, dropped: dropped,
      fitted: KernelErrors(errors(of: fitted, with: efficiency)),
      heldOut: KernelErrors(errors(of: heldOut, with: efficiency)), roofline: baseline,
      shipped: before, range: range)
  }

  /// ln(predicted / measured), row by row.
  private func errors(of rows: [Measured<Form.Row>], with efficiency: Form.Efficiency) -> [Double] {
    rows.map { log(form.duration(of: $0.row, with: efficiency).value / $0.time.value) }
  }

  /// One weight per row such that each decade of size counts alike, the mean being 1; the size of
  /// a row is the time that the data sheet allows for it.
  private func weights(of rows: [Measured<Form.Row>]) -> [Double] {
    let decades = rows.map { Int(log10(form.bound(of: $0.row).value).rounded(.down)) }
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
