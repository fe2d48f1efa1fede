import ArgumentParser
import Experiments
import Foundation
import Reports
import Scenarios

/// `bessemer merge`: joins the shards of a sweep.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join the shards of a sweep into one folder.",
    discussion: """
      Copies the runs of every shard into one store and writes tables, figures and report as the \
      sweep in one piece would have, byte for byte. Nothing is run; where runs are missing it says \
      how many and exits 6, and keeps what is there. The same folder may be merged into again.
      """)

  @Argument(help: "Folders of shards.")
  var folders: [String]

  @Option(
    help: ArgumentHelp("The folder of the whole; left out, runs/NAME.", valueName: "folder"))
  var out: String?

  @Option(
    name: .customLong("catalog"),
    help: ArgumentHelp("The catalog files that the shards were run with.", valueName: "file"))
  var catalogFiles: [String] = []

  @OptionGroup var runOptions: RunOptions
  @OptionGroup var explainOptions: ExplainOptions

  func validate() throws {
    if folders.contains("") { throw ValidationError("the name of a folder is empty") }
    if out == "" { throw ValidationError("--out names no folder: write --out runs/whole") }
  }

  func run() throws {
    var identities: [SweepDirectory.Identity] = []
    for folder in folders {
      guard let identity = try SweepDirectory.identity(at: folder) else {
        throw CommandFailure(
          status: .usage, "\(folder) is no folder of a sweep",
          expected: "folders that `bessemer sweep --shard k/n --out FOLDER` has made",
          fix: "name those folders")
      }
      if let first = identities.first, identity != first {
        throw SweepDirectory.difference(at: folder, identity, first, fix: Self.onlyAlike)
      }
      identities.append(identity)
    }
    let identity = identities[0]
    let loaded = try LoadedScenario(
      path: "\(folders[0])/\(SweepDirectory.scenarioFile)", named: identity.scenario,
      assignments: [], catalog: try CatalogLoading.catalog(adding: catalogFiles))
    let found = SweepDirectory.Identity(loaded)
    guard found == identity else {
      throw SweepDirectory.difference(
        at: folders[0], identity, found,
        fix: "put back the files that the scenario names as they were when it was run")
    }
    let explained = try explainOptions.request(as: runOptions.format)
    _ = try explained?.index(in: loaded.points)
    let path = out ?? "runs/\(identity.scenario)"
    let whole = try folder(at: path, of: loaded)
    let store = try whole.store()
    for folder in folders where folder != path {
      let file = "\(folder)/\(SweepDirectory.storeFile)"
      guard FileManager.default.fileExists(atPath: file) else {
        throw CommandFailure(
          status: .usage, "\(folder) has no store of runs",
          expected: "shards whose runs are in their own folder",
          fix: "run the shard without --store, or sweep with the shared store")
      }
      do {
        let outcome = try store.merge(storeAt: file)
        if outcome.runsDiffering > 0 {
          StandardError.print(
            "\(outcome.runsDiffering) runs of \(folder) differ from those of the same names that are "
              + "already there, which stay: were all shards made by the same program?")
        }
      } catch { throw CommandFailure(status: .usage, message: error.description) }
    }
    let output = ScenarioRun(
      loaded: loaded, isQuiet: runOptions.quiet, jobs: runOptions.threads, explained: explained)
    let result = try output.collect(from: store)
    guard result.missingRuns == 0 else {
      throw CommandFailure(
        status: .noData,
        message: "at least \(result.missingRuns) runs are missing; what is there is kept in "
          + "\(store.path)\n  fix       run the missing shards and merge again, or finish it here: "
          + "bessemer sweep \(path)/\(SweepDirectory.scenarioFile) --out \(path)"
          + catalogFiles.map { " --catalog \($0)" }.joined())
    }
    try output.refuseFailures(of: result)
    try output.finish(result, as: runOptions.format, in: whole.directory).end()
  }

  private static let onlyAlike =
    "merge shards of one scenario, with one --set, --seed and --replications"

  /// The folder of the whole: a new one, or that of an earlier merge or a shard of the same sweep.
  private func folder(at path: String, of loaded: LoadedScenario) throws -> SweepDirectory {
    if let found = try SweepDirectory.identity(at: path) {
      let wanted = SweepDirectory.Identity(loaded)
      guard found == wanted else {
        throw SweepDirectory.difference(
          at: path, found, wanted, fix: "name another folder with --out")
      }
    }
    return try SweepDirectory(at: path, of: loaded, store: nil, replaces: false)
  }
}
