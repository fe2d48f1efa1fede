public import EventKernel
public import Quantities

/// What became of one request, as its sender saw it: the delays of the front door are included.
public struct RequestRecord: Sendable, Hashable {
  /// How a request ended.
  public enum Outcome: Sendable, Hashable {
    case completed
    /// Completed after it was due.
    case late
    case rejected(RejectionReason)
    /// In the system at the end of the run.
    case unfinished
  }

  /// Its place in the order of arrival, from zero.
  public let number: Int
  /// The index of its class in the workload.
  public let classIndex: Int32
  /// Tokens as they were served, cut to the context limit.
  public let promptTokens: Int32
  public let outputTokens: Int32
  /// Tokens of the prompt that the workload states to be cached.
  public let cachedTokens: Int32
  /// Tokens that were found in a prefix cache when it was last admitted.
  public let foundTokens: Int32
  /// The replica that had it last, numbered over all pools; nil where it came to none.
  public let replica: Int32?
  /// The conversation that its text belongs to; nil where it stands alone.
  public let session: UInt64?
  public let arrival: Instant
  /// When the first output token was there; nil where there was none.
  public let firstToken: Instant?
  /// When it left: with the last output token, or turned away; nil for an unfinished request.
  public let finish: Instant?
  /// Time in queues, over all visits that ended.
  public let queueing: Seconds
  public let outcome: Outcome

  init(_ request: Request, _ outcome: Outcome, finish: Instant?, firstToken: Instant?) {
    number = request.number
    classIndex = request.classIndex
    promptTokens = request.counts.prompt
    outputTokens = request.counts.output
    cachedTokens = request.counts.cached
    foundTokens = request.found
    replica = request.isRouted ? request.replica : nil
    session = request.isOfSession ? request.identity.stream : nil
    arrival = request.arrival
    self.firstToken = firstToken
    self.finish = finish
    queueing = Seconds(Double(request.waited) / 1e9)
    self.outcome = outcome
  }
}

/// Takes the records of a run in pieces, in the order in which requests leave, those that are left
/// at the end last.
///
/// Each number comes exactly once, and all numbers below the greatest come. The piece is only valid
/// during the call.
public typealias RequestRecordTaker = (ContiguousArray<RequestRecord>) -> Void

/// Gathers records into pieces, so that memory does not grow with their number.
struct RequestLog {
  private var piece = ContiguousArray<RequestRecord>()
  private let take: RequestRecordTaker

  init(_ take: @escaping RequestRecordTaker) {
    self.take = take
    piece.reserveCapacity(Self.capacity)
  }

  private static let capacity = 1_024

  mutating func add(_ record: RequestRecord) {
    piece.append(record)
    if piece.count == Self.capacity { flush() }
  }

  mutating func flush() {
    guard !piece.isEmpty else { return }
    take(piece)
    piece.removeAll(keepingCapacity: true)
  }
}
