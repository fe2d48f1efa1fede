import ArgumentParser
import Documents
import Experiments
import ReferenceData
import Scenarios
import Tables

/// `bessemer check`: everything that can be known of a scenario without running it.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check scenarios without running them.",
    discussion: """
      Reads schema, units and ranges, divides plans, fits memory, and holds objectives against the \
      bound of the hardware. Nothing is written. Exits 3 on an invalid scenario, 4 where a design \
      point is infeasible.
      """)

  @Argument(help: "Scenario files.")
  var scenarios: [String] = []

  @OptionGroup var options: ScenarioOptions

  @Flag(help: "Print every value with the file and line, preset or default that set it.")
  var resolved = false

  @Flag(help: "Print all keys of the scenario format as a Markdown table, and stop.")
  var keys = false

  @Flag(help: "Print the scenario format as a JSON Schema for editors, and stop.")
  var schema = false

  func validate() throws {
    if scenarios.contains("") { throw ValidationError("the name of a scenario file is empty") }
    if keys && schema { throw ValidationError("--keys and --schema exclude each other") }
    if scenarios.isEmpty != (keys || schema) {
      throw ValidationError(
        scenarios.isEmpty
          ? "name a scenario file" : "--keys and --schema describe the format: name no file")
    }
  }

  func run() throws {
    if keys { return try StandardOutput.print(ScenarioKeys.table.markdown) }
    if schema { return try StandardOutput.print(ScenarioKeys.jsonSchema) }
    let assignments = try options.assignments()
    let catalog = try options.catalog()
    var isFeasible = true
    for path in scenarios {
      let loaded: LoadedScenario
      switch try LoadedFile(path: path, assignments: assignments, catalog: catalog, jobs: nil) {
      case .fleet(let fleet): loaded = fleet
      case .supply(let supply):
        try SupplyCheck(loaded: supply, isResolved: resolved).print(path)
        continue
      case .routing(let routing):
        try routing.check(path, isResolved: resolved)
        continue
      }
      if resolved {
        for (variant, point) in zip(loaded.variants, loaded.points) {
          try StandardOutput.print(
            "# \(point.label)\n" + variant.resolvedText(presets: point.presets))
        }
      }
      for point in loaded.points {
        let verdicts = ScenarioVerdicts(point)
        isFeasible = isFeasible && verdicts.isFeasible
        try StandardOutput.print("\(path): \(point.label)")
        if let serving = verdicts.serving {
          try StandardOutput.print("  serving   \(serving.sentence)")
        }
        if let training = verdicts.training {
          try StandardOutput.print("  training  \(training.sentence)")
        }
        if let postTraining = verdicts.postTraining {
          try StandardOutput.print("  post-training  \(postTraining.sentence)")
        }
      }
    }
    if !isFeasible { throw CommandFailure(status: .infeasible, message: "") }
  }

}
