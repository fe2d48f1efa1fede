import ArgumentParser
import Experiments
import Foundation
import Reports
import Scenarios
import Tables

/// `bessemer sweep`: runs every design point of a scenario into a store, and goes on where it ended.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Run many design points, resumably: a store of runs, tables, figures, a report.",
    discussion: """
      Every finished run is kept in a store (SQLite) in the run directory at once. The same command \
      again goes on where the last one ended, however it ended, and makes no run twice; with --store \
      several sweeps share their runs. --shard 2/4 makes the second quarter of the runs, on this \
      machine or another, prints no result and exits 0; `bessemer merge` joins the folders. \
      --dry-run says what would be run. \
      Exits 4 where no design point can run, 5 where a threshold fails, 6 where no request was \
      completed.
      """)

  @Argument(help: "Scenario file.")
  var scenario: String

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var runOptions: RunOptions
  @OptionGroup var explainOptions: ExplainOptions

  @Option(
    help: ArgumentHelp(
      "The folder of the sweep; left out, runs/NAME. One that was begun is gone on with.",
      valueName: "folder"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Keep the runs in this file, which several sweeps may share.", valueName: "file"))
  var store: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Make only part k of n of the runs.", valueName: "k/n"),
    transform: Experiment.Shard.init(argument:))
  var shard: Experiment.Shard?

  @Flag(help: "Say what would be run, and for about how long, and stop.")
  var dryRun = false

  @Flag(help: "Replace what an earlier sweep left in the folder, its runs included.")
  var force = false

  func validate() throws {
    if scenario.isEmpty { throw ValidationError("the name of the scenario file is empty") }
    if out == "" { throw ValidationError("--out names no folder: write --out runs/mine") }
    if !explainOptions.explain.isEmpty, dryRun || shard != nil {
      throw ValidationError("--explain needs all runs: leave out --dry-run and --shard")
    }
    if dryRun, shard != nil {
      throw ValidationError("--dry-run speaks of all runs: leave out --shard")
    }
    if store == "" { throw ValidationError("--store names no file: write --store runs.sqlite") }
  }

  func run() throws {
    let loaded = try LoadedScenario(
      path: scenario, named: try SweepDirectory.name(ofScenarioAt: scenario),
      assignments: try options.assignments(), catalog: try options.catalog())
    if dryRun {
      try SweepPreview(loaded, jobs: runOptions.threads, isQuiet: runOptions.quiet).print(
        as: runOptions.format)
      return
    }
    let explained = try explainOptions.request(as: runOptions.format)
    _ = try explained?.index(in: loaded.points)
    let path = out ?? "runs/\(loaded.file.name)"
    let folder = try SweepDirectory(at: path, of: loaded, store: store, replaces: force)
    let store = try folder.store()
    let output = ScenarioRun(
      loaded: loaded, isQuiet: runOptions.quiet, jobs: runOptions.threads, explained: explained)
    if let shard {
      try run(shard, of: output, in: store, at: path)
      return
    }
    let result = try output.simulate(in: store)
    try output.refuseFailures(of: result)
    try output.finish(result, as: runOptions.format, in: folder.directory).end()
  }

  private func run(
    _ shard: Experiment.Shard, of output: ScenarioRun, in store: RunStore, at path: String
  ) throws {
    let outcome = try output.simulate(shard, in: store)
    if let failure = outcome.failures.first { throw output.failure(failure, of: "a design point") }
    guard !runOptions.quiet else { return }
    StandardError.print(
      "shard \(shard.number) of \(shard.count): \(outcome.cases) cases, \(outcome.runs) runs in "
        + "\(store.path)"
        + (self.store == nil
          ? "\nwhen all are there: bessemer merge \(path) …"
          : "\nwhen all are there: the same without --shard, which runs nothing again"))
  }
}

extension Experiment.Shard {
  /// A shard as an option: `2/4`.
  init(argument: String) throws {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { $0.allSatisfy(\.isNumber) ? Int($0) : nil }
    guard parts.count == 2, numbers.count == 2, (1...Self.most).contains(numbers[1]) else {
      throw ValidationError("write the second of four parts as 2/4")
    }
    guard (1...numbers[1]).contains(numbers[0]) else {
      throw ValidationError("parts are counted from 1 to \(numbers[1])")
    }
    self.init(numbers[0], of: numbers[1])
  }

  private static let most = 1_000_000
}
