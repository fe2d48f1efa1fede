import ArgumentParser
import Foundation

/// Options of every command that runs an experiment.
struct RunOptions: ParsableArguments {
  @Option(help: "Print the summary as table, json, csv or markdown.")
  var format: OutputFormat = .table

  @Flag(help: "No progress and no remarks on standard error.")
  var quiet = false

  @Option(
    parsing: .unconditional, help: "Threads to use; the result does not depend on it.")
  var jobs: Int?

  /// The threads to use: as many as there are cores where nobody says.
  var threads: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }

  func validate() throws {
    if let jobs, !(1...1_024).contains(jobs) {
      throw ValidationError("--jobs is \(jobs): it lies from 1 to 1024")
    }
  }
}
