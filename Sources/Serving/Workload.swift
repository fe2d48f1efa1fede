public import Quantities
public import Stochastics

/// The requests a system is asked to serve: streams of arrivals, and the classes of requests that
/// each of them brings.
///
/// ```swift
/// let workload = try Workload.open(
///   .poisson(rate: RequestsPerSecond(5)),
///   RequestLengths(promptTokens: .lognormal(median: 900, p95: 6_000), outputTokens: …))
/// ```
///
/// Every draw is addressed by the class, the number of the request or conversation within its class,
/// and the turn: what is added to a workload shifts nobody's lengths, and alternatives of one seed
/// serve the same requests (Eq. 11.2).
public struct Workload: Sendable {
  /// How requests of one stream come about.
  public enum Arrivals: Sendable {
    /// Requests come whether or not earlier ones are finished, at the rate of the process. Where
    /// they are turns of conversations, the process lets conversations begin, so much more rarely
    /// that the long-run rate of requests is that of the process.
    case open(ArrivalProcess)
    /// Each of a number of clients sends its next request a think time, in seconds, after the last
    /// one was answered, or at once where there is none; it holds one conversation after another.
    case closed(clients: Int, thinkTime: Distribution?)
    /// The requests of a trace, in order of arrival.
    case listed(RequestTrace)
  }

  /// Arrivals and what share of their requests is of which class.
  public struct Stream: Sendable {
    /// Names the random streams.
    public let name: String
    public let arrivals: Arrivals
    /// Indices into the workload's classes, each with its share of the stream's requests; the shares
    /// add up to one. For a trace, the classes of the trace in its order.
    public let classes: [(index: Int, share: Double)]

    /// Shares of conversations and single requests that begin.
    let startShares: [Double]
    /// What the process of an open stream starts, per request that comes of it.
    let startsPerRequest: Double

    /// - Parameter classes: of the workload this stream is for.
    init(
      name: String, arrivals: Arrivals, shares: [(index: Int, share: Double)],
      of classes: [RequestClass]
    ) throws(ServingError) {
      guard let whole = Optional(shares.reduce(0) { $0 + $1.share }), whole > 0, whole.isFinite,
        shares.allSatisfy({ $0.share >= 0 })
      else { throw .noShare(stream: name) }
      if case .closed(let clients, let thinkTime) = arrivals {
        try ServingError.require(clients, in: 1...16_777_216, "clients")
        try ServingError.require(thinkTime?.support.lowerBound ?? 0, in: 0...1e9, "think time")
      }
      self.name = name
      self.arrivals = arrivals
      self.classes = shares.map { ($0.index, $0.share / whole) }
      let starts = self.classes.map { $0.share / classes[$0.index].meanTurns }
      startsPerRequest = starts.reduce(0, +)
      startShares = starts.map { [startsPerRequest] in $0 / startsPerRequest }
    }
  }

  public let classes: [RequestClass]
  public let streams: [Stream]

  /// Streams of arrivals, each with the classes it brings and their shares.
  ///
  /// - Throws: where a class or stream has the name of another, or a stream has no class.
  public init(
    classes: [RequestClass],
    streams: [(name: String, arrivals: Arrivals, shares: [(index: Int, share: Double)])]
  ) throws(ServingError) {
    guard !classes.isEmpty, !streams.isEmpty else { throw .noRequests }
    for names in [classes.map(\.name), streams.map(\.name)] {
      for (index, name) in names.enumerated() where names[..<index].contains(name) {
        throw .repeatedName(name)
      }
    }
    self.classes = classes
    var built: [Stream] = []
    for stream in streams {
      built.append(
        try Stream(
          name: stream.name, arrivals: stream.arrivals, shares: stream.shares, of: classes))
    }
    self.streams = built
  }

  private init(_ requestClass: RequestClass, _ arrivals: Arrivals) {
    // One class takes the whole stream, which is always a valid share.
    classes = [requestClass]
    streams = (try? [Stream(name: "", arrivals: arrivals, shares: [(0, 1)], of: classes)]) ?? []
  }

  // MARK: Workloads of one class

  /// Requests come whether or not earlier ones are finished.
  public static func open(_ process: ArrivalProcess, _ lengths: RequestLengths) -> Workload {
    Workload(RequestClass(lengths), .open(process))
  }

