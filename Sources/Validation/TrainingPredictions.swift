import Experiments
import Performance
import ReferenceData
import Training

/// The rows of a training file, predicted in closed form as `run` judges training.
struct TrainingPredictions {
  let rows: [RowPrediction]

  init(
    _ file: MeasurementFile, catalog: Catalog, jobs: Int,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
  ) {
    let entries = file.entries
    let counter = ProgressCounter(total: entries.count, report: progress)
    let runs = parallelMap(entries.count, jobs: jobs) { index in
      defer { counter.advance() }
      return Result { () throws(RowRefusal) in
        try entries[index].requireUnique()
        let row = try TrainingRow(entries[index].cells)
        return (row, try MeasuredRun(row, in: catalog))
      }
    }
    rows = zip(entries, runs).flatMap { entry, run in
      // A second value is a row of its own; where it is unstated there is none.
      [("metric", "value"), ("second_metric", "second_value")].compactMap { metric, value in
        let isFirst = metric == "metric"
        if !isFirst, entry.cells[metric] == nil, entry.cells[value] == nil { return nil }
        return RowPrediction(
          entry: entry, metric: entry.cells[metric] ?? "", value: entry.cells[value] ?? "",
          result: Result { () throws(RowRefusal) in
            guard
              let reading = try TrainingRow.Reading(entry.cells, metric: metric, value: value)
            else { throw .missing(column: metric) }
            let (row, measured) = try run.get()
            return Self.prediction(
              of: reading, named: entry.cells[metric] ?? "", in: row, as: measured,
              source: entry.source)
          })
      }
    }
  }

  private static func prediction(
    of reading: TrainingRow.Reading, named metric: String, in row: TrainingRow,
    as measured: MeasuredRun, source: String
  ) -> (figure: RowPrediction.Figure, group: RowPrediction.Group) {
    let figure = RowPrediction.Figure(
      predicted: reading.metric.value(of: measured.step), measured: reading.value,
      quantity: .trainingStep, isInverse: !reading.metric.isTime,
      confidence: measured.step.confidence, remarks: measured.remarks)
    let group = RowPrediction.Group(
      metric: metric, source: source, accelerator: row.accelerator,
      engine: "training \(row.precision.rawValue)",
      family: row.model.family, regime: PlanRegime(measured.step.run.plan).rawValue,
      saturation: nil)
    return (figure, group)
  }
}

/// The range of plans a training run belongs to, within which errors are alike.
enum PlanRegime: String, Sendable, CaseIterable {
  case data = "data parallel"
  case sharded = "fully sharded"
  case tensor = "tensor"
  case pipeline = "pipeline"
  case context = "context"

  init(_ plan: TrainingPlan) {
    self =
      plan.context > 1
      ? .context
      : plan.pipeline > 1
        ? .pipeline : plan.tensor > 1 ? .tensor : plan.sharding == .weights ? .sharded : .data
  }
}
