public import Documents
import Foundation
public import Serving

/// Files of requests, one a line: comma-separated values under a heading, or a JSON object per line
/// (JSON Lines).
///
/// The file is read in pieces; only the requests are kept. Columns go by name, in any order and in
/// the spellings of the public traces:
///
/// | meaning | names |
/// | --- | --- |
/// | arrival | `arrival`, `timestamp`, `arrival_time`, `arrived_at` |
/// | prompt tokens | `input`, `prompt`, `input_tokens`, `prompt_tokens`, `input_length`, `ContextTokens`, `Request tokens`, `num_prefill_tokens` |
/// | output tokens | `output`, `output_tokens`, `output_length`, `GeneratedTokens`, `Response tokens`, `num_decode_tokens`, `completion_tokens` |
/// | cached prompt tokens | `cached`, `cached_tokens` |
/// | class | `class`, `type` |
/// | conversation | `session`, `session_id`, `conversation`, `conversation_id` |
/// | block hashes | `hash_ids`, `block_hashes` |
///
/// An arrival is a date and time, or a number of seconds since the start; where lengths are called
/// `input_length`, as in the Mooncake traces (Qin et al. 2025, FAST), numbers are milliseconds. A
/// unit in the heading decides: `arrival [ms]`. Dates, and numbers that can only be seconds since
/// 1970, count from the first of them. Other columns are passed over, but a name that is nearly one
/// of these is an error. Requests out of order are sorted by arrival.
public enum TraceFile {
  /// How a trace is written.
  public enum Format: String, Sendable, Hashable, CaseIterable {
    case csv, jsonl

    /// The format that the name of a file tells: JSON Lines for `.jsonl`, `.ndjson` and `.json`.
    public init(ofFile name: String) {
      let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
      self = ["jsonl", "ndjson", "json"].contains(ending) ? .jsonl : .csv
    }
  }

  /// Problems after which reading stops.
  static let mostProblems = 20

  /// The requests of a file.
  ///
  /// - Throws: every problem with its line and column, up to twenty.
  public static func read(
    _ path: String, format: Format? = nil
  ) throws(Diagnostics) -> RequestTrace {
    guard let handle = FileHandle(forReadingAtPath: path), !isFolder(path) else {
      throw Diagnostics(
        Diagnostic(
          at: SourceLocation(file: path), "the trace cannot be read", found: path,
          expected: "a CSV or JSON Lines file with a request on each line",
          suggestion: .advice("check the path: it is seen from the folder of the scenario")))
    }
    defer { try? handle.close() }
    var reader = TraceReader(file: path, format: format ?? Format(ofFile: path))
    var rest: [UInt8] = []
    do {
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
        rest += piece
        try feed(&rest, to: &reader)
      }
      if !rest.isEmpty { try reader.take(rest[...]) }
      return try reader.finish()
    } catch let problems as Diagnostics {
      throw problems
    } catch {
      throw Diagnostics(
        Diagnostic(at: SourceLocation(file: path), "the trace cannot be read: \(error)"))
    }
  }

  /// The requests of a text.
  public static func read(
    text: String, named name: String, format: Format
  ) throws(Diagnostics) -> RequestTrace {
    var reader = TraceReader(file: name, format: format)
    for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      try reader.take(Array(line)[...])
    }
    return try reader.finish()
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Takes all whole lines and keeps the beginning of the next one.
  private static func feed(
    _ bytes: inout [UInt8], to reader: inout TraceReader
  ) throws(Diagnostics) {
    var start = 0
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      try reader.take(bytes[start..<end])
      start = end + 1
    }
    bytes.removeFirst(start)
  }
}
