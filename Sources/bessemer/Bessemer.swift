import ArgumentParser
import Foundation

/// The command line: parses, calls the library, prints, exits. It holds no physics and no money.
@main
struct Bessemer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bessemer",
    abstract: "What AI compute can run, how fast, and at what cost per million tokens.",
    discussion: """
      Models GPU and Ascend clusters by FLOPs, memory and bandwidth, for training and for \
      inference. Results go to standard output, messages to standard error.

      Exit codes: 0 ok, 2 usage, 3 invalid scenario or catalog file, 4 infeasible, 6 no data, \
      70 internal error.
      """,
    version: ProgramVersion.current,
    subcommands: [
      RunCommand.self, CheckCommand.self, EstimateCommand.self, CatalogCommand.self,
    ])

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      exit(with: error)
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
      if !message.isEmpty { try? StandardOutput.print(message) }
      Foundation.exit(ExitStatus.ok.rawValue)
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
