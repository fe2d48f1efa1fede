import Foundation

/// How long a person waits for the program: from the start of its process to the end.
enum CommandBenchmark: Benchmark {
  static let name = "command"
  static let summary = "bessemer: whole commands, from start to exit"

  private static let rounds = 15

  private static let commands = [
    ("start", ["--version"]),
    ("check", ["check", "Scenarios/quickstart.yaml"]),
    ("run", ["run", "Scenarios/quickstart.yaml", "--no-out", "--quiet"]),
  ]

  static func run() throws -> [TextTable] {
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw BenchmarkError.missing("\(program.path) is not there: swift build -c release")
    }
    var times = commands.map { _ in [Double]() }
    for round in 0...rounds {
      for (index, command) in commands.enumerated() {
        let time = try milliseconds(command.1)
        if round > 0 { times[index].append(time) }
      }
    }
    var table = TextTable(title: summary, header: ["", "command", "ms", "least", "most"])
    for (command, times) in zip(commands, times) {
      table.rows.append(
        [command.0, "bessemer " + command.1.joined(separator: " ")]
          + [times.median, times.min() ?? 0, times.max() ?? 0].map(fixed))
    }
    return [table]
  }

  private static func milliseconds(_ arguments: [String]) throws -> Double {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = root
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    // `waitUntilExit` looks only every 50 ms.
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    let duration = try ContinuousClock().measure {
      try process.run()
      ended.wait()
    }
    guard process.terminationStatus == 0 else {
      throw BenchmarkError.failed(
        "bessemer \(arguments.joined(separator: " ")) ended with \(process.terminationStatus)")
    }
    return duration / .milliseconds(1)
  }

  /// The folder of the library's package.
  private static let root = URL(fileURLWithPath: #filePath)
    .appending(path: "../../../../..").standardizedFileURL

  private static let program = root.appending(path: ".build/release/bessemer")
}
