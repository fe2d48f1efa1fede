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
      Without a file it reads the measurements that come with the program, published ones with \
      citations; with files, those. A file is CSV with one measured value per row. Of served \
      models: id, accelerator, engine, model, load, prompt_tokens, output_tokens, metric, value, \
      and more where they are known; of training runs: id, accelerator, accelerators, model, \
      sequence, global_batch, metric, value, and more; of costs: id, metric, value, unit, and \
      accelerator, accelerators, model, configuration (words that name an owner, such as \
      us-neocloud), source, date, confidence (high, medium or low) and notes. Closed and open loads run through the event simulation of \
      `run`, static batches and training steps are computed in closed form, owning costs and power \
      by the economics of `run`. Rents, prices, space and energy are inputs: they stand beside those of \
      the catalog, by metric with bias and magnitude. Where a chip has a stated hourly price, errors \
      of throughput are shown beside those of the cost of tokens. A row that cannot be predicted is listed as unsupported or \
      invalid with its reason. The CSV format prints the rows alone, markdown the summaries with \
      the rows that are furthest off; the table "intervals" says what share the stated intervals \
      hold, and those that all other model families would set. Engines are read as the nearest profile of the catalog; a \
      version that none covers is predicted as `extrapolated`.

      Metrics of costs: \(MeasurementKind.costMetrics.joined(separator: ", ")). USD/h is read as \
      USD/GPU-h, and USD/MWh of electricity as a thousandth of it for a kWh.

      The host times of the engine profiles were fitted on published measurements: an error on \
      those very rows says how well the model fits, not how well it predicts. Exits 6 where no row \
      can be predicted or stands beside a figure of the catalog; a row that is invalid or unsupported is \
      told and its neighbours are used, a file whose rows have too many or too few cells is refused \
      with the line.
      """)

  @Option(help: ArgumentHelp("Measurements of served models.", valueName: "file"))
  var serving: String?

  @Option(help: ArgumentHelp("Measurements of training runs.", valueName: "file"))
  var training: String?

  @Option(help: ArgumentHelp("Costs, prices and power.", valueName: "file"))
  var cost: String?

  @Option(
    defaultAsFlag: SupplyBacktestCommand.shipped,
    help: ArgumentHelp(
      "The past of chip supply replayed, beside the targets that come with the program or a file's.",
      valueName: "file"))
  var supply: String?

  @Option(help: ArgumentHelp("Only rows of this accelerator.", valueName: "name"))
  var accelerator: [String] = []

  @Option(help: ArgumentHelp("Only rows of this source.", valueName: "name"))
  var source: [String] = []

  @Option(help: ArgumentHelp("Only this metric.", valueName: "name"))
  var metric: [String] = []

  @Flag(
    help: """
      Predict serving rows with host terms fitted without their source's rows of their model: \
      how well the model does on what it has not seen. All files are one set, and --accelerator \
      and --source choose what is shown. Takes minutes.
      """)
  var leaveOut = false

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
    if supply != nil, hasFiles || leaveOut || !(accelerator + source + metric).isEmpty {
      throw ValidationError("--supply stands alone: it replays the past of supply and nothing else")
    }
    if let jobs, !(1...1_024).contains(jobs) {
      throw ValidationError("--jobs is \(jobs): it lies from 1 to 1024")
    }
    if leaveOut, hasFiles, serving == nil {
      throw ValidationError(
        "--leave-out leaves out rows of served models, and no --serving file is named: the other "
          + "predictions have no fitted term; omit --leave-out, or name --serving")
    }
  }

  func run() throws {
    let catalog = try CatalogLoading.catalog(adding: catalogFiles)
    if let supply {
      return try SupplyBacktestCommand(targets: supply, catalog: catalog, format: format).run()
    }
    let progress = ProgressLine(isQuiet: quiet)
    let shipped = hasFiles ? nil : try Self.shippedMeasurements()
    let files = try shipped?.files ?? ownFiles()
    let chosen = files.map { $0.only(accelerators: accelerator, sources: source) }
    let threads = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    // Host terms are fitted on all rows, whichever are chosen.
    let leftOut =
      leaveOut
      ? LeftOut(of: files, in: catalog, jobs: threads) { done, total in
        progress.update(done: done, total: total, what: "fitting host terms")
      } : nil
    let tables = chosen.filter { !$0.entries.isEmpty }.map { file in
      ErrorTable(
        of: file, catalog: catalog, leftOut: leftOut, jobs: threads
      ) { done, total in
        progress.update(done: done, total: total, what: "predicting \(file.name)")
      }
    }
    let training = TrainingLeftOut(of: chosen, in: catalog, jobs: threads) { done, total in
      progress.update(done: done, total: total, what: "fitting training steps")
    }
    progress.finish()
    let inputs = CostInputs(of: chosen, in: catalog).only(metrics: metric)
    let validation = ErrorTable(joining: tables).only(metrics: metric)
    guard !validation.rows.isEmpty else { throw emptiness(of: files) }
    let costs = ThroughputCosts(validation, pricedBy: files, in: catalog)
    try print(
      validation, training: training,
      money: [inputs.summaryTable(), inputs.rowTable(), costs.table()].compactMap(\.self),
      from: shipped)
    if !validation.hasPredictions, inputs.summaryTable() == nil {
      throw CommandFailure(
        status: .noData, message: "no row could be predicted: the reasons stand beside the rows")
    }
  }

  /// Why there is nothing to show.
  private func emptiness(of files: [MeasurementFile]) -> CommandFailure {
    guard files.contains(where: { !$0.entries.isEmpty }) else {
      return CommandFailure(
        status: .noData, "\(files.map(\.name).joined(separator: ", ")): a heading and no rows",
        expected: "a row for every measured value", fix: "add rows, or name another file")
    }
    let filters = [("--accelerator", accelerator), ("--source", source), ("--metric", metric)]
      .filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1.joined(separator: ", "))" }
    return CommandFailure(
      status: .noData, "no row has \(filters.joined(separator: " and "))",
      expected: "what some row of \(files.map(\.name).joined(separator: ", ")) has",
      fix: "leave \(filters.count > 1 ? "one of them" : "it") out")
  }

  private var hasFiles: Bool { serving != nil || training != nil || cost != nil }

  static func shippedMeasurements() throws -> ShippedMeasurements {
    do { return try ShippedMeasurements.installed() } catch {
      throw CommandFailure(status: .internalError, message: error.description)
    }
  }

  private func ownFiles() throws -> [MeasurementFile] {
    let paths: [(MeasurementKind, String?)] = [
      (.serving, serving), (.training, training), (.cost, cost),
    ]
    return try paths.compactMap { kind, path in
      try path.map { try Self.file(at: $0, kind: kind) }
    }
  }

  static func file(at path: String, kind: MeasurementKind) throws -> MeasurementFile {
    let text = try DataFile.text(of: path)
    do { return try MeasurementFile(text: text, named: path, kind: kind) } catch {
      throw CommandFailure(status: .invalidScenario, message: error.description)
    }
  }

  /// Rows that are named as furthest off.
  private static let worst = 20

  private func print(
    _ validation: ErrorTable, training: TrainingLeftOut, money: [Table],
    from shipped: ShippedMeasurements?
  ) throws {
    let summaries = ErrorTable.Grouping.allCases.map { validation.summaryTable(by: $0) }
      .filter { !$0.rows.isEmpty }
    let behind =
      [
        validation.intervalTable(),
        validation.hasPredictions ? validation.worstTable(Self.worst) : nil,
      ]
      + [training.table(), training.failedTable(), training.fitTable()] + money
      + [validation.refusalTable(), shipped?.sourceTable()]
    let tables = summaries + behind.compactMap(\.self)
    let title = shipped == nil ? validation.title : "measurements that come with the program"
    switch format {
    case .csv:
      try StandardOutput.print(validation.rowTable().csv)
    case .json:
      let texts = tables.map(\.json).joined(separator: ",\n")
      try StandardOutput.print(
        "{\"schema\": \"bessemer.validation/1\",\n\"rows\": \(validation.rowTable().json),\n"
          + "\"summaries\": [\n\(texts)]}")
    case .markdown:
      let heading = "bessemer \(ProgramVersion.current), \(validation.headline(of: title))"
      try StandardOutput.print(([heading] + tables.map(\.markdown)).joined(separator: "\n\n"))
    case .table:
      for table in [validation.rowTable()] + tables {
        try StandardOutput.print(
          table.terminal(width: StandardOutput.width, overflow: .wrap) + "\n")
      }
      try StandardOutput.print(validation.headline(of: title))
    }
  }
}

extension ErrorTable {
  fileprivate func headline(of title: String) -> String {
    let counts = RowPrediction.Status.allCases.map { "\(count($0)) \($0.rawValue)" }
    return "\(title): \(rows.count) rows, " + counts.joined(separator: ", ")
  }
}
