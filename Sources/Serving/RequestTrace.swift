import EventKernel
public import Quantities

/// A request of a trace.
public struct ListedRequest: Sendable, Hashable {
  /// Time from the start of the run to the arrival.
  public let arrival: Seconds
  public let promptTokens: Int
  public let outputTokens: Int
  /// Prompt tokens found in the prefix cache; fewer than ``promptTokens``.
  public let cachedTokens: Int
  /// The class it belongs to, by name; empty where the trace knows none.
  public let className: String
  /// The conversation it belongs to, whose turns continue each other's text; nil where it stands
  /// alone.
  public let session: UInt64?
  /// What it is promised, nil where that is what its class is.
  public let terms: ServiceTerms?
  /// Hashes of the blocks of its prompt, each covering all tokens before it; empty where unknown.
  public let blockHashes: [UInt64]

  public init(
    arrival: Seconds, promptTokens: Int, outputTokens: Int, cachedTokens: Int = 0,
    terms: ServiceTerms? = nil, className: String = "", session: UInt64? = nil,
    blockHashes: [UInt64] = []
  ) throws(ServingError) {
    try ServingError.require(arrival.value, in: 0...Seconds.year.value * 100, "arrival")
    try ServingError.require(promptTokens, in: 1...TokenCounts.limit, "prompt tokens")
    try ServingError.require(outputTokens, in: 1...TokenCounts.limit, "output tokens")
    try ServingError.require(cachedTokens, in: 0...promptTokens - 1, "cached tokens")
    self.arrival = arrival
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.cachedTokens = cachedTokens
    self.terms = terms
    self.className = className
    self.session = session
    self.blockHashes = blockHashes
  }

  /// What is drawn lies within the limits of a list.
  init(
    _ request: IncomingRequest, at arrival: Instant, className: String, session: UInt64?,
    blockHashes: [UInt64]
  ) {
    self.arrival = arrival.sinceStart
    promptTokens = Int(request.counts.prompt)
    outputTokens = Int(request.counts.output)
    cachedTokens = Int(request.counts.cached)
    terms = nil
    self.className = className
    self.session = session
    self.blockHashes = blockHashes
  }

  /// What a row holds was checked when it was listed.
  fileprivate init(
    _ row: RequestTrace.Row, terms: ServiceTerms?, className: String, blockHashes: [UInt64]
  ) {
    arrival = row.arrival
    promptTokens = Int(row.prompt)
    outputTokens = Int(row.output)
    cachedTokens = Int(row.cached)
    session = row.hasSession ? row.session : nil
    self.terms = terms
    self.className = className
    self.blockHashes = blockHashes
  }
}

/// The requests of a trace, in order of arrival, in 48 bytes each and 8 per block hash.
public struct RequestTrace: Sendable {
  struct Row: Sendable {
    var arrival: Seconds
    var prompt: Int32
    var output: Int32
    var cached: Int32
    var classIndex: Int32
    /// The conversation; the row's own number where it stands alone.
    var session: UInt64
    /// Where its block hashes begin; they end where those of the next row begin.
    var firstHash: UInt32
    /// Where its own terms stand in the table of terms; -1 where it has none.
    var terms: Int32
    var hasSession: Bool
  }

  private(set) var rows: ContiguousArray<Row> = []
  private var hashes: ContiguousArray<UInt64> = []
  private var terms: [ServiceTerms] = []
  private var places: [ServiceTerms: Int32] = [:]
  /// Names of classes in the order in which they first appear.
  public private(set) var classNames: [String] = []
  /// Tokens that one block hash stands for.
  public let blockTokens: Int

  /// A trace to append to.
  public init(blockTokens: Int = 512) { self.blockTokens = blockTokens }

  /// - Throws: `outOfOrder` where a request arrives before the one that precedes it.
  public init(_ requests: [ListedRequest], blockTokens: Int = 512) throws(ServingError) {
    self.init(blockTokens: blockTokens)
    rows.reserveCapacity(requests.count)
    for request in requests { try append(request) }
  }

  public var count: Int { rows.count }

  /// The time of the last arrival.
  public var duration: Seconds { rows.last?.arrival ?? .zero }

