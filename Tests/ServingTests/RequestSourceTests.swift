import EventKernel
import Foundation
import Quantities
import Stochastics
import Testing

@testable import Serving

@Suite("Where requests come from")
struct RequestSourceTests {
  /// The first requests of a workload, answers given at once or after a time.
  static func draw(
    _ workload: Workload, _ count: Int, seed: UInt64 = 5, answerTime: Seconds = .zero
  ) throws -> [ListedRequest] {
    var generator = try RequestGenerator(workload, seed: seed, answerTime: answerTime)
    var requests: [ListedRequest] = []
    while requests.count < count, let request = generator.next() { requests.append(request) }
    return requests
  }

  static func single(
    _ name: String, prompt: Double = 300, output: Double = 80, correlation: Double = 0
  ) throws -> RequestClass {
    RequestClass(
      name: name,
      .single(
        try RequestLengths(
          promptTokens: .lognormal(mean: prompt, cv: 1.2),
          outputTokens: .lognormal(mean: output, cv: 0.8),
          correlation: GaussianCopula(rankCorrelation: correlation))))
  }

  static func poisson(_ rate: Double) throws -> Workload.Arrivals {
    .open(try .poisson(rate: RequestsPerSecond(rate)))
  }

  static let talk: @Sendable () throws -> Conversation = {
    try Conversation(
      turns: .geometric(mean: 4), thinkTime: .exponential(mean: 20),
      lengths: RequestLengths(
        promptTokens: .constant(100), outputTokens: .constant(50)),
      laterTokens: .constant(30))
  }

  @Test("Classes that share arrivals have their shares, and each its own lengths")
  func shares() throws {
    let workload = try Workload(
      classes: [Self.single("chat"), Self.single("code", prompt: 2_000, output: 20)],
      streams: [(name: "", arrivals: Self.poisson(4), shares: [(0, 3), (1, 1)])])
    let requests = try Self.draw(workload, 20_000)
    let code = requests.filter { $0.className == "code" }
    let share = Double(code.count) / 20_000
    let error = (0.25 * 0.75 / 20_000).squareRoot()
    #expect(abs(share - 0.25) < 4 * error)
    let mean = Double(code.reduce(0) { $0 + $1.promptTokens }) / Double(code.count)
    #expect(abs(mean / 2_000 - 1) < 4 * 1.2 / Double(code.count).squareRoot())
    let rate = 19_999 / (requests.last!.arrival - requests[0].arrival).value
    #expect(abs(rate / 4 - 1) < 4 / 20_000.0.squareRoot())
    #expect(abs(workload.meanLengths.prompt - 725) < 1e-9)
  }

  @Test("Another class changes nothing of those that were there")
  func additions() throws {
    let chat = try Self.single("chat")
    let batch = try Self.single("batch", prompt: 5_000)
    let alone = try Workload(
      classes: [chat], streams: [(name: "chat", arrivals: Self.poisson(2), shares: [(0, 1)])])
    let both = try Workload(
      classes: [batch, chat],
      streams: [
        (name: "batch", arrivals: Self.poisson(1), shares: [(0, 1)]),
        (name: "chat", arrivals: Self.poisson(2), shares: [(1, 1)]),
      ])
    let without = try Self.draw(alone, 500)
    let with = try Self.draw(both, 1_500).filter { $0.className == "chat" }
    #expect(with.count > 600)
    #expect(Array(with.prefix(500)) == without)
    // Where arrivals are shared, the n-th request of a class still has the same lengths.
    let shared = try Workload(
      classes: [batch, chat],
      streams: [(name: "", arrivals: Self.poisson(3), shares: [(0, 1), (1, 2)])])
    let marked = try Self.draw(shared, 1_500).filter { $0.className == "chat" }.prefix(500)
    #expect(marked.map(\.promptTokens) == without.prefix(marked.count).map(\.promptTokens))
    #expect(marked.map(\.outputTokens) == without.prefix(marked.count).map(\.outputTokens))
  }

  @Test("The same seed gives the same requests, another seed others")
  func determinism() throws {
    let workload = try Workload(
      classes: [RequestClass(name: "talk", .conversation(Self.talk())), Self.single("one")],
      streams: [(name: "", arrivals: Self.poisson(2), shares: [(0, 1), (1, 1)])])
    let requests = try Self.draw(workload, 2_000)
    #expect(try Self.draw(workload, 2_000) == requests)
    #expect(try Self.draw(workload, 2_000, seed: 6) != requests)
  }

