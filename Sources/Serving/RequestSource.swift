import EventKernel
import Quantities
import Stochastics

/// A request as it comes to the front door, before any clipping.
struct IncomingRequest: Sendable {
  /// Its place in the order of arrival, from zero.
  let number: Int
  /// The index of its class in the workload.
  var classIndex: Int32 = 0
  var counts: TokenCounts
  var identity = PromptIdentity(stream: 0)
  /// Whether its text continues that of others.
  var isOfSession = false
  /// What it is promised.
  var terms = ServiceTerms.ordinary
  /// Who waits for the answer.
  var client = ClientTicket.nobody
}

/// Who waits for an answer, to go on then: a conversation, a client of a closed loop, or nobody.
public struct ClientTicket: Sendable, Hashable {
  let raw: Int32

  /// Nobody: the next request comes whatever becomes of this one.
  static let nobody = ClientTicket(raw: -1)

  static func conversation(_ slot: Int32) -> ClientTicket { ClientTicket(raw: slot) }
  static func client(ofStream stream: Int) -> ClientTicket { ClientTicket(raw: -2 - Int32(stream)) }

  /// Whether the source must be told of the answer.
  var isWaiting: Bool { raw != -1 }
  var conversation: Int32? { raw >= 0 ? raw : nil }
  var stream: Int? { raw < -1 ? Int(-2 - raw) : nil }
}

/// Where requests come from, one at a time: nothing is drawn before it is needed, and nothing is
/// kept but the conversations under way.
///
/// The system asks for ``nextArrival()``, takes the request with ``next()`` when its time has come,
/// and tells of answers with ``answered(_:at:)``, after which the next arrival may be earlier.
struct RequestSource: ~Copyable {
  private let classes: [ClassDraws]
  private let terms: [ServiceTerms]
  private var streams: StreamList
  private var conversations = ConversationPool()
  private var upcoming = EventQueue<UpcomingRequest>()

  /// Requests given out; the number of the next one.
  private(set) var count = 0
  /// What the blocks of prompts contain.
  let contents: PromptContents

  init(_ workload: Workload, seed: UInt64, replication: Int) {
    classes = ClassDraws.all(of: workload, seed: seed, replication: replication)
    terms = workload.classes.map(\.terms)
    streams = StreamList(workload, seed: seed, replication: replication)
    contents = PromptContents(workload.listedTrace)
    for index in 0..<streams.count {
      if streams[index].clientsToStart > 0 {
        upcoming.schedule(.client(stream: Int32(index)), at: .zero)
      } else {
        scheduleStart(ofStream: index, after: .zero)
      }
    }
  }

  /// Conversations that have begun and not ended.
  var conversationsUnderWay: Int { conversations.count }

  /// When the next request comes, as things stand; nil if none comes before another is answered.
  ///
  /// - Complexity: O(log n) in the streams and conversations under way.
  mutating func nextArrival() -> Instant? { upcoming.firstInstant() }

  /// Takes the next request.
  ///
  /// - Precondition: one comes; see ``nextArrival()``.
  mutating func next() -> IncomingRequest {
    guard let event = upcoming.next() else { preconditionFailure("no request comes") }
    defer { count += 1 }
    switch event.event {
    case .turn(let slot):
      return turn(ofConversation: slot)
    case .client(let stream):
      let index = Int(stream)
      if streams[index].clientsToStart > 1 {
        upcoming.schedule(.client(stream: stream), at: event.instant)
      }
      streams[index].clientsToStart = max(0, streams[index].clientsToStart - 1)
      return start(ofStream: index)
    case .start(let stream):
      let index = Int(stream)
      let request =
        streams[index].row == nil ? start(ofStream: index) : listedRequest(ofStream: index)
      scheduleStart(ofStream: index, after: event.instant)
      return request
    }
  }

  /// Takes note that a client has its answer: its next request comes when it has thought.
  mutating func answered(_ client: ClientTicket, at now: Instant) {
    if let stream = client.stream {
      upcoming.schedule(.client(stream: Int32(stream)), at: now + streams[stream].drawThinkTime())
    } else if let slot = client.conversation {
      guard conversations[slot].turn < conversations[slot].turns else {
        return end(conversation: slot, at: now)
      }
      let think = classes[Int(conversations[slot].classIndex)].thinkTime(of: conversations[slot])
      upcoming.schedule(.turn(slot: slot), at: now + think)
    }
  }

  /// Takes note that a request was turned away: its conversation ends.
  mutating func refused(_ client: ClientTicket, at now: Instant) {
    if let slot = client.conversation {
      end(conversation: slot, at: now)
    } else {
      answered(client, at: now)
    }
  }

  // MARK: Starts and turns

  private mutating func scheduleStart(ofStream index: Int, after now: Instant) {
    guard let instant = streams[index].nextStart(after: now) else { return }
    upcoming.schedule(.start(stream: Int32(index)), at: instant)
  }

  /// A client begins anew once its conversation is over.
  private mutating func end(conversation slot: Int32, at now: Instant) {
    let stream = conversations.remove(slot).stream
    if streams[stream].isClosed { answered(.client(ofStream: stream), at: now) }
  }

  /// The single request, or the first of a conversation, that a stream brings.
  private mutating func start(ofStream index: Int) -> IncomingRequest {
    let classIndex = streams[index].nextClass()
    let number = streams.nextNumber(ofClass: classIndex)
    guard classes[classIndex].isConversation else {
      let client: ClientTicket =
        streams[index].isClosed ? .client(ofStream: index) : .nobody
      let (counts, identity) = classes[classIndex].single(number)
      return IncomingRequest(
        number: count, classIndex: Int32(classIndex), counts: counts, identity: identity,
        terms: terms[classIndex], client: client)
    }
    let slot = conversations.insert(
      classes[classIndex].conversation(number, classIndex: Int32(classIndex), stream: index))
    return turn(ofConversation: slot)
  }

  private mutating func turn(ofConversation slot: Int32) -> IncomingRequest {
    let classIndex = conversations[slot].classIndex
    let (counts, identity) = classes[Int(classIndex)].nextTurn(of: &conversations[slot])
    let isLast = conversations[slot].turn == conversations[slot].turns
    var client = ClientTicket.conversation(slot)
    if isLast, !streams[conversations[slot].stream].isClosed {
      // Nobody goes on after the last turn.
      conversations.remove(slot)
      client = .nobody
    }
    return IncomingRequest(
      number: count, classIndex: classIndex, counts: counts, identity: identity,
      isOfSession: true, terms: terms[Int(classIndex)], client: client)
  }

  private mutating func listedRequest(ofStream index: Int) -> IncomingRequest {
    let listed = streams[index].takeRow()
    return IncomingRequest(
      number: count, classIndex: listed.classIndex, counts: listed.counts,
      identity: listed.identity, isOfSession: listed.isOfSession,
      terms: listed.terms ?? terms[Int(listed.classIndex)],
      client: .nobody)
  }
}

/// What brings the next request.
enum UpcomingRequest: Sendable {
  /// The next start of a stream: a single request, a conversation, a row of a trace.
  case start(stream: Int32)
  /// The next turn of a conversation.
  case turn(slot: Int32)
  /// The next start of a client of a closed stream.
  case client(stream: Int32)
}
