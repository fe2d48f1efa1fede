internal import Foundation
public import Quantities

/// The plotting program, found on a search path and never waited for longer than a limit.
public struct Gnuplot: Sendable, Hashable {
  /// Folders parted by colons, as in the variable `PATH`.
  public let searchPath: String
  public let timeLimit: Seconds

  /// - Parameter searchPath: Where to look; nil takes the `PATH` of this process.
  public init(searchPath: String? = nil, timeLimit: Seconds = Seconds(30)) {
    self.searchPath = searchPath ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
    self.timeLimit = timeLimit
  }

  /// The program's path, if it is on the search path.
  public var executable: String? {
    searchPath.split(separator: ":").map { "\($0)/gnuplot" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  /// Runs a script in its folder, without the user's own settings, so that a figure looks the same
  /// everywhere.
  ///
  /// - Returns: Why it did not end well, or nil.
  func run(script: String, in folder: String) -> FigureOutcome.Obstacle? {
    guard let executable else { return .gnuplotNotFound }
    let messages = folder + "/messages"
    guard FileManager.default.createFile(atPath: messages, contents: nil),
      let errors = FileHandle(forWritingAtPath: messages)
    else { return .gnuplotDidNotStart(reason: "\(messages) cannot be written") }
    defer { try? errors.close() }

    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = ["--default-settings", script]
    process.currentDirectoryURL = URL(fileURLWithPath: folder, isDirectory: true)
    process.environment = ProcessInfo.processInfo.environment.filter {
      !$0.key.hasPrefix("GNUPLOT") && $0.key != "GNUTERM"
    }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    do {
      try process.run()
    } catch {
      return .gnuplotDidNotStart(reason: "\(error)".onOneLine)
    }
    if ended.wait(timeout: .now() + timeLimit.value) == .timedOut {
      // Nothing it could still do is worth waiting for.
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
      return .gnuplotTimedOut(after: timeLimit)
    }
    guard process.terminationReason != .exit || process.terminationStatus != 0 else { return nil }
    return .gnuplotFailed(
      status: process.terminationStatus, message: Self.lastWords(inFileAt: messages))
  }

  /// The end of what the program said, on one line.
  private static func lastWords(inFileAt path: String) -> String {
    let text = (try? FileSystem.text(ofFile: path)) ?? ""
    let lines = text.split(separator: "\n").map { String($0).onOneLine }.filter { !$0.isEmpty }
    return String(lines.suffix(3).joined(separator: "; ").prefix(400))
  }
}