  /// Each of a number of clients sends its next request as soon as the last one is answered.
  ///
  /// - Precondition: there are 1 to 16,777,216 clients.
  public static func closed(clients: Int, _ lengths: RequestLengths) -> Workload {
    precondition((1...16_777_216).contains(clients), "\(clients) clients")
    return Workload(RequestClass(lengths), .closed(clients: clients, thinkTime: nil))
  }

  /// The requests of a trace, in order of arrival.
  ///
  /// - Throws: `noRequests` or `outOfOrder`.
  public static func listed(_ requests: [ListedRequest]) throws(ServingError) -> Workload {
    try listed(RequestTrace(requests))
  }

  /// The requests of a trace, whose classes have neither priority nor deadline.
  public static func listed(_ trace: RequestTrace) throws(ServingError) -> Workload {
    guard trace.count > 0 else { throw .noRequests }
    let classes = trace.classNames.map { RequestClass(name: $0, .listed) }
    let counts = trace.requestsPerClass
    return try Workload(
      classes: classes,
      streams: [("", .listed(trace), counts.indices.map { ($0, Double(counts[$0])) })])
  }
}

extension Workload {
  /// The trace among its streams, if there is one; the first of several.
  var listedTrace: RequestTrace? {
    for stream in streams {
      if case .listed(let trace) = stream.arrivals { return trace }
    }
    return nil
  }

  /// Whether every request waits for an earlier one to be answered, so that there are never more
  /// inside than clients.
  public var isClosed: Bool {
    streams.allSatisfy { if case .closed = $0.arrivals { true } else { false } }
  }

  /// Whether some requests wait for the answers to others.
  var followsAnswers: Bool {
    classes.contains { if case .conversation = $0.content { true } else { false } }
      || streams.contains { if case .closed = $0.arrivals { true } else { false } }
  }

  /// All requests there are; nil where they do not end by themselves.
  public var requestCount: Int? {
    var count = 0
    for stream in streams {
      guard case .listed(let trace) = stream.arrivals else { return nil }
      count += trace.count
    }
    return count
  }

  /// The rate of all open streams and traces over the first `duration`: what is offered whatever
  /// the answers; nil where no stream is open. Turns of conversations count as if they were answered
  /// at once.
  public func offeredRate(over duration: Seconds) -> RequestsPerSecond? {
    let rates: [RequestsPerSecond] = streams.compactMap {
      switch $0.arrivals {
      case .open(let process): process.meanRate(over: duration)
      case .closed: nil
      case .listed(let trace):
        Requests(Double(trace.count(until: duration))) / duration
      }
    }
    return rates.isEmpty ? nil : rates.reduce(.zero, +)
  }

  /// Clients of all closed streams.
  public var clients: Int {
    streams.reduce(0) {
      if case .closed(let clients, _) = $1.arrivals { $0 + clients } else { $0 }
    }
  }

  /// The mean lengths of a request, and the stated fraction of prompts that is cached, over all
  /// streams by their rates; where some stream is closed, over all streams alike.
  public var meanLengths: (prompt: Double, output: Double, cached: Double) {
    var sum = (weight: 0.0, prompt: 0.0, output: 0.0, cached: 0.0)
    func add(_ weight: Double, _ prompt: Double, _ output: Double, _ cached: Double) {
      sum.weight += weight
      sum.prompt += weight * prompt
      sum.output += weight * output
      sum.cached += weight * cached
    }
    for stream in streams {
      let weight: Double
      switch stream.arrivals {
      case .listed(let trace):
        guard let means = trace.meanLengths, trace.duration > .zero || streams.count == 1 else {
          continue
        }
        let rate = clients > 0 || streams.count == 1 ? 1 : Double(trace.count) / trace.duration.value
        add(rate, means.prompt, means.output, means.cached)
        continue
      case .open(let process): weight = clients > 0 ? 1 : process.rate.value
      case .closed: weight = 1
      }
      for (index, share) in stream.classes {
        guard let lengths = classes[index].meanLengths else { continue }
        add(
          weight * share, lengths.prompt, lengths.output,
          lengths.prompt * (classes[index].lengths?.cachedFraction ?? 0))
      }
    }
    guard sum.weight > 0 else { return (1, 1, 0) }
    return (sum.prompt / sum.weight, sum.output / sum.weight, sum.cached / sum.weight)
  }
}
