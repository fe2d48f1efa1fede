import Foundation

/// Standard output carries results and nothing else.
enum StandardOutput {
  /// Writes a result; a missing line break at its end is added.
  ///
  /// - Throws: `CommandFailure` when it cannot be written, as on a full disk.
  static func print(_ text: String) throws {
    let bytes = Array((text.hasSuffix("\n") ? text : text + "\n").utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        written += count
      } else if errno != EINTR {
        throw CommandFailure(
          status: .usage,
          message: "the result cannot be written to standard output: "
            + "\(String(cString: strerror(errno)))\n  fix       free space, or send it elsewhere")
      }
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
