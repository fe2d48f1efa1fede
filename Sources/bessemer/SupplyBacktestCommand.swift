import ReferenceData
import Tables
import Validation

/// `bessemer validate --supply`: the past of chip supply, replayed without tuning.
struct SupplyBacktestCommand {
  /// Stands for the targets that come with the program.
  static let shipped = "shipped"

  let targets: String
  let catalog: Catalog
  let format: OutputFormat

  func run() throws {
    let file = try file()
    guard !file.targets.isEmpty else {
      throw CommandFailure(
        status: .noData, "\(file.name): a heading and no rows", expected: "a row for every target",
        fix: "add rows, or name another file")
    }
    let backtest = try SupplyBacktest(file.targets, catalog: catalog)
    let tables = [backtest.rowTable(), backtest.summaryTable(), backtest.mixTable()]
    let heading =
      "\(file.name): \(backtest.rows.count) targets, intervals of \(backtest.draws) draws; figures "
      + "of Epoch AI (CC BY, MIT) and of those named with each row"
    switch format {
    case .csv: try StandardOutput.print(tables[0].csv)
    case .json:
      try StandardOutput.print(
        "{\"schema\": \"bessemer.supply-validation/1\",\n\"tables\": [\n"
          + tables.map(\.json).joined(separator: ",\n") + "]}")
    case .markdown:
      try StandardOutput.print(([heading] + tables.map(\.markdown)).joined(separator: "\n\n"))
    case .table:
      for table in tables {
        try StandardOutput.print(
          table.terminal(width: StandardOutput.width, overflow: .wrap) + "\n")
      }
      try StandardOutput.print(heading)
    }
  }

  private func file() throws -> SupplyTargetFile {
    do {
      guard targets != Self.shipped else { return try .installed(catalog: catalog) }
      return try SupplyTargetFile(
        text: try DataFile.text(of: targets), named: targets,
        products: catalog.names(of: .products))
    } catch let error as MeasurementFileError {
      throw CommandFailure(status: .invalidScenario, message: error.description)
    }
  }
}
