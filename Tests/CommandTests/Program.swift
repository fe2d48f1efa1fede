import Foundation
import Testing

/// The built executable, run as a process by which its users meet it.
struct Program {
  /// What a process left behind.
  struct Outcome {
    /// The exit code, or the number of the signal that ended it.
    let ending: Ending
    let output: String
    let errors: String

    var code: Int32? { if case .exited(let code) = ending { code } else { nil } }
  }

  enum Ending: Equatable {
    case exited(Int32)
    case killed(signal: Int32)
    /// It had to be stopped, because it did not end by itself.
    case timedOut
  }

  /// Longer than any of these commands takes by far; a hang fails its test.
  static let limit = 60.0

  /// Runs the program in a folder and waits for its end.
  ///
  /// `output` is where standard output goes; by default it is captured.
  static func run(
    _ arguments: [String], in folder: Folder, environment: [String: String]? = nil,
    output: String? = nil
  ) throws -> Outcome {
    let capture = folder.path + "/.stdout-\(UUID())"
    let errors = folder.path + "/.stderr-\(UUID())"
    defer { for path in [capture, errors] { try? FileManager.default.removeItem(atPath: path) } }
    let process = try start(
      arguments, in: folder, environment: environment, output: output ?? capture, errors: errors)
    let deadline = ContinuousClock.now + .seconds(limit)
    while process.isRunning, ContinuousClock.now < deadline { usleep(2_000) }
    let timedOut = process.isRunning
    if timedOut { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    let status = process.terminationStatus
    return Outcome(
      ending: timedOut
        ? .timedOut
        : process.terminationReason == .exit ? .exited(status) : .killed(signal: status),
      output: output == nil ? text(of: capture) : "", errors: text(of: errors))
  }

  /// Starts the program without waiting for it.
  static func start(
    _ arguments: [String], in folder: Folder, environment: [String: String]? = nil,
    output: String = "/dev/null", errors: String = "/dev/null"
  ) throws -> Process {
    let process = Process()
    let program: URL = try #require(executable, "the built bessemer was not found")
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = environment ?? ProcessInfo.processInfo.environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try writing(to: output)
    process.standardError = try writing(to: errors)
    try process.run()
    return process
  }

  /// The executable beside the test bundle, whatever the configuration of the build.
  private static let executable: URL? = {
    let places = ["/proc/self/exe"] + CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
    return places.lazy
      .map { URL(fileURLWithPath: $0).resolvingSymlinksInPath() }
      .map { $0.deletingLastPathComponent().appendingPathComponent("bessemer") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }()

  private static func writing(to path: String) throws -> FileHandle {
    if !FileManager.default.fileExists(atPath: path) {
      try Data().write(to: URL(fileURLWithPath: path))
    }
    return try #require(FileHandle(forWritingAtPath: path))
  }

  private static func text(of path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }
}

/// A folder of one test, removed with its last reference: a class, because it owns the folder.
final class Folder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/bessemer-\(UUID())"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

  func write(_ data: Data, to name: String) throws {
    let url = URL(fileURLWithPath: path + "/" + name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }

  func text(of name: String) throws -> String {
    try String(contentsOfFile: path + "/" + name, encoding: .utf8)
  }

  /// The names in the folder, or in one inside it, with those in folders below.
  func names(in folder: String = "") throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path + "/" + folder).sorted()
  }
}
