import Experiments
import Foundation
import Reports
import Scenarios
import Serving

/// Where `--requests-out` puts the requests of each run.
struct RequestsFiles: Sendable {
  let path: String
  let format: TraceFile.Format
  /// One name for each design point, empty where there is only one.
  private let labels: [String]
  private let replications: Int

  /// - Parameters:
  ///   - path: as the user names it; it ends with .csv, .jsonl or .ndjson.
  ///   - scenario: whose name goes into names of files; nil where only one is run.
  init(_ path: String, points: [Scenario], scenario: String?) throws {
    self.path = path
    format = try Self.format(of: path)
    replications = points.map(\.replications).max() ?? 1
    var labels = points.count > 1 ? points.map { FileName.stem(from: $0.label) } : [""]
    for (index, label) in labels.enumerated() where labels[..<index].contains(label) {
      labels[index] = "\(label)-\(index + 1)"
    }
    self.labels = labels.map { label in
      [scenario.map(FileName.stem), label.isEmpty ? nil : label].compactMap(\.self)
        .joined(separator: "-")
    }
  }

  static func format(of path: String) throws -> TraceFile.Format {
    switch (path as NSString).pathExtension.lowercased() {
    case "csv": return .csv
    case "jsonl", "ndjson": return .jsonl
    default:
      throw CommandFailure(
        status: .usage, "--requests-out is \"\(path)\"",
        expected: "a file whose name ends with .csv or .jsonl",
        fix: "write --requests-out requests.csv")
    }
  }

  /// The file of one run: the name itself where there is one run.
  func path(ofPoint point: Int, replication: Int) -> String {
    let parts = path as NSString
    let marks = [labels[point], replications > 1 ? "r\(replication)" : ""].filter { !$0.isEmpty }
    guard !marks.isEmpty else { return path }
    let stem = (parts.deletingPathExtension as NSString).lastPathComponent
    let name = ([stem] + marks).joined(separator: "-") + "." + parts.pathExtension
    return (parts.deletingLastPathComponent as NSString).appendingPathComponent(name)
  }

  private var paths: [String] {
    labels.indices.flatMap { point in
      (0..<replications).map { path(ofPoint: point, replication: $0) }
    }
  }

  /// Ends the command where files could not be written, or would replace others, before anything is
  /// computed.
  func check(isReplacing: Bool) throws {
    for path in paths {
      if !isReplacing, FileManager.default.fileExists(atPath: path) {
        throw CommandFailure(
          status: .usage, "\(path) is there already", expected: "a name that is free",
          fix: "name another with --requests-out, or replace it with --force")
      }
      do { _ = try PendingFile(at: path) } catch { throw failure(error) }
    }
  }

  func destination(of origin: RequestOrigin) throws -> any RequestDestination {
    let path = path(ofPoint: origin.point, replication: origin.replication)
    do {
      return try RequestsFile(
        at: path,
        RequestRecordWriter(origin.scenario.workload, pools: origin.pools, format: format))
    } catch { throw failure(error) }
  }

  private func failure(_ error: RunDirectoryError) -> CommandFailure {
    CommandFailure(status: .usage, message: RequestsFile.sentence(on: error))
  }
}
