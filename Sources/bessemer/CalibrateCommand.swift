import ArgumentParser
import Calibration
import Performance
import ReferenceData
import Tables

/// `bessemer calibrate`: efficiencies of a chip fitted on timings of its kernels.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Fit the operator efficiencies of a chip on timings of its kernels.",
    discussion: """
      Reads CSV tables of kernel times, one per class of kernels, fits the forms by which steps are \
      predicted, and shows the errors on shapes that were held out.
      """)

  @Argument(help: ArgumentHelp("Tables of kernel timings, or folders of them.", valueName: "files"))
  var files: [String]

  @Option(help: "The accelerator that was measured, of the catalog.")
  var accelerator: String

  @Option(help: "Whose kernels were timed, such as vllm-0.24.0.")
  var software: String?

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
      let shipped = try catalog.calibration(for: accelerator)
      let files = try KernelFiles(files, of: accelerator, software: software)
      let calibration = try KernelCalibration(
        of: files.tables, on: chip, against: shipped.calibration)
      try print(calibration)
    } catch let error as CatalogError {
      throw CatalogLoading.failure(error)
    } catch let error as KernelTableError {
      throw CommandFailure(status: .invalidScenario, message: error.description)
    }
  }

  private func print(_ calibration: KernelCalibration) throws {
    let tables = [calibration.figureTable(), calibration.omissionTable(), calibration.errorTable()]
    for table in tables.compactMap(\.self) {
      try StandardOutput.print(table.text(as: format, width: StandardOutput.width) + "\n")
    }
  }
}
