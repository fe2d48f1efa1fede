import Experiments
import ReferenceData
import Serving

/// The rows of a serving file, predicted: closed and open loads by the event simulation, static
/// batches in closed form.
struct ServingPredictions {
  let rows: [RowPrediction]

  init(
    _ file: MeasurementFile, catalog: Catalog, leftOut: LeftOut? = nil, jobs: Int,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
  ) {
    let read = file.entries.map { entry in
      Result { () throws(RowRefusal) in
        try entry.requireUnique()
        return try ServingRow(entry.cells)
      }
    }
    var indices: [Question: Int] = [:]
    var distinct: [Question] = []
    for (entry, row) in zip(file.entries, read) {
      guard case .success(let row) = row else { continue }
      let question = Question(row.conditions, source: leftOut == nil ? nil : entry.source)
      if indices[question] == nil {
        indices[question] = distinct.count
        distinct.append(question)
      }
    }
    let asked = distinct
    let counter = ProgressCounter(total: asked.count, report: progress)
    let outcomes = parallelMap(asked.count, jobs: jobs) { index in
      defer { counter.advance() }
      return Result { () throws(RowRefusal) in
        let conditions = asked[index].conditions
        var terms: HostTerms?
        if let leftOut, let source = asked[index].source {
          let match = try EngineMatch(conditions.engine, date: conditions.date, in: catalog)
          terms = leftOut.terms(for: conditions, of: source, profile: match.profile)
          if terms == nil {
            // What cannot be predicted in any case says why.
            _ = try MeasuredDeployment(conditions, in: catalog)
            throw .nothingToFit(profile: match.profile)
          }
        }
        let deployment = try MeasuredDeployment(conditions, in: catalog, terms: terms)
        return (deployment, try ConditionsRun(conditions, on: deployment).outcome())
      }
    }
    rows = zip(file.entries, read).map { entry, row in
      RowPrediction(
        entry: entry, metric: entry.metric, value: entry.value,
        result: Result { () throws(RowRefusal) in
          let row = try row.get()
          let question = Question(row.conditions, source: leftOut == nil ? nil : entry.source)
          let (deployment, run) = try outcomes[indices[question]!].get()
          let figure = RowPrediction.Figure(
            predicted: try run.outcome.value(of: row.metric), measured: row.value,
            quantity: row.metric.quantity, confidence: deployment.confidence,
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

/// What one run answers: conditions, and the source whose word on the model is left out.
private struct Question: Hashable, Sendable {
  let conditions: MeasuredConditions
  let source: String?

  init(_ conditions: MeasuredConditions, source: String?) {
    self.conditions = conditions
    self.source = source
  }
}
