import ArgumentParser
import Foundation
import Quantities

/// The command line: parses, calls the library, prints, exits. It holds no physics and no money.
@main
struct Bessemer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bessemer",
    abstract: "What AI compute can run, how fast, and at what cost per million tokens.",
    discussion: """
      Models GPU and Ascend clusters by FLOPs, memory and bandwidth, for training and for \
      inference. Results go to standard output, messages to standard error.

      Exit codes: 0 ok, 2 usage, 3 invalid scenario or catalog file, 4 infeasible, 5 threshold \
      failed, 6 no data, 70 internal error.
      """,
    version: ProgramVersion.current,
    subcommands: [
      RunCommand.self, CompareCommand.self, SweepCommand.self, MergeCommand.self, RunsCommand.self,
      ReportCommand.self,
      SensitivityCommand.self, CheckCommand.self, EstimateCommand.self, FindCommand.self,
      WorkloadCommand.self, CatalogCommand.self, ClassifyCommand.self,
      ValidateCommand.self, CalibrateCommand.self, CalibrateEngineCommand.self,
    ])

  static func main() {
    do {
      try refuseUnknownCommand(in: CommandLine.arguments.dropFirst())
      var command = try parseAsRoot()
      try command.run()
    } catch {
      exit(with: error)
    }
  }

  /// Names a command that does not exist, with those that do and the one that was probably meant.
  private static func refuseUnknownCommand(in words: some Sequence<String>) throws {
    var command: any ParsableCommand.Type = Bessemer.self
    for word in words {
      let inside = command.configuration.subcommands
      guard !inside.isEmpty, !word.hasPrefix("-"), word != "help" else { return }
      let names = inside.compactMap { $0.configuration.commandName }
      guard let next = inside.first(where: { $0.configuration.commandName == word }) else {
        throw CommandFailure(
          status: .usage, "no command is named \"\(word)\"",
          expected: "one of " + names.joined(separator: ", "),
          suggestion: NearestName.suggestion(for: word, among: names))
      }
      command = next
    }
  }

  /// Prints what went wrong in the one style, and leaves with the code of its kind.
  private static func exit(with error: any Error) -> Never {
    if let failure = error as? CommandFailure {
      if !failure.message.isEmpty { StandardError.print(failure.message) }
      Foundation.exit(failure.status.rawValue)
    }
    let code = exitCode(for: error)
    let message = fullMessage(for: error)
    if code == .success {
      // Help and version are results.
      do {
        if !message.isEmpty { try StandardOutput.print(message) }
        Foundation.exit(ExitStatus.ok.rawValue)
      } catch { self.exit(with: error) }
    }
    StandardError.print(message)
    Foundation.exit(
      code == .validationFailure ? ExitStatus.usage.rawValue : ExitStatus.internalError.rawValue)
  }
}

/// The version that results carry as provenance.
enum ProgramVersion {
  static let current = "0.1.0"
}
