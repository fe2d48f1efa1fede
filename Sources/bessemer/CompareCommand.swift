import ArgumentParser
import Documents
import Experiments
import Foundation
import Reports
import Scenarios

/// `bessemer compare`: alternatives under the same random numbers.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract:
      "Compare alternatives under the same random numbers: ratio, interval, what decides it.",
    discussion: """
      Takes the alternatives of one scenario, or one scenario file each. Runs of one number share all \
      random numbers, so that differences are paired; a ratio whose 95 % interval holds 1 is called \
      indistinguishable. --equalize objective gives each the fewest replicas that keep the objectives; \
      dollars, megawatts or accelerators as many as the first one's hourly bill, power or accelerators \
      allow. Alternatives with other workloads, promises or ways of measuring are refused, and what \
      differs is named. Exits 3 on such a refusal, 4 where nothing can run, 5 where a threshold fails.
      """)

  @Argument(help: "Scenario files.")
  var scenarios: [String]

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var runOptions: RunOptions

  @Option(
    help: ArgumentHelp("What the others are compared with; left out, the first.", valueName: "name")
  )
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "A metric to compare, such as cost.output; may be given again.", valueName: "metric"))
  var metric: [String] = []

  @Option(help: "What fleets have in common: objective, dollars, megawatts, accelerators or none.")
  var equalize: Equalization?

  @Option(
    help: ArgumentHelp("Write tables, figure and report into this folder.", valueName: "folder"))
  var out: String?

  @Flag(help: "Replace the files of an earlier run in the folder.")
  var force = false

  typealias Equalization = EqualizationArgument

  func validate() throws {
    if scenarios.contains("") { throw ValidationError("the name of a scenario file is empty") }
    if out == "" { throw ValidationError("--out names no folder: write --out runs/mine") }
  }

  func run() throws {
    var assignments = try options.assignments()
    if let equalize {
      assignments.append(
        try DocumentAssignment("equalize=\(equalize.rawValue)", option: "--equalize"))
    }
    let metrics = try metric.isEmpty ? CompareRun.usual : metric.map(SensitivityCommand.named)
    let catalog = try options.catalog()
    let loaded = try scenarios.map {
      try LoadedScenario(path: $0, assignments: assignments, catalog: catalog)
    }
    var plan: ExperimentPlan
    do {
      plan =
        loaded.count == 1
        ? loaded[0].plan : try ExperimentPlan(joining: loaded.map { ($0.file.name, $0.plan) })
      if let baseline {
        guard let other = plan.comparing(with: baseline) else {
          let names = plan.points.map(\.scenario.alternative)
          throw CommandFailure(
            status: .usage, "no alternative is named \"\(baseline)\"",
            expected: "one of " + Set(names).sorted().joined(separator: ", "))
        }
        plan = other
      }
      try plan.requireComparable()
    } catch let error as IncomparableScenarios {
      throw CommandFailure(
        status: .invalidScenario,
        message: error.description
          + (error.differences.isEmpty
            ? "" : "\n  fix       state it alike in all of them, or ask apart with `run`"))
    }
    let directory: RunDirectory?
    do {
      directory = try out.map {
        try RunDirectory.create(at: $0, occupied: force ? .replace : .refuse)
      }
    } catch let error as RunDirectoryError {
      throw CommandFailure(status: .usage, message: error.description)
    }
    try CompareRun(
      loaded: loaded, plan: plan, metrics: metrics, options: runOptions, directory: directory
    ).run()
  }
}

/// What fleets are made to have in common, as an option.
enum EqualizationArgument: String, ExpressibleByArgument, CaseIterable {
  case none, objective, dollars, megawatts, accelerators
}
