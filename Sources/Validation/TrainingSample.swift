import Experiments
import Foundation
import Performance
import Quantities
import ReferenceData
import Training

/// A training run with the time that its step took.
///
/// A row counts once, by its first metric: the second is the same run in another unit.
struct TrainingSample: Sendable {
  let id: String
  let source: String
  let run: TrainingRun
  let calibration: OperatorCalibration
  let fittedOn: String
  /// What the first metric makes of a step's time.
  let measured: Seconds

  /// The rows of files that can be predicted, in their order.
  static func all(
    of files: [MeasurementFile], in catalog: Catalog, jobs: Int
  ) -> [TrainingSample] {
    let entries = files.filter { $0.kind == .training }.flatMap(\.entries)
    let found = parallelMap(entries.count, jobs: jobs) { index in
      try? TrainingSample(entries[index], in: catalog)
    }
    var seen: Set<String> = []
    return found.compactMap(\.self).filter { seen.insert($0.id).inserted }
  }

  private init(_ entry: MeasurementFile.Entry, in catalog: Catalog) throws(RowRefusal) {
    try entry.requireUnique()
    guard
      let reading = try TrainingRow.Reading(entry.cells, metric: "metric", value: "value")
    else { throw .missing(column: "metric") }
    let row = try MeasuredRun(TrainingRow(entry.cells), in: catalog)
    id = entry.id
    source = entry.source
    run = row.run
    calibration = row.calibration
    fittedOn = row.fittedOn
    let ratio = reading.metric.value(of: row.step) / reading.value
    measured = row.step.duration / (reading.metric.isTime ? ratio : 1 / ratio)
  }

  /// The time of a step at some efficiency.
  func duration(at efficiency: TrainingEfficiency) -> Seconds {
    do {
      return try TrainingStep(run: run, calibration: calibration.with(training: efficiency))
        .duration
    } catch {
      preconditionFailure("\(id) was predicted, and is no more: \(error)")
    }
  }

  /// ln(predicted/measured) of the step's time.
  func error(at efficiency: TrainingEfficiency) -> Double {
    log(duration(at: efficiency) / measured)
  }
}