  /// Adds a request that arrives no earlier than the last one.
  public mutating func append(_ request: ListedRequest) throws(ServingError) {
    if let last = rows.last, request.arrival < last.arrival { throw .outOfOrder(index: count) }
    try ServingError.require(
      hashes.count + request.blockHashes.count, in: 0...Int(UInt32.max), "block hashes")
    let classIndex: Int
    if let known = classNames.firstIndex(of: request.className) {
      classIndex = known
    } else {
      classIndex = classNames.count
      classNames.append(request.className)
    }
    var place: Int32 = -1
    if let own = request.terms {
      place = places[own] ?? Int32(terms.count)
      if Int(place) == terms.count {
        terms.append(own)
        places[own] = place
      }
    }
    rows.append(
      Row(
        arrival: request.arrival, prompt: Int32(request.promptTokens),
        output: Int32(request.outputTokens), cached: Int32(request.cachedTokens),
        classIndex: Int32(classIndex), session: request.session ?? UInt64(count),
        firstHash: UInt32(hashes.count), terms: place, hasSession: request.session != nil))
    hashes.append(contentsOf: request.blockHashes)
  }

  /// The request of a place in the order of arrival.
  public subscript(_ index: Int) -> ListedRequest {
    let row = rows[index]
    return ListedRequest(
      row, terms: terms(ofRow: index), className: classNames[Int(row.classIndex)],
      blockHashes: Array(blockHashes(ofRow: index)))
  }

  func blockHashes(ofRow index: Int) -> ArraySlice<UInt64> {
    let end = index + 1 < rows.count ? Int(rows[index + 1].firstHash) : hashes.count
    return hashes[Int(rows[index].firstHash)..<end]
  }

  /// What a row promises of its own.
  func terms(ofRow index: Int) -> ServiceTerms? {
    rows[index].terms < 0 ? nil : terms[Int(rows[index].terms)]
  }

  /// The shortest deadline that a row states of its own.
  var shortestDeadline: Seconds? { terms.compactMap(\.deadline).min() }

  var hasSessions: Bool { rows.contains { $0.hasSession } }

  /// The greatest part of a prompt that is stated to be cached.
  var greatestCachedFraction: Double {
    rows.reduce(0) { max($0, Double($1.cached) / Double($1.prompt)) }
  }

  var hasBlockHashes: Bool { !hashes.isEmpty }

  /// Requests of each class, in the order of ``classNames``.
  var requestsPerClass: [Int] {
    var counts = [Int](repeating: 0, count: classNames.count)
    for row in rows { counts[Int(row.classIndex)] += 1 }
    return counts
  }

  /// Mean tokens of prompt, output and cached prefix of a request; nil for an empty trace.
  public var meanLengths: (prompt: Double, output: Double, cached: Double)? {
    guard count > 0 else { return nil }
    var sums = (prompt: 0, output: 0, cached: 0)
    for row in rows {
      sums.prompt += Int(row.prompt)
      sums.output += Int(row.output)
      sums.cached += Int(row.cached)
    }
    let n = Double(count)
    return (Double(sums.prompt) / n, Double(sums.output) / n, Double(sums.cached) / n)
  }

  /// Requests that arrive no later than a time.
  func count(until time: Seconds) -> Int {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].arrival > time { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The requests that arrive from one time on and before another, with time beginning anew.
  public func window(from start: Seconds, until end: Seconds) -> RequestTrace {
    mapped { $0 >= start && $0 < end ? $0 - start : nil }
  }

  /// The same requests, arriving `factor` times as fast.
  public func accelerated(by factor: Double) -> RequestTrace {
    precondition(factor > 0 && factor.isFinite, "a trace cannot be accelerated by \(factor)")
    return mapped { $0 / factor }
  }

  /// The requests whose arrival has an image, in the same order.
  private func mapped(_ arrival: (Seconds) -> Seconds?) -> RequestTrace {
    var result = RequestTrace(blockTokens: blockTokens)
    result.classNames = classNames
    (result.terms, result.places) = (terms, places)
    for (index, row) in rows.enumerated() {
      guard let image = arrival(row.arrival) else { continue }
      var row = row
      row.arrival = image
      let first = result.hashes.count
      result.hashes.append(contentsOf: blockHashes(ofRow: index))
      row.firstHash = UInt32(first)
      result.rows.append(row)
    }
    return result
  }
}
