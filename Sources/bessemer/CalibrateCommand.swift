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

  @OptionGroup var options: FitOptions

  func run() throws {
    let catalog = try CatalogLoading.catalog(adding: options.catalogFiles)
    do {
      let chip = try catalog.accelerator(accelerator)
      let present = try catalog.calibration(for: accelerator)
      if let out = options.out { try CatalogOutput.requireFree(out, force: options.force) }
      let files = try KernelFiles(files, of: accelerator, software: software)
      if options.out != nil, software == nil, files.software.isEmpty {
        throw CommandFailure(
          status: .usage, "--software is missing: whose kernels were timed is not known",
          expected: "a name and a version, such as vllm-0.24.0")
      }
      let calibration = try KernelCalibration(
        of: files.tables, on: chip, against: present.calibration)
      try print(calibration, from: files, present: present)
      let accepted = calibration.fits.filter { options.force || !$0.isWorse }
      guard accepted.contains(where: { $0.place != nil }) else {
        throw CommandFailure(
          status: .noData,
          message: "no class is predicted better than by \(present.fittedOn): nothing to write"
            + "\n  fix       add rows, or take the fits with --force")
      }
      guard let out = options.out else { return }
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
    switch options.format {
    case .table:
      for table in tables {
        try StandardOutput.print(
          table.terminal(width: StandardOutput.width, overflow: .wrap) + "\n")
      }
      for fit in calibration.fits where fit.isWorse {
        try StandardOutput.print(
          "\(fit.kernels.rawValue) \(fit.variant): worse on held-out shapes than \(present.fittedOn)"
            + (options.force ? ", taken all the same" : ", which is kept"))
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
    let origin = CalibrationDraft.Origin(
      software: software ?? files.software.joined(separator: ", "),
      sources: options.source.map { [$0] } ?? files.names, date: options.statedDate,
      heading: [
        "Efficiencies of \(accelerator), fitted by bessemer \(ProgramVersion.current) calibrate.",
        "Use: bessemer run SCENARIO --catalog THIS-FILE",
      ])
    return try CalibrationDraft(
      of: fits, named: options.name ?? "\(accelerator)-own", on: accelerator, origin: origin,
      in: catalog)
  }

  private func write(_ draft: CalibrationDraft, to path: String) throws {
    try CatalogOutput.write(draft.yaml, to: path)
    if !draft.kept.isEmpty {
      StandardError.print(
        "not measured, taken from \(draft.keptFrom): \(draft.kept.joined(separator: ", "))")
    }
  }
}
