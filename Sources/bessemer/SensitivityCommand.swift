import ArgumentParser
import Experiments
import Quantities
import Reports
import Scenarios

/// `bessemer sensitivity`: what an outcome depends on, and where an answer flips.
struct SensitivityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sensitivity",
    abstract: "What an outcome depends on, and where an answer flips.",
    discussion: """
      For scenarios with uncertain inputs. A tornado moves each input alone from its 10th to its 90th \
      percentile. --points N divides the variance of the outcome among the inputs by Sobol indices, \
      first-order and total with 95 % intervals, from N times two more runs than there are inputs. \
      --flips searches each input for the value at which a threshold of the scenario stops to hold, or \
      at which the order of two alternatives turns. All runs share their random numbers.
      """)

  @Argument(help: "Scenario file.")
  var scenario: String

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var runOptions: RunOptions

  @Option(help: ArgumentHelp("The outcome, such as cost.output.", valueName: "metric"))
  var metric: [String] = []

  @Option(help: ArgumentHelp("Points of the design of Sobol indices.", valueName: "number"))
  var points: Int?

  @Flag(help: "Search for the values at which an answer flips.")
  var flips = false

  @Option(help: ArgumentHelp("Keep the runs in this file.", valueName: "file"))
  var store: String?

  @Option(help: ArgumentHelp("Write tables and figures into this folder.", valueName: "folder"))
  var out: String?

  @Flag(help: "Replace the files of an earlier run in the folder.")
  var force = false

  func validate() throws {
    if scenario.isEmpty { throw ValidationError("the name of the scenario file is empty") }
    if let points, !(8...1_000_000).contains(points) {
      throw ValidationError("--points is \(points): it lies from 8 to 1000000")
    }
    if out == "" { throw ValidationError("--out names no folder: write --out runs/mine") }
    if store == "" { throw ValidationError("--store names no file: write --store runs.sqlite") }
  }

  func run() throws {
    let loaded = try LoadedScenario(
      path: scenario, assignments: try options.assignments(), catalog: try options.catalog())
    let usual: Metric = loaded.points.contains(where: \.isServed) ? .costOutput : .trainingCost
    let metrics = try metric.isEmpty ? [usual] : metric.map(Self.named)
    guard loaded.plan.points.contains(where: { !$0.inputs.isEmpty }) else {
      throw CommandFailure(
        status: .invalidScenario, "nothing in the scenario is uncertain",
        expected: "`sample`, and numbers written as distributions",
        fix: "write sample: 64, and a range such as electricity: 0.06 to 0.10 USD/kWh, or "
          + "sample.facts: ranges for the ranges of the catalog")
    }
    let directory: RunDirectory?
    do {
      directory = try out.map {
        try RunDirectory.create(at: $0, occupied: force ? .replace : .refuse)
      }
    } catch let error as RunDirectoryError {
      throw CommandFailure(status: .usage, message: error.description)
    }
    do {
      try SensitivityRun(
        loaded: loaded, metrics: metrics, indexPoints: points, searchesFlips: flips,
        options: runOptions, store: try store.map { try RunStore(at: $0) }, directory: directory
      ).run()
    } catch let error as RunStoreError {
      throw CommandFailure(status: .usage, message: error.description)
    } catch let error as RunDirectoryError {
      throw CommandFailure(status: .usage, message: error.description)
    } catch let error as SensitivityError {
      throw CommandFailure(status: .invalidScenario, message: error.description)
    }
  }

  /// The metric of a name on the command line.
  static func named(_ name: String) throws -> Metric {
    if let metric = Metric.named(name) { return metric }
    let names = Metric.all.map(\.name)
    throw CommandFailure(
      status: .usage, "no metric is named \"\(name)\"",
      expected:
        "one of \(names.count) names, such as cost.output or ttft.p95 (the column `metric` of "
        + "summary.csv has those of a run)",
      suggestion: NearestName.suggestion(for: name, among: names))
  }
}
