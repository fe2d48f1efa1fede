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
  try ErrorTable(of: file(of: rows.map(\.cells), .training), catalog: installed, jobs: jobs)
}

/// The prediction of one made-up training row.
func trained(_ changes: [String: String] = [:]) throws -> Double {
  let row = try training([MadeUpTraining(changes)]).rows[0]
  return try #require(row.figure, "\(row.reason)").predicted
}

/// The table of cost rows with made-up values.
func cost(_ rows: [[String: String]]) throws -> ErrorTable {
  let common = [
    "id": "a", "metric": "tco", "value": "2", "unit": "USD/GPU-h", "accelerator": "h100-sxm",
    "configuration": "us-neocloud",
  ]
  let cells = rows.map { common.merging($0) { $1 } }
  return try ErrorTable(of: file(of: cells, .cost), catalog: installed, jobs: 1)
}

/// A file of the given cells under all columns of a kind.
func file(of rows: [[String: String]], _ kind: MeasurementKind) throws -> MeasurementFile {
  let lines = rows.map { row in kind.columns.map { row[$0] ?? "" }.joined(separator: ",") }
  let text = ([kind.columns.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  return try MeasurementFile(text: text, named: "made-up.csv", kind: kind)
}
