import EventKernel
import Quantities
import Stochastics

/// One stream of a workload under way.
struct StreamState: ~Copyable {
  private var arrivals: ArrivalSequence?
  private let trace: RequestTrace?
  private let thinkTime: Sampler?
  private var thinkTimes: RandomStream
  private var marks: RandomStream
  /// Running sums of the shares of starts, one per class of the stream.
  private let cumulatives: [Double]
  private let classes: [Int]

  let isClosed: Bool
  /// Clients of a closed stream that have not sent their first request.
  var clientsToStart = 0
  /// The next row of a trace; nil for other streams.
  private(set) var row: Int?

  init(_ stream: Workload.Stream, seed: UInt64, replication: Int) {
    func address(_ purpose: String) -> StreamAddress {
      StreamAddress(
        seed: seed, replication: replication,
        purpose: stream.name.isEmpty ? purpose : "\(purpose) of \(stream.name)")
    }
    thinkTimes = RandomStream(address("client-think-time"))
    marks = RandomStream(address("request-class"))
    classes = stream.classes.map(\.index)
    var running = 0.0
    cumulatives = stream.startShares.map {
      running += $0
      return running
    }
    switch stream.arrivals {
    case .open(let process):
      let starts = (try? process.withRate(times: stream.startsPerRequest)) ?? process
      arrivals = ArrivalSequence(starts, gaps: address("arrivals"), states: address("bursts"))
      (trace, thinkTime, isClosed) = (nil, nil, false)
    case .closed(let clients, let thinkTime):
      arrivals = nil
      (trace, isClosed) = (nil, true)
      self.thinkTime = thinkTime.map { Sampler($0) }
      clientsToStart = clients
    case .listed(let trace):
      arrivals = nil
      (thinkTime, isClosed) = (nil, false)
      self.trace = trace
      row = 0
    }
  }

  /// When the next start of an open stream or row of a trace comes.
  mutating func nextStart(after now: Instant) -> Instant? {
    if let trace, let row {
      return row < trace.count ? Instant(trace.rows[row].arrival) : nil
    }
    guard let gap = arrivals?.nextGap() else { return nil }
    return now + gap
  }

  mutating func drawThinkTime() -> Seconds {
    guard let thinkTime else { return .zero }
    return Seconds(max(0, thinkTime.draw(from: &thinkTimes)))
  }

  /// The class of the next start.
  mutating func nextClass() -> Int {
    guard classes.count > 1 else { return classes[0] }
    let mark = marks.nextUniform()
    return classes[cumulatives.firstIndex { mark <= $0 } ?? classes.count - 1]
  }

  /// The next request of a trace.
  ///
  /// - Precondition: the stream is a trace and has one.
  mutating func takeRow() -> ListedDraw {
    guard let trace, let index = row else { preconditionFailure("the stream is no trace") }
    row = index + 1
    let listed = trace.rows[index]
    let identity = PromptIdentity(
      stream: listed.hasSession ? listed.session : PromptContents.mixed(UInt64(index), 2),
      listedRow: trace.hasBlockHashes ? Int32(index) : -1)
    return ListedDraw(
      classIndex: Int32(classes[Int(listed.classIndex)]),
      counts: TokenCounts(prompt: listed.prompt, output: listed.output, cached: listed.cached),
      identity: identity, isOfSession: listed.hasSession, terms: trace.terms(ofRow: index))
  }
}

/// What a row of a trace says of its request.
struct ListedDraw {
  let classIndex: Int32
  let counts: TokenCounts
  let identity: PromptIdentity
  let isOfSession: Bool
  let terms: ServiceTerms?
}

/// The streams of a workload: an array of what cannot be copied.
struct StreamList: ~Copyable {
  private let first: UnsafeMutablePointer<StreamState>
  let count: Int
  /// Starts of each class so far, over all streams.
  private var starts: [Int]

  init(_ workload: Workload, seed: UInt64, replication: Int) {
    count = workload.streams.count
    first = .allocate(capacity: count)
    starts = workload.classes.map { _ in 0 }
    for (index, stream) in workload.streams.enumerated() {
      (first + index).initialize(
        to: StreamState(stream, seed: seed, replication: replication))
    }
  }

  deinit {
    first.deinitialize(count: count)
    first.deallocate()
  }

  /// - Precondition: the index is in 0..<``count``.
  subscript(_ index: Int) -> StreamState {
    _read {
      precondition(index >= 0 && index < count, "no stream \(index)")
      yield first[index]
    }
    _modify {
      precondition(index >= 0 && index < count, "no stream \(index)")
      yield &first[index]
    }
  }

  /// The number of the next start of a class.
  mutating func nextNumber(ofClass index: Int) -> Int {
    defer { starts[index] += 1 }
    return starts[index]
  }
}
