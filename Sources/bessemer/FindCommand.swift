import ArgumentParser
import Documents
import Experiments
import Foundation
import Reports
import Scenarios
import Tables

/// `bessemer find`: the highest rate, the fewest accelerators, the best deployment.
struct FindCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find",
    abstract: "Search: the highest rate, the fewest accelerators, the best deployment.",
    discussion: """
      Within the objectives of the scenario. --rate bisects on simulated percentiles for each design \
      point as it stands. --fewest and --best look through the space of the scenario: every \
      candidate is screened in closed form, and those that may win are simulated; \
      find.space.pools: [colocated, split] looks at pools for prompts and output beside replicas \
      that serve requests whole. --plan looks through all ways to cut a training run over its machines. \
      Says what was ruled out, and why. Exits 4 where nothing keeps the objectives.
      """)

  @Argument(help: "Scenario file.")
  var scenario: String

  @Flag(help: "The highest rate of requests of the fleet as it stands.")
  var rate = false

  @Flag(help: "The fewest accelerators for the rate of the scenario.")
  var fewest = false

  @Option(help: "The best of the space: throughput or cost.")
  var best: BestGoal?

  @Flag(
    help:
      "The fastest training plan, or by training.plan the cheapest; the goal where nothing is served."
  )
  var plan = false

  @Flag(help: "List every candidate that was ruled out with its reason.")
  var explain = false

  @OptionGroup var options: ScenarioOptions

  @Option(help: "Print as table, json, csv or markdown.")
  var format: OutputFormat = .table

  @Option(
    help: ArgumentHelp("Write tables and figures into this folder.", valueName: "folder"))
  var out: String?

  @Flag(help: "Replace the files of an earlier run in the folder.")
  var force = false

  @Flag(help: "No progress and no remarks on standard error.")
  var quiet = false

  @Option(
    parsing: .unconditional, help: "Threads to use; the result does not depend on it.")
  var jobs: Int?

  /// What --best may ask for.
  enum BestGoal: String, ExpressibleByArgument, CaseIterable {
    case throughput, cost
  }

  func validate() throws {
    if scenario.isEmpty { throw ValidationError("the name of the scenario file is empty") }
    if let jobs, !(1...1_024).contains(jobs) {
      throw ValidationError("--jobs is \(jobs): it lies from 1 to 1024")
    }
    if out == "" { throw ValidationError("--out names no folder: write --out runs/mine") }
    if [rate, fewest, best != nil, plan].count(where: { $0 }) > 1 {
      throw ValidationError("--rate, --fewest, --best and --plan exclude each other")
    }
  }

  func run() throws {
    var assignments = try options.assignments()
    if let goal = try goalAssignment() { assignments.append(goal) }
    let loaded = try LoadedScenario(
      path: scenario, assignments: assignments, catalog: try options.catalog())
    let directory = try out.map(directory)
    let threads = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    if plan || !loaded.points.contains(where: \.isServed) {
      try refuseOtherGoals(of: loaded)
      return try PlanFindRun(
        loaded: loaded, explains: explain, format: format, isQuiet: quiet, jobs: threads,
        directory: directory
      ).run()
    }
    if let point = loaded.points.first(where: { !$0.isServed }) {
      throw CommandFailure(
        status: .invalidScenario, "\(point.label) serves nothing",
        expected: "a `workload`, or --plan", fix: "find --plan looks for plans of training")
    }
    try FindRun(
      loaded: loaded, explains: explain, format: format, isQuiet: quiet,
      jobs: threads, directory: directory
    ).run()
  }

  /// A plan of training is looked for where something is trained, and nothing else where nothing is
  /// served.
  private func refuseOtherGoals(of loaded: LoadedScenario) throws {
    if let point = loaded.points.first(where: { $0.training == nil }) {
      throw CommandFailure(
        status: .invalidScenario, "\(point.label) trains nothing",
        expected: "a `training` section", fix: "state what is trained, or leave out --plan")
    }
    if !plan, rate || fewest || best != nil {
      throw CommandFailure(
        status: .usage,
        "the scenario serves nothing, and --rate, --fewest and --best are of serving",
        expected: "--plan, or a `workload`", fix: "write --plan")
    }
  }

  /// Made before anything is computed, so that a folder that cannot be written costs no waiting.
  private func directory(at folder: String) throws -> RunDirectory {
    do { return try RunDirectory.create(at: folder, occupied: force ? .replace : .refuse) } catch {
      throw CommandFailure(status: .usage, message: error.description)
    }
  }

  private func goalAssignment() throws -> DocumentAssignment? {
    let goal: (FindQuestion.Goal, option: String)? =
      if rate {
        (.rate, "--rate")
      } else if fewest {
        (.accelerators, "--fewest")
      } else if let best {
        (best == .cost ? .cost : .throughput, "--best")
      } else {
        nil
      }
    return try goal.map {
      try DocumentAssignment("find.goal=\($0.0.rawValue)", option: $0.option)
    }
  }
}