  @Test("Correlated lengths keep their margins and have the stated rank correlation")
  func correlation() throws {
    let n = 20_000
    func lengths(_ correlation: Double) throws -> [ListedRequest] {
      try Self.draw(
        Workload(
          classes: [Self.single("", correlation: correlation)],
          streams: [(name: "", arrivals: Self.poisson(1), shares: [(0, 1)])]), n)
    }
    let plain = try lengths(0)
    let tied = try lengths(0.6)
    #expect(plain.map(\.promptTokens) == tied.map(\.promptTokens))
    let mean = Double(tied.reduce(0) { $0 + $1.outputTokens }) / Double(n)
    #expect(abs(mean / 80 - 1) < 4 * 0.8 / Double(n).squareRoot())
    func ranks(_ values: [Int]) -> [Double] {
      var ranks = [Double](repeating: 0, count: values.count)
      let order = values.indices.sorted { values[$0] < values[$1] }
      for (rank, index) in order.enumerated() { ranks[index] = Double(rank) / Double(n) - 0.5 }
      return ranks
    }
    let product =
      zip(ranks(tied.map(\.promptTokens)), ranks(tied.map(\.outputTokens)))
      .reduce(0) { $0 + $1.0 * $1.1 } / Double(n) * 12
    #expect(abs(product - 0.6) < 4 / Double(n).squareRoot() + 0.005)
  }

