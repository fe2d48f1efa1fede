import Experiments
public import ReferenceData
import Serving

/// A file of measurements against the model that `run` uses.
public struct ServingValidation: Sendable {
  public let file: MeasurementFile
  /// One for each row of the file, in its order.
  public let rows: [RowPrediction]

  /// Predicts every row. Rows that share their conditions share a run; the result depends on the
  /// file and the catalog alone, not on the number of threads or the order of rows.
  public init(
    _ file: MeasurementFile, catalog: Catalog, jobs: Int,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    self.file = file
    var indices: [MeasuredConditions: Int] = [:]
    var distinct: [MeasuredConditions] = []
    for case .success(let row) in file.entries.map(\.row) where indices[row.conditions] == nil {
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
    rows = file.entries.map { entry in
      RowPrediction(
        entry: entry,
        result: Result { () throws(RowRefusal) in
          let row = try entry.row.get()
          let (deployment, outcome) = try outcomes[indices[row.conditions]!].get()
          let figure = RowPrediction.Figure(
            predicted: try outcome.value(of: row.metric), measured: row.value,
            metric: row.metric, time: deployment.interval, grade: deployment.grade,
            remarks: deployment.remarks)
          let group = RowPrediction.Group(
            metric: row.metric.name, accelerator: row.conditions.accelerator,
            engine: deployment.replica.engine.name,
            family: ModelFamily.name(of: row.conditions.model),
            regime: LoadRegime(row.conditions.load))
          return (figure, group)
        })
    }
  }

  /// Whether any row was predicted.
  public var hasPredictions: Bool { rows.contains { $0.status == .ok } }

  public func count(_ status: RowPrediction.Status) -> Int {
    rows.count { $0.status == status }
  }
}
