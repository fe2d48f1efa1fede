import ArgumentParser
import Experiments
import Foundation
import ReferenceData
import Tables
import Validation

/// `bessemer validate`: published or own measurements against the model that `run` uses.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Predict measurements and show how far the predictions are off.",
    discussion: """
      Reads CSV files with one measured value per row. Of served models: id, accelerator, engine, \
      model, load, prompt_tokens, output_tokens, metric, value, and more where they are known; of \
      training runs: id, accelerator, accelerators, model, sequence, global_batch, metric, value, \
      and more. Closed and open \
      loads run through the event simulation of `run`, static batches are computed in closed form. \
      A row that cannot be predicted is listed as unsupported or invalid with its reason. The CSV \
      format prints the rows alone, markdown the summaries alone. Engines are read as the nearest \
      profile of the catalog: vllm 0.12 to 0.18 as vllm-0.12, trtllm 1.0 to 1.2 as trt-llm-1.0, \
      sglang 0.5 as sglang-0.5, mindie 2 as mindie-2; another version, cann and vllm-ascend (both \
      cann-cloudmatrix) are predicted as `extrapolated`.

      The host times of the engine profiles were fitted on published measurements: an error on \
      those very rows says how well the model fits, not how well it predicts. Exits 6 where no row \
      can be predicted.
      """)

  @Option(help: ArgumentHelp("Measurements of served models.", valueName: "file"))
  var serving: String?

  @Option(help: ArgumentHelp("Measurements of training runs.", valueName: "file"))
  var training: String?

  @Option(help: ArgumentHelp("Costs, prices and power.", valueName: "file"))
  var cost: String?

  @Option(help: "Print as table, json, csv or markdown.")
  var format: OutputFormat = .table

  @Option(
    name: .customLong("catalog"),
    help: ArgumentHelp("Add a catalog file of your own.", valueName: "file"))
  var catalogFiles: [String] = []

  @Flag(help: "No progress on standard error.")
  var quiet = false

  @Option(help: "Threads to use; the result does not depend on it.")
  var jobs: Int?

  func validate() throws {
    if serving == nil, training == nil, cost == nil {
      throw ValidationError("name a file of measurements")
    }
    if let jobs, !(1...1_024).contains(jobs) {
      throw ValidationError("--jobs is \(jobs): it lies from 1 to 1024")
    }
  }

  func run() throws {
    let catalog = try CatalogLoading.catalog(adding: catalogFiles)
    let progress = ProgressLine(isQuiet: quiet)
    let tables = try files().map { file in
      ErrorTable(
        of: file, catalog: catalog, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount
      ) { done, total in
        progress.update(done: done, total: total, what: "predicting")
      }
    }
    progress.finish()
    let validation = ErrorTable(joining: tables)
    try print(validation)
    if !validation.hasPredictions {
      throw CommandFailure(
        status: .noData, message: "no row could be predicted: the reasons stand beside the rows")
    }
  }

  private func files() throws -> [MeasurementFile] {
    let paths: [(MeasurementKind, String?)] = [
      (.serving, serving), (.training, training), (.cost, cost),
    ]
    return try paths.compactMap { kind, path in
      try path.map { try Self.file(at: $0, kind: kind) }
    }
  }

  private static func file(at path: String, kind: MeasurementKind) throws -> MeasurementFile {
    let text = try DataFile.text(of: path)
    do { return try MeasurementFile(text: text, named: path, kind: kind) } catch {
      throw CommandFailure(status: .invalidScenario, message: error.description)
    }
  }

  private func print(_ validation: ErrorTable) throws {
    let summaries = ErrorTable.Grouping.allCases.map { validation.summaryTable(by: $0) }
    let refusals = [validation.refusalTable()].compactMap(\.self)
    switch format {
    case .csv:
      try StandardOutput.print(validation.rowTable().csv)
    case .json:
      let tables = summaries.map(\.json).joined(separator: ",\n")
      try StandardOutput.print(
        "{\"schema\": \"bessemer.validation/1\",\n\"rows\": \(validation.rowTable().json),\n"
          + "\"summaries\": [\n\(tables)]}")
    case .markdown:
      try StandardOutput.print(
        ([headline(of: validation)] + (summaries + refusals).map(\.markdown))
          .joined(separator: "\n\n"))
    case .table:
      for table in [validation.rowTable()] + summaries + refusals {
        try StandardOutput.print(
          table.terminal(width: StandardOutput.width, overflow: .wrap) + "\n")
      }
      try StandardOutput.print(headline(of: validation))
    }
  }

  private func headline(of validation: ErrorTable) -> String {
    let counts = RowPrediction.Status.allCases.map { "\(validation.count($0)) \($0.rawValue)" }
    return "\(validation.title): \(validation.rows.count) rows, "
      + counts.joined(separator: ", ")
  }
}
