import ArgumentParser
import Calibration
import Foundation
import Performance
import ReferenceData
import Reports
import Tables

/// `bessemer calibrate`: efficiencies of a chip fitted on timings of its kernels.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Fit the operator efficiencies of a chip on timings of its kernels.",
    discussion: """
      Reads CSV tables, one per class of kernels and named after it (gemm.csv, or \
      h100-sxm__gemm.csv beside tables of other chips), fits the forms by which steps are \
      predicted, and shows the errors on shapes held out of the fit beside those of a roofline \
      with a floor and of the figures used so far. A class whose new figures predict held-out \
      shapes worse than the present ones keeps those. The file that --out names is a catalog file: \
      with --catalog FILE, `run` and `estimate` predict the chip by it.

      Exits 6 where no class is better than the figures used so far.
      """)

  @Argument(help: ArgumentHelp("Tables of kernel timings, or folders of them.", valueName: "files"))
  var files: [String]

  @Option(help: "The accelerator that was measured, of the catalog.")
  var accelerator: String

  @Option(help: "Whose kernels were timed, such as vllm-0.24.0; else what an INDEX.csv says.")
  var software: String?

  @Option(help: "When they were timed: a year, a month or a day; else today.")
  var date: String?

  @Option(help: "Where the timings come from; else the names of the files.")
  var source: String?

  @Option(help: ArgumentHelp("Write the figures to a catalog file.", valueName: "file"))
  var out: String?

  @Option(help: "The name of the entry in that file; else the accelerator's with -own.")
  var name: String?

  @Flag(help: "Take every fit, and replace a file that is there.")
  var force = false

  @Option(help: "Print as table, json, csv or markdown.")
  var format: OutputFormat = .table

  @Option(
    name: .customLong("catalog"),
    help: ArgumentHelp("Add a catalog file of your own.", valueName: "file"))
  var catalogFiles: [String] = []

  func run() throws {
    let catalog = try CatalogLoading.catalog(adding: catalogFiles)
    do {
      let chip = try catalog.accelerator(accelerator)
      let present = try catalog.calibration(for: accelerator)
      if let out { try CatalogOutput.requireFree(out, force: force) }
      let files = try KernelFiles(files, of: accelerator, software: software)
      if out != nil, software == nil, files.software.isEmpty {
        throw CommandFailure(
          status: .usage, "--software is missing: whose kernels were timed is not known",
          expected: "a name and a version, such as vllm-0.24.0")
      }
      let calibration = try KernelCalibration(
        of: files.tables, on: chip, against: present.calibration)
      try print(calibration, from: files, present: present)
      let accepted = calibration.fits.filter { force || !$0.isWorse }
      guard accepted.contains(where: { $0.place != nil }) else {
        throw CommandFailure(
          status: .noData,
          message: "no class is predicted better than by \(present.fittedOn): nothing to write"
            + "\n  fix       add rows, or take the fits with --force")
      }
      guard let out else { return }
      let draft = try draft(accepted, from: files, in: catalog)
      // A file that would not be read is never written.
      _ = try catalog.adding(text: draft.yaml, named: out)
      try write(draft, to: out)
    } catch let error as CatalogError {
      throw CatalogLoading.failure(error)
    } catch let error as KernelTableError {
      throw CommandFailure(status: .invalidScenario, message: error.description)
    }
  }

  private func print(
    _ calibration: KernelCalibration, from files: KernelFiles, present: ResolvedCalibration
  ) throws {
    let fitted =
      calibration.fits.isEmpty ? [] : [calibration.errorTable(), calibration.classTable()]
    let tables =
      [
        calibration.figureTable(), files.unusedTable(), calibration.omissionTable(),
        calibration.judgementTable(),
      ].compactMap(\.self) + fitted
    switch format {
    case .table:
      for table in tables {
        try StandardOutput.print(
          table.terminal(width: StandardOutput.width, overflow: .wrap) + "\n")
      }
      for fit in calibration.fits where fit.isWorse {
        try StandardOutput.print(
          "\(fit.kernels.rawValue) \(fit.variant): worse on held-out shapes than \(present.fittedOn)"
            + (force ? ", taken all the same" : ", which is kept"))
      }
    case .markdown:
      try StandardOutput.print(tables.map(\.markdown).joined(separator: "\n\n"))
    case .csv:
      try StandardOutput.print(calibration.errorTable().csv)
    case .json:
      try StandardOutput.print(
        "{\"schema\": \"bessemer.calibration/1\",\n\"tables\": [\n"
          + tables.map(\.json).joined(separator: ",\n") + "]}")
    }
  }

  private func draft(
    _ fits: [KernelFit], from files: KernelFiles, in catalog: Catalog
  ) throws -> CalibrationDraft {
    let today = ISO8601DateFormatter.string(
      from: Date(), timeZone: .current, formatOptions: [.withFullDate])
    let origin = CalibrationDraft.Origin(
      software: software ?? files.software.joined(separator: ", "),
      sources: source.map { [$0] } ?? files.names, date: date ?? today,
      heading: [
        "Efficiencies of \(accelerator), fitted by bessemer \(ProgramVersion.current) calibrate.",
        "Use: bessemer run SCENARIO --catalog THIS-FILE",
      ])
    return try CalibrationDraft(
      of: fits, named: name ?? "\(accelerator)-own", on: accelerator, origin: origin, in: catalog)
  }

  private func write(_ draft: CalibrationDraft, to path: String) throws {
    try CatalogOutput.write(draft.yaml, to: path)
    if !draft.kept.isEmpty {
      StandardError.print(
        "not measured, taken from \(draft.keptFrom): \(draft.kept.joined(separator: ", "))")
    }
  }
}
