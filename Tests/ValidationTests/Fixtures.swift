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
