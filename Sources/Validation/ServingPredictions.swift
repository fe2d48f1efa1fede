import Experiments
import ReferenceData
import Serving

/// The rows of a serving file, predicted: closed and open loads by the event simulation, static
/// batches in closed form.
struct ServingPredictions {
  let rows: [RowPrediction]

  init(
    _ file: MeasurementFile, catalog: Catalog, jobs: Int,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
  ) {
    let read = file.entries.map { entry in
      Result { () throws(RowRefusal) in
        try entry.requireUnique()
        return try ServingRow(entry.cells)
      }
    }
    var indices: [MeasuredConditions: Int] = [:]
    var distinct: [MeasuredConditions] = []
    for case .success(let row) in read where indices[row.conditions] == nil {
      indices[row.conditions] = distinct.count
      distinct.append(row.conditions)
    }
    let asked = distinct
    let counter = ProgressCounter(total: asked.count, report: progress)
    let outcomes = parallelMap(asked.count, jobs: jobs) { index in
      defer { counter.advance() }
      return Result { () throws(RowRefusal) in
        let deployment = try MeasuredDeployment(asked[index], in: catalog)
        return (deployment, try ConditionsRun(asked[index], on: deployment).outcome())
      }
    }
    rows = zip(file.entries, read).map { entry, row in
      RowPrediction(
        entry: entry, metric: entry.metric, value: entry.value,
        result: Result { () throws(RowRefusal) in
          let row = try row.get()
          let (deployment, run) = try outcomes[indices[row.conditions]!].get()
          let figure = RowPrediction.Figure(
            predicted: try run.outcome.value(of: row.metric), measured: row.value,
            isTime: row.metric.isTime, time: deployment.interval, grade: deployment.grade,
            remarks: deployment.remarks + [run.saturation.rawValue])
          let group = RowPrediction.Group(
            metric: row.metric.name, source: entry.source,
            accelerator: row.conditions.accelerator, engine: deployment.replica.engine.name,
            family: ModelFamily.name(of: row.conditions.model),
            regime: LoadRegime(row.conditions.load).rawValue, saturation: run.saturation)
          return (figure, group)
        })
    }
  }
}
