import EventKernel
import Quantities
public import Serving

/// Writes what became of requests, one a line, as ``TraceFile`` reads it again: what it does not know
/// of them, it passes over.
///
/// | column | meaning |
/// | --- | --- |
/// | `arrival` | seconds since the start, to the nanosecond |
/// | `input`, `output` | tokens, as they were served |
/// | `cached` | prompt tokens that the workload states to be cached |
/// | `class`, `session` | where the workload has them |
/// | `found` | prompt tokens that were found in a cache when it was last admitted |
/// | `pool`, `replica` | where it was last, the replica counted from 0 in its pool; `pool` where there are several |
/// | `wait` | seconds in queues |
/// | `first-token`, `finish` | seconds since the start, as the sender sees them |
/// | `outcome` | `completed`, `late`, `unfinished`, or why it was turned away |
///
/// The text of prompts is not written: hits of a prefix cache do not come again, but those of
/// conversations do.
public struct RequestRecordWriter: Sendable {
  private let format: TraceFile.Format
  private let classNames: [String]
  private let hasClasses: Bool
  private let hasSessions: Bool
  private let pools: [(name: String, replicas: Int)]

  /// - Parameters:
  ///   - workload: whose requests are written.
  ///   - pools: those of the fleet, in its order.
  public init(
    _ workload: Workload, pools: [(name: String, replicas: Int)], format: TraceFile.Format
  ) {
    self.format = format
    self.pools = pools
    classNames = workload.classes.map(\.name)
    hasClasses = classNames.count > 1 || classNames.contains { !$0.isEmpty }
    hasSessions = workload.hasSessions
  }

  /// The first line of the file, line break included; empty where there is none.
  public var heading: String {
    guard format == .csv else { return "" }
    let names =
      ["arrival [s]", "input", "output", "cached"] + (hasClasses ? ["class"] : [])
      + (hasSessions ? ["session"] : []) + ["found"] + (pools.count > 1 ? ["pool"] : [])
      + ["replica", "wait [s]", "first-token [s]", "finish [s]", "outcome"]
    return names.joined(separator: ",") + "\n"
  }

  /// The line of a request, line break included.
  public func line(_ record: RequestRecord) -> String {
    let place = record.replica.map { self.place(of: Int($0)) }
    let className = classNames[Int(record.classIndex)]
    let wait = Self.seconds(Int64((record.queueing.value * 1e9).rounded()))
    let arrival = Self.seconds(record.arrival.nanoseconds)
    let first = record.firstToken.map { Self.seconds($0.nanoseconds) }
    let finish = record.finish.map { Self.seconds($0.nanoseconds) }
    let replica = place.map { String($0.replica) }
    if format == .csv {
      var line = "\(arrival),\(record.promptTokens),\(record.outputTokens),\(record.cachedTokens)"
      if hasClasses { line += "," + className }
      if hasSessions { line += "," + (record.session.map { String($0) } ?? "") }
      line += ",\(record.foundTokens)"
      if pools.count > 1 { line += "," + (place?.pool ?? "") }
      line += ",\(replica ?? ""),\(wait),\(first ?? ""),\(finish ?? ""),\(record.outcome.word)\n"
      return line
    }
    var line =
      "{\"arrival\": \(arrival), \"input\": \(record.promptTokens), "
      + "\"output\": \(record.outputTokens), \"cached\": \(record.cachedTokens)"
    if hasClasses { line += ", \"class\": \"\(className)\"" }
    if let session = record.session { line += ", \"session\": \"\(session)\"" }
    line += ", \"found\": \(record.foundTokens)"
    if pools.count > 1, let place { line += ", \"pool\": \"\(place.pool)\"" }
    line += ", \"replica\": \(replica ?? "null"), \"wait\": \(wait)"
    line += ", \"first-token\": \(first ?? "null"), \"finish\": \(finish ?? "null")"
    return line + ", \"outcome\": \"\(record.outcome.word)\"}\n"
  }

  private func place(of replica: Int) -> (pool: String, replica: Int) {
    var own = replica
    for pool in pools {
      if own < pool.replicas { return (pool.name, own) }
      own -= pool.replicas
    }
    preconditionFailure("replica \(replica) belongs to no pool")
  }

  private static func seconds(_ nanoseconds: Int64) -> String {
    let fraction = String(nanoseconds % 1_000_000_000)
    return "\(nanoseconds / 1_000_000_000)."
      + String(repeating: "0", count: 9 - fraction.count) + fraction
  }
}

extension RequestRecord.Outcome {
  fileprivate var word: String {
    switch self {
    case .completed: "completed"
    case .late: "late"
    case .unfinished: "unfinished"
    case .rejected(let reason):
      switch reason {
      case .exceedsContext: "exceeds-context"
      case .exceedsCache: "exceeds-cache"
      case .queueFull: "queue-full"
      case .deadlinePassed: "deadline-passed"
      case .noPoolForResidency: "no-pool"
      case .replicaFailed: "replica-failed"
      }
    }
  }
}
