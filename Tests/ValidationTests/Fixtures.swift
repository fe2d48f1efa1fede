import ReferenceData
import Testing

@testable import Validation

/// The bundled catalog, read once for all suites.
let installed: Catalog = {
  do { return try Catalog.installed() } catch { fatalError("\(error)") }
}()

/// Rows made up for these tests: no measurement stands behind any of their values.
struct MadeUpRow {
  var cells: [String: String] = [
    "id": "a", "accelerator": "h100-sxm", "accelerators": "1", "engine": "vllm-0.12",
    "model": "llama-3.1-8b", "weights": "bf16", "load": "closed", "concurrency": "4",
    "tensor": "1", "prompt_tokens": "512", "output_tokens": "64", "metric": "tpot_ms_mean",
    "value": "9",
  ]

  init(_ changes: [String: String] = [:]) {
    cells.merge(changes) { $1 }
  }

  static func csv(_ rows: [MadeUpRow]) -> String {
    let columns = MeasurementKind.serving.columns
    let lines = rows.map { row in columns.map { row.cells[$0] ?? "" }.joined(separator: ",") }
    return ([columns.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }
}

/// Predicts made-up rows.
func validation(_ rows: [MadeUpRow], jobs: Int = 1) throws -> ErrorTable {
  let file = try MeasurementFile(text: MadeUpRow.csv(rows), named: "made-up.csv")
  return ErrorTable(of: file, catalog: installed, jobs: jobs)
}

/// The prediction of one made-up row.
func predicted(_ changes: [String: String] = [:]) throws -> Double {
  let row = try validation([MadeUpRow(changes)]).rows[0]
  return try #require(row.figure, "\(row.reason)").predicted
}

/// Training rows made up for these tests.
struct MadeUpTraining {
  var cells: [String: String] = [
    "id": "a", "accelerator": "h100-sxm", "accelerators": "8", "model": "llama-2-7b",
    "sequence": "4096", "precision": "bf16", "tensor": "2", "pipeline": "1", "micro_batch": "1",
    "global_batch": "64", "recompute": "none", "metric": "step_s", "value": "5",
  ]

  init(_ changes: [String: String] = [:]) {
    cells.merge(changes) { $1 }
  }
}

/// Predicts made-up training rows.
func training(_ rows: [MadeUpTraining], jobs: Int = 1) throws -> ErrorTable {
  let columns = MeasurementKind.training.columns
  let lines = rows.map { row in columns.map { row.cells[$0] ?? "" }.joined(separator: ",") }
  let text = ([columns.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  let file = try MeasurementFile(text: text, named: "made-up.csv", kind: .training)
  return ErrorTable(of: file, catalog: installed, jobs: jobs)
}

/// The prediction of one made-up training row.
func trained(_ changes: [String: String] = [:]) throws -> Double {
  let row = try training([MadeUpTraining(changes)]).rows[0]
  return try #require(row.figure, "\(row.reason)").predicted
}
