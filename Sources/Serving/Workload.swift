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

  public private(set) var classes: [RequestClass]
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

  /// The same requests, each class with what it is promised.
  ///
  /// - Precondition: there is one objective for each class.
  public func promising(_ objectives: [ServiceLevelObjective]) -> Workload {
    precondition(objectives.count == classes.count, "\(objectives.count) objectives")
    var copy = self
    copy.classes = zip(classes, objectives).map { $0.promising($1) }
    return copy
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
    try listed(trace, of: trace.classNames.map { RequestClass(name: $0, .listed) })
  }

  /// The requests of a trace, each of the class that has the name it states; where a trace knows no
  /// classes, or there is one alone, all are of the first.
  ///
  /// - Throws: `noRequests`, or `unknownClass`.
  public static func listed(
    _ trace: RequestTrace, of classes: [RequestClass]
  ) throws(ServingError) -> Workload {
    guard trace.count > 0, !classes.isEmpty else { throw .noRequests }
    let isOfOne = trace.classNames == [""] || classes.count == 1
    let counts = trace.requestsPerClass
    var shares: [(index: Int, share: Double)] = []
    for (name, count) in zip(trace.classNames, counts) {
      guard let index = isOfOne ? 0 : classes.firstIndex(where: { $0.name == name }) else {
        throw .unknownClass(name)
      }
      shares.append((index, Double(count)))
    }
    return try Workload(
      classes: classes, streams: [(name: "", arrivals: .listed(trace), shares: shares)])
  }
}
