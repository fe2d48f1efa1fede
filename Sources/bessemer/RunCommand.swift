import ReferenceData
import ArgumentParser
import Experiments
import Foundation
import Reports
import Scenarios
import Tables

/// `bessemer run`: simulates scenarios and writes a run directory for each.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run scenarios: a summary here, tables and figures in a run directory.",
    discussion: """
      The run directory holds the resolved scenario, a manifest, measurements.csv, points.csv, \
      summary.csv, report.html (one page with everything in it), report.md, report.json, \
      and figures as SVG and PNG with their data. It is never overwritten silently. \
      Exits 4 where no design point can run, 6 where no request was completed.
      """)

  @Argument(help: "Scenario files.")
  var scenarios: [String]

  @OptionGroup var options: ScenarioOptions

  @OptionGroup var runOptions: RunOptions

  @OptionGroup var explainOptions: ExplainOptions

  @Option(
    help: ArgumentHelp(
      "Write into this folder; with several scenarios, into one inside it for each.",
      valueName: "folder"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Write what became of each request, as csv or jsonl by the name of the file; with several runs, "
        + "into one beside it for each design point and replication.", valueName: "file"))
  var requestsOut: String?

  @Flag(help: "Replace the files of an earlier run in the folder.")
  var force = false

  @Flag(help: "Write no run directory.")
  var noOut = false

  func validate() throws {
    if scenarios.contains("") { throw ValidationError("the name of a scenario file is empty") }
    if out == "" { throw ValidationError("--out names no folder: write --out runs/mine") }
    if noOut, out != nil { throw ValidationError("--out and --no-out exclude each other") }
  }

  func run() throws {
    let assignments = try options.assignments()
    let catalog = try options.catalog()
    // All scenarios are read before the first one runs: a slip in the last costs no hour.
    let files = try scenarios.map {
      try LoadedFile(
        path: $0, assignments: assignments, catalog: catalog, jobs: runOptions.threads)
    }
    try refuseSharedFolders(of: files.map(\.file.name))
    let requests = try files.map { file -> RequestsFiles? in
      guard let requestsOut, case .fleet(let loaded) = file else { return nil }
      let own = try RequestsFiles(
        requestsOut, points: loaded.points, scenario: files.count > 1 ? loaded.file.name : nil)
      try own.check(isReplacing: force)
      return own
    }
    try refuseOptionsOfFleets(for: files)
    let explained = try explainOptions.request(as: runOptions.format)
    for case .fleet(let scenario) in files { _ = try explained?.index(in: scenario.points) }
    var outcome = RunOutcome()
    let directories = try files.map { try directory(for: $0.file) }
    for (index, (file, directory)) in zip(files, directories).enumerated() {
      switch file {
      case .fleet(let scenario):
        let output = ScenarioRun(
          loaded: scenario, isQuiet: runOptions.quiet, jobs: runOptions.threads,
          requests: requests[index], explained: explained)
        let result = output.simulate()
        outcome.take(try output.finish(result, as: runOptions.format, in: directory))
        try output.refuseFailures(of: result)
      case .supply(let scenario):
        let output = SupplyRun(
          loaded: scenario, isQuiet: runOptions.quiet, jobs: runOptions.threads)
        outcome.take(
          try output.finish(try output.simulate(), as: runOptions.format, in: directory))
      case .routing(let scenario):
        let output = RoutingRun(loaded: scenario, isQuiet: runOptions.quiet)
        outcome.take(
          try output.finish(try output.result(), as: runOptions.format, in: directory))
      }
    }
    if outcome.claims.count > 1, runOptions.format == .table {
      try StandardOutput.print(
        "\n"
          + ClaimReport.table(of: outcome.claims)
          .terminal(width: StandardOutput.width, overflow: .wrap))
    }
    try outcome.end()
  }

  /// Requests and explained figures are of fleets.
  private func refuseOptionsOfFleets(for files: [LoadedFile]) throws {
    guard requestsOut != nil || explainOptions.isAsked else { return }
    let option = requestsOut != nil ? "--requests-out" : "--explain"
    for loaded in files {
      let subject: String
      switch loaded {
      case .fleet: continue
      case .supply: subject = "how stocks grow"
      case .routing: subject = "how requests are divided"
      }
      throw CommandFailure(
        status: .usage, "\(option) is of fleets, and \(loaded.file.path) asks \(subject)",
        expected: "a scenario of a fleet", fix: "leave the option out")
    }
  }

  /// Two scenarios of one name would share a folder inside the one that `--out` names.
  private func refuseSharedFolders(of names: [String]) throws {
    guard out != nil, Set(names).count < names.count else { return }
    throw CommandFailure(
      status: .usage, "two scenarios have one name, and with --out would share a folder",
      expected: "files of different names", fix: "rename one, or run them apart")
  }

  /// The run directory of a scenario: made before anything is computed, so that a folder that
  /// cannot be written costs no waiting.
  private func directory(for file: ScenarioFile) throws -> RunDirectory? {
    if noOut { return nil }
    let path: String
    if let out {
      path = scenarios.count == 1 ? out : "\(out)/\(file.name)"
    } else {
      path = freeFolder(named: "runs/\(file.name)")
    }
    do {
      return try RunDirectory.create(at: path, occupied: force ? .replace : .refuse)
    } catch {
      throw CommandFailure(status: .usage, message: error.description)
    }
  }

  /// The first of `name`, `name-2`, `name-3`, … that does not exist; `name` itself with `--force`.
  private func freeFolder(named name: String) -> String {
    if force { return name }
    var path = name
    var number = 2
    while FileManager.default.fileExists(atPath: path) {
      path = "\(name)-\(number)"
      number += 1
    }
    return path
  }
}
