public import ReferenceData

/// Measurements beside the predictions of the model that `run` uses, row by row.
public struct ErrorTable: Sendable {
  /// What was read: the name of the file.
  public let title: String
  /// Every row of the file in its order; a training row that states two metrics has two.
  public let rows: [RowPrediction]

  /// Predicts every row of a file.
  ///
  /// Rows that share their conditions share a run; the result depends on the file and the catalog
  /// alone, not on the number of threads or the order of rows.
  ///
  /// - Parameter leftOut: host terms by which every serving row is predicted, fitted without its
  ///   source's rows of its model; nil for those of the profiles. Other rows are not affected.
  public init(
    of file: MeasurementFile, catalog: Catalog, leftOut: LeftOut? = nil, jobs: Int,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    title = file.name
    switch file.kind {
    case .serving:
      rows =
        ServingPredictions(
          file, catalog: catalog, leftOut: leftOut, jobs: jobs, progress: progress
        ).rows
    case .training:
      rows = TrainingPredictions(file, catalog: catalog, jobs: jobs, progress: progress).rows
    case .cost: rows = CostPredictions(file, catalog: catalog).rows
    }
  }

  /// The rows of some metrics; all where none is named.
  public func only(metrics: [String]) -> ErrorTable {
    metrics.isEmpty
      ? self : ErrorTable(title: title, rows: rows.filter { metrics.contains($0.metric) })
  }

  private init(title: String, rows: [RowPrediction]) {
    self.title = title
    self.rows = rows
  }

  /// Several tables as one, in their order.
  public init(joining tables: [ErrorTable]) {
    title = tables.map(\.title).joined(separator: ", ")
    rows = tables.flatMap(\.rows)
  }

  /// Whether any row was predicted.
  public var hasPredictions: Bool { rows.contains { $0.status == .ok } }

  /// The number of rows of a status.
  public func count(_ status: RowPrediction.Status) -> Int {
    rows.count { $0.status == status }
  }
}
