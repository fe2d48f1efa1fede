import Foundation

/// Standard output carries results and nothing else.
enum StandardOutput {
  /// Writes a result; a missing line break at its end is added.
  static func print(_ text: String) {
    fputs(text.hasSuffix("\n") ? text : text + "\n", stdout)
  }

  /// Writes what is buffered.
  ///
  /// - Throws: `CommandFailure` when the disk is full or the reader of a pipe has gone.
  static func finish() throws {
    guard fflush(stdout) == 0, ferror(stdout) == 0 else {
      throw CommandFailure(
        status: .usage,
        message: "the result cannot be written to standard output: \(String(cString: strerror(errno)))"
      )
    }
  }
}

/// Standard error carries progress and diagnostics.
enum StandardError {
  static func print(_ text: String) {
    fputs(text.hasSuffix("\n") ? text : text + "\n", stderr)
  }

  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}
