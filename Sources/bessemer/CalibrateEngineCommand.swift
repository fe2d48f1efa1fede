import ArgumentParser
import Foundation
import ReferenceData
import Stochastics
import Tables
import Validation

/// `bessemer calibrate-engine`: what an engine's host costs, fitted on measurements of served models.
struct CalibrateEngineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate-engine",
    abstract: "Fit the host times of an engine profile on measurements of served models.",
    discussion: """
      Reads serving rows as `validate` does, takes those that the profile predicts, of its versions \
      and of others that it is the nearest to, and finds the time per step, request, layer, step \
      with prompts and prompt token by which the simulation meets them. Shows each term with its \
      standard error and the errors before, after, and on rows whose source's word on their model \
      was left out of the fit. The file that --out names is a catalog file: with --catalog FILE and --engine NAME, `estimate` \
      predicts by it, and so does a scenario that names both. Takes minutes. Exits 6 where too few \
      rows can be predicted.
      """)

  @Argument(help: "The profile to fit, of the catalog.")
  var engine: String

  @Option(
    help: ArgumentHelp(
      "Measurements of served models; else those that come with the program.", valueName: "file"))
  var serving: [String] = []

  @OptionGroup var options: FitOptions

  @Flag(help: "No progress on standard error.")
  var quiet = false

  @Option(help: "Threads to use; the result does not depend on it.")
  var jobs: Int?

  func validate() throws {
    if let jobs, !(1...1_024).contains(jobs) {
      throw ValidationError("--jobs is \(jobs): it lies from 1 to 1024")
    }
  }

  func run() throws {
    let catalog = try CatalogLoading.catalog(adding: options.catalogFiles)
    do { _ = try catalog.engine(engine) } catch { throw CatalogLoading.failure(error) }
    if let out = options.out {
      try CatalogOutput.requireFree(out, force: options.force)
      // Fitting takes minutes: what the file could not say is told before.
      try requireReadable(
        EngineFit.emptyYAML(
          of: engine, named: ownName, source: ownSource, date: options.statedDate), in: catalog)
    }
    let files =
      serving.isEmpty
      ? try ValidateCommand.shippedMeasurements().files
      : try serving.map { try ValidateCommand.file(at: $0, kind: .serving) }
    let progress = ProgressLine(isQuiet: quiet)
    defer { progress.finish() }
    let fit: EngineFit
    do {
      fit = try EngineFit(
        of: engine, on: files, in: catalog,
        jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount
      ) { phase, done, total in
        progress.update(done: done, total: total, what: phase.words)
      }
      progress.finish()
    } catch {
      throw CommandFailure(
        status: .noData,
        message: "\(error)\n  fix       name files with more rows of it, or another profile; "
          + "`bessemer validate` says why rows are not predicted")
    }
    try print(fit)
    guard let out = options.out else { return }
    let text = fit.yaml(
      named: ownName, source: ownSource, date: options.statedDate,
      heading: [
        "Host times of \(engine), fitted by bessemer \(ProgramVersion.current) calibrate-engine.",
        "Use: bessemer estimate … --catalog THIS-FILE --engine \(ownName)",
      ])
    // A file that would not be read is never written.
    try requireReadable(text, in: catalog)
    try CatalogOutput.write(text, to: out)
  }

  private var ownName: String { options.name ?? "\(engine)-own" }

  private var ownSource: String {
    let names = serving.map { ($0 as NSString).lastPathComponent }
    return options.source ?? (names.isEmpty ? "calibration-fits" : names.joined(separator: ", "))
  }

  private func requireReadable(_ text: String, in catalog: Catalog) throws {
    do { _ = try catalog.adding(text: text, named: options.out ?? "").engine(ownName) } catch {
      throw CatalogLoading.failure(error)
    }
  }

  private func print(_ fit: EngineFit) throws {
    let tables = [fit.termTable(), fit.errorTable()]
    switch options.format {
    case .table:
      for table in tables {
        try StandardOutput.print(
          table.terminal(width: StandardOutput.width, overflow: .wrap) + "\n")
      }
    case .markdown: try StandardOutput.print(tables.map(\.markdown).joined(separator: "\n\n"))
    case .csv: try StandardOutput.print(fit.termTable().csv)
    case .json:
      try StandardOutput.print(
        "{\"schema\": \"bessemer.engine-calibration/1\",\n\"tables\": [\n"
          + tables.map(\.json).joined(separator: ",\n") + "]}")
    }
  }
}

extension EngineFit.Phase {
  /// What the progress line says of it.
  var words: String {
    switch self {
    case .simulating: "fitting host terms"
    case .leavingOut: "leaving out"
    }
  }
}
