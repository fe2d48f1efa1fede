import EventKernel
public import Quantities

/// The requests of a workload without a system that serves them, one at a time.
///
/// Where requests follow the answers to others, each is taken to be answered after a stated time and
/// a stated time per output token.
public struct RequestGenerator: ~Copyable {
  private let workload: Workload
  private var source: RequestSource
  private var answers = EventQueue<ClientTicket>()
  private let answerTime: Seconds
  private let timePerOutputToken: Seconds

  /// - Parameters:
  ///   - answerTime: from an arrival to the first output token.
  ///   - timePerOutputToken: from each output token to the next.
  public init(
    _ workload: Workload, seed: UInt64, replication: Int = 0, answerTime: Seconds = .zero,
    timePerOutputToken: Seconds = .zero
  ) throws(ServingError) {
    try ServingError.require(answerTime.value, in: 0...Seconds.year.value, "answer time")
    try ServingError.require(
      timePerOutputToken.value, in: 0...Seconds.hour.value, "time per output token")
    self.workload = workload
    source = RequestSource(workload, seed: seed, replication: replication)
    self.answerTime = answerTime
    self.timePerOutputToken = timePerOutputToken
  }

  /// The next request in the order of arrival; nil at the end of a trace.
  public mutating func next() -> ListedRequest? {
    while let answered = answers.firstInstant(),
      answered <= source.nextArrival() ?? .distantFuture,
      let answer = answers.next()
    {
      source.answered(answer.event, at: answered)
    }
    guard let arrival = source.nextArrival() else { return nil }
    let request = source.next()
    if request.client.isWaiting {
      let time = answerTime + Double(request.counts.output - 1) * timePerOutputToken
      answers.schedule(request.client, at: arrival + time)
    }
    return listed(request, at: arrival)
  }

  private func listed(_ request: IncomingRequest, at arrival: Instant) -> ListedRequest {
    let requestClass = workload.classes[Int(request.classIndex)]
    if request.identity.listedRow >= 0, let trace = workload.listedTrace {
      return ListedRequest(
        request, at: arrival, className: requestClass.name,
        session: trace[Int(request.identity.listedRow)].session,
        blockHashes: trace[Int(request.identity.listedRow)].blockHashes)
    }
    return ListedRequest(
      request, at: arrival, className: requestClass.name,
      session: request.isOfSession ? request.identity.stream : nil, blockHashes: [])
  }
}
