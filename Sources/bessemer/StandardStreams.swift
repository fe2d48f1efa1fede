import Foundation

/// Standard output carries results and nothing else.
enum StandardOutput {
  /// Writes a result; a missing line break at its end is added.
  ///
  /// - Throws: `CommandFailure` when it cannot be written, as on a full disk.
  static func print(_ text: String) throws {
    let line = text.hasSuffix("\n") ? text : text + "\n"
    do { try FileHandle.standardOutput.write(contentsOf: Data(line.utf8)) } catch {
      throw CommandFailure(
        status: .usage,
        message: "the result cannot be written to standard output: "
          + "\(error.localizedDescription)\n  fix       free space, or send it elsewhere")
    }
  }
}

extension StandardOutput {
  /// The columns of the terminal; nil where the result goes elsewhere, and keeps its full width.
  static var width: Int? {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}

/// Standard error carries progress and diagnostics; what it cannot take is lost.
enum StandardError {
  static func print(_ text: String) { write(text.hasSuffix("\n") ? text : text + "\n") }

  /// Writes without a line break.
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}
