import ArgumentParser
import Documents
import Experiments
import ReferenceData
import Scenarios

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

  @OptionGroup var options: ScenarioOptions

  @Flag(help: "Print every value with the file and line, preset or default that set it.")
  var resolved = false

  func run() throws {
    let assignments = try options.assignments()
    let catalog = try options.catalog()
    var isFeasible = true
    for path in options.scenarios {
      let loaded = try LoadedScenario(path: path, assignments: assignments, catalog: catalog)
      if resolved {
        for (variant, point) in zip(try variants(of: loaded.file), loaded.points) {
          try StandardOutput.print(
            "# \(point.label)\n" + variant.resolvedText(presets: point.presets))
        }
      }
      for point in loaded.points {
        let verdicts = ScenarioVerdicts(point)
        isFeasible = isFeasible && verdicts.serving.isFeasible
        try StandardOutput.print("\(path): \(point.label)")
        try StandardOutput.print("  serving   \(verdicts.serving.sentence)")
        if let training = verdicts.training {
          try StandardOutput.print("  training  \(training.sentence)")
          isFeasible = isFeasible && training.isFeasible
        }
      }
    }
    if !isFeasible { throw CommandFailure(status: .infeasible, message: "") }
  }

  private func variants(of file: ScenarioFile) throws -> [ScenarioVariant] {
    do { return try file.variants() } catch {
      throw CommandFailure(status: .invalidScenario, message: error.description)
    }
  }
}
