import Quantities
public import Serving

/// Writes requests as ``TraceFile`` reads them: what is written and read again is the same.
public struct TraceWriter: Sendable {
  private let format: TraceFile.Format
  /// Columns that only some traces have.
  private let hasCached: Bool
  private let hasClasses: Bool
  private let hasSessions: Bool

  /// - Parameter workload: whose requests are written; it decides which columns there are.
  public init(_ workload: Workload, format: TraceFile.Format) {
    self.format = format
    hasClasses = workload.classes.count > 1 || workload.classes.contains { !$0.name.isEmpty }
    hasCached = workload.greatestCachedFraction > 0
    hasSessions = workload.hasSessions
  }

  /// The first line of the file, line break included; empty where there is none.
  public var heading: String {
    guard format == .csv else { return "" }
    let names =
      ["arrival [s]", "input", "output"] + (hasCached ? ["cached"] : [])
      + (hasClasses ? ["class"] : []) + (hasSessions ? ["session"] : [])
    return names.joined(separator: ",") + "\n"
  }

  /// The line of a request, line break included.
  public func line(_ request: ListedRequest) -> String {
    let arrival = Self.seconds(request)
    let session = request.session.map { String($0) }
    if format == .csv {
      var line = "\(arrival),\(request.promptTokens),\(request.outputTokens)"
      if hasCached { line += ",\(request.cachedTokens)" }
      if hasClasses { line += "," + request.className }
      if hasSessions { line += "," + (session ?? "") }
      return line + "\n"
    }
    var line =
      "{\"arrival\": \(arrival), \"input\": \(request.promptTokens), "
      + "\"output\": \(request.outputTokens)"
    if hasCached { line += ", \"cached\": \(request.cachedTokens)" }
    if hasClasses { line += ", \"class\": \"\(request.className)\"" }
    if let session { line += ", \"session\": \"\(session)\"" }
    if !request.blockHashes.isEmpty {
      line +=
        ", \"hash_ids\": [" + request.blockHashes.map(String.init).joined(separator: ", ") + "]"
    }
    return line + "}\n"
  }

  /// The arrival to the nanosecond, which is all that a run resolves.
  private static func seconds(_ request: ListedRequest) -> String {
    let nanoseconds = Int64((request.arrival.value * 1e9).rounded())
    let fraction = String(nanoseconds % 1_000_000_000)
    return "\(nanoseconds / 1_000_000_000)."
      + String(repeating: "0", count: 9 - fraction.count) + fraction
  }
}
