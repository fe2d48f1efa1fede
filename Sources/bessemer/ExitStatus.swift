/// The exit codes of the program, one per kind of outcome.
enum ExitStatus: Int32 {
  case ok = 0
  /// A wrong option, or an output that cannot be written.
  case usage = 2
  /// A scenario or a catalog file that cannot be read.
  case invalidScenario = 3
  /// Nothing of what was asked can run.
  case infeasible = 4
  /// A threshold of the scenario does not hold.
  case thresholdFailed = 5
  /// No request was completed, so that there is nothing to report.
  case noData = 6
  case internalError = 70
}

/// The end of a command that could not do its work: what to say, and how to leave.
struct CommandFailure: Error {
  let status: ExitStatus
  let message: String
}

extension CommandFailure {
  /// The one form of a problem on the command line, as of those in files.
  init(
    status: ExitStatus, _ problem: String, expected: String, suggestion: String? = nil,
    fix: String? = nil
  ) {
    var lines = [problem, "  expected  \(expected)"]
    if let suggestion {
      lines.append("  did you mean \"\(suggestion)\"?")
    } else if let fix {
      lines.append("  fix       \(fix)")
    }
    self.init(status: status, message: lines.joined(separator: "\n"))
  }
}