  @Test("A turn repeats all that was said, and comes a think time after the answer")
  func conversations() throws {
    let workload = try Workload(
      classes: [RequestClass(.conversation(Self.talk()))],
      streams: [(name: "", arrivals: Self.poisson(2), shares: [(0, 1)])])
    let requests = try Self.draw(workload, 30_000, answerTime: Seconds(3))
    var turns: [UInt64: [ListedRequest]] = [:]
    for request in requests { turns[try #require(request.session), default: []].append(request) }
    var waits: [Double] = []
    for turns in turns.values {
      for (index, turn) in turns.enumerated() {
        #expect(turn.promptTokens == 100 + index * (50 + 30))
        if index > 0 { waits.append((turn.arrival - turns[index - 1].arrival).value) }
      }
    }
    #expect(waits.allSatisfy { $0 >= 3 })
    let mean = waits.reduce(0, +) / Double(waits.count)
    #expect(abs(mean - 23) < 4 * 20 / Double(waits.count).squareRoot())
    // The rate is of requests, once as many conversations end as begin.
    let late = requests.filter { $0.arrival.value > 2_000 }
    let rate = Double(late.count - 1) / (late.last!.arrival - late[0].arrival).value
    #expect(abs(rate / 2 - 1) < 0.06)
    // E[prompt] = 100 + 80 · E[N(N-1)/2] / E[N] with N geometric of mean 4: E[N²] = 28.
    #expect(abs(workload.meanLengths.prompt - (100 + 80 * 3)) < 1e-6)
  }

  @Test("A slow system is asked less by conversations, not by single requests")
  func feedback() throws {
    let talk = try Workload(
      classes: [RequestClass(.conversation(Self.talk()))],
      streams: [(name: "", arrivals: .closed(clients: 20, thinkTime: .zero), shares: [(0, 1)])])
    let quick = try Self.draw(talk, 4_000)
    let slow = try Self.draw(talk, 4_000, answerTime: Seconds(60))
    #expect(slow.last!.arrival > quick.last!.arrival * 1.5)
    let single = try Workload.open(
      .poisson(rate: RequestsPerSecond(2)),
      RequestLengths(promptTokens: .constant(9), outputTokens: .constant(9)))
    #expect(try Self.draw(single, 500) == Self.draw(single, 500, answerTime: Seconds(60)))
  }

  @Test("Clients of a closed loop with think times come at the rate of the interactive law")
  func closedLoop() throws {
    // N / (Z + R) for N clients who think Z and wait R (Lazowska et al. 1984).
    let workload = try Workload(
      classes: [Self.single("")],
      streams: [
        (
          name: "", arrivals: .closed(clients: 30, thinkTime: .exponential(mean: 12)),
          shares: [(0, 1)]
        )
      ])
    let requests = try Self.draw(workload, 30_000, answerTime: Seconds(3))
    let rate = 29_000 / (requests.last!.arrival - requests[1_000].arrival).value
    #expect(abs(rate - 2) < 4 * 2 * 0.8 / 29_000.0.squareRoot())
    #expect(requests.prefix(30).allSatisfy { $0.arrival == .zero })
    #expect(requests[30].arrival > .zero)
  }

  @Test("Thought counts as output and leaves the context of later turns")
  func reasoning() throws {
    let lengths = try RequestLengths(
      promptTokens: .constant(100), outputTokens: .constant(50),
      reasoning: RequestLengths.Reasoning(share: 0.4, tokens: .constant(700)))
    let workload = try Workload(
      classes: [
        RequestClass(
          .conversation(
            Conversation(turns: .constant(3), thinkTime: .zero, lengths: lengths)))
      ],
      streams: [(name: "", arrivals: Self.poisson(1), shares: [(0, 1)])])
    let requests = try Self.draw(workload, 9_000)
    let thought = requests.count { $0.outputTokens == 750 }
    #expect(thought + requests.count { $0.outputTokens == 50 } == 9_000)
    let error = (0.24 / 9_000).squareRoot()
    #expect(abs(Double(thought) / 9_000 - 0.4) < 4 * error)
    #expect(Set(requests.map(\.promptTokens)) == [100, 250, 400])
    #expect(abs(workload.meanLengths.output - 330) < 1e-9)
  }

  @Test("Shared prompts have the popularity they state, and come on top of what is written")
  func sharedPrompts() throws {
    let prompts = try SharedPrompts(count: 4, tokens: .constant(1_000), skew: 1)
    let shares = prompts.shares
    for rank in 1...4 { #expect(abs(shares[rank - 1] * Double(rank) / shares[0] - 1) < 1e-12) }
    var source = RequestSource(
      try Workload(
        classes: [
          RequestClass(
            .single(RequestLengths(promptTokens: .constant(20), outputTokens: .constant(5))),
            sharedPrompts: prompts)
        ], streams: [(name: "", arrivals: Self.poisson(1), shares: [(0, 1)])]),
      seed: 3, replication: 0)
    var counts = [Double](repeating: 0, count: 4)
    for _ in 0..<10_000 {
      let request = source.next()
      #expect(request.counts.prompt == 1_020 && request.identity.sharedTokens == 1_000)
      counts[Int(request.identity.sharedPrompt)] += 1
    }
    for (count, share) in zip(counts, shares) {
      let error = (share * (1 - share) / 10_000).squareRoot()
      #expect(abs(count / 10_000 - share) < 4 * error)
    }
  }

  @Test("A long run keeps nothing but what is under way")
  func memory() throws {
    var source = RequestSource(
      try Workload(
        classes: [RequestClass(.conversation(Self.talk()))],
        streams: [(name: "", arrivals: .closed(clients: 8, thinkTime: nil), shares: [(0, 1)])]),
      seed: 1, replication: 0)
    var clock = Instant.zero
    for _ in 0..<20_000 {
      clock = source.nextArrival()!
      source.answered(source.next().client, at: clock)
    }
    let underWay = source.conversationsUnderWay
    #expect(underWay <= 8)
  }

  @Test("What makes no sense is refused when it is described")
  func refusals() throws {
    let one = try Self.single("one")
    let arrivals = try Self.poisson(1)
    #expect(throws: ServingError.repeatedName("one")) {
      try Workload(
        classes: [one, one], streams: [(name: "", arrivals: arrivals, shares: [(0, 1)])])
    }
    #expect(throws: ServingError.noShare(stream: "")) {
      try Workload(classes: [one], streams: [(name: "", arrivals: arrivals, shares: [(0, 0)])])
    }
    #expect(throws: ServingError.self) {
      try Conversation(
        turns: .pareto(shape: 1.5, minimum: 1), thinkTime: .zero,
        lengths: RequestLengths(promptTokens: .constant(1), outputTokens: .constant(1)))
    }
    #expect(throws: ServingError.self) { try SharedPrompts(tokens: [1, 2], shares: [1]) }
    let trace = try RequestTrace([
      ListedRequest(arrival: .zero, promptTokens: 1, outputTokens: 1, className: "a"),
      ListedRequest(arrival: .zero, promptTokens: 1, outputTokens: 1, className: "b"),
    ])
    #expect(throws: ServingError.unknownClass("b")) {
      try Workload.listed(
        trace, of: [RequestClass(name: "a", .listed), RequestClass(name: "c", .listed)])
    }
  }
}
