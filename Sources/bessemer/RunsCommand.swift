import ArgumentParser
import Experiments
import Foundation
import OutputAnalysis
import Reports
import Serving
import Tables

/// `bessemer runs STORE`: what a store of runs holds.
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "List the design points of a store of runs, with what their runs say.",
    discussion: """
      Cost and throughput of output and the latencies at p95: means over the runs that are there, \
      with the half-width of their 95 % intervals. The store is only read, also while a sweep writes \
      to it.
      """)

  @Argument(help: "Store of runs, as a sweep makes it.")
  var store: String

  @Option(help: "Print as table, or one row per point and metric as json, csv or markdown.")
  var format: OutputFormat = .table

  func validate() throws {
    if store.isEmpty { throw ValidationError("the name of the store is empty") }
  }

  func run() throws {
    let points: [RunStore.PointSummary]
    do throws(RunStoreError) {
      // The folder of a sweep has its store inside.
      let inside = "\(store)/\(SweepDirectory.storeFile)"
      let path = FileManager.default.fileExists(atPath: inside) ? inside : store
      points = try RunStore(at: path, access: .readOnly).summaries()
    } catch {
      throw CommandFailure(status: .usage, message: error.description)
    }
    guard format == .table else {
      try StandardOutput.print(points.table(of: RunStore.headline).text(as: format))
      return
    }
    let runs = points.reduce(0) { $0 + $1.runs }
    try StandardOutput.print(
      Self.sheet(points).terminal(width: StandardOutput.width, overflow: .wrap))
    try StandardOutput.print("\(runs) runs of \(points.count) design points")
  }

  /// What a person reads: programs, data and seeds only where they differ.
  private static func sheet(_ points: [RunStore.PointSummary]) -> Table {
    var columns = [Column("point", .integer), Column("design point", .text)]
    var parts: [(RunStore.PointSummary) -> Cell] = []
    func add(_ name: String, _ part: @escaping (RunStore.PointSummary) -> String) {
      guard let first = points.first, points.contains(where: { part($0) != part(first) }) else {
        return
      }
      columns.append(Column(name, .text))
      parts.append { .text(part($0)) }
    }
    add("program", \.programVersion)
    add("data", \.dataHash)
    add("seed") { String($0.seed) }
    columns.append(Column("runs", .integer))
    columns += RunStore.headline.map { Column($0.title, .text, unit: $0.unit) }
    columns.append(Column("load", .text))
    var table = Table(columns)
    for point in points {
      let estimates = RunStore.headline.map { metric in
        Cell(
          point.mean(of: metric).map {
            PlusMinus($0, point.interval(of: metric)?.halfWidth).text
          })
      }
      var cells: [Cell] = [.integer(point.point), Cell(point.label)]
      cells += parts.map { $0(point) }
      cells.append(.integer(point.runs))
      cells += estimates
      cells.append(Cell(point.verdict?.rawValue))
      table.append(cells)
    }
    return table
  }
}
