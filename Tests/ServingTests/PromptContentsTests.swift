import Quantities
import Stochastics
import Testing

@testable import Serving

@Suite("What prompts share")
struct PromptContentsTests {
  private let contents = PromptContents(nil)

  /// Blocks from the start on which two requests agree.
  private func common(
    _ a: (PromptIdentity, prompt: Int), _ b: (PromptIdentity, prompt: Int), _ blocks: Int,
    blockTokens: Int = 16
  ) -> Int {
    (0..<blocks).prefix { block in
      contents.content(
        of: a.0, promptTokens: a.prompt, block: block, blockTokens: blockTokens)
        == contents.content(
          of: b.0, promptTokens: b.prompt, block: block, blockTokens: blockTokens)
    }.count
  }

  @Test("Two requests agree exactly on the blocks that their shared prompt fills")
  func shared() {
    for tokens in [0, 15, 16, 100, 160] {
      let a = PromptIdentity(sharedPrompt: 3, sharedTokens: Int32(tokens), stream: 1)
      let b = PromptIdentity(sharedPrompt: 3, sharedTokens: Int32(tokens), stream: 2)
      #expect(common((a, 300), (b, 280), 15) == tokens / 16)
      let other = PromptIdentity(sharedPrompt: 4, sharedTokens: Int32(tokens), stream: 1)
      #expect(common((a, 300), (other, 300), 15) == (tokens == 0 ? 15 : 0))
    }
  }

  @Test("A turn agrees with the one before on all it said and answered, thought left out")
  func turns() {
    let plain = PromptIdentity(stream: 7)
    #expect(common((plain, 200), (plain, 900), 25) == 25)
    // 200 tokens of prompt, then thought: 12 whole blocks stay.
    let thinking = PromptIdentity(stream: 7, outputStream: 99)
    #expect(common((thinking, 200), (plain, 900), 25) == 12)
    #expect(common((thinking, 200), (thinking, 200), 25) == 25)
  }

  @Test("Turns of a drawn conversation share their growing prompt, and no other's")
  func drawn() throws {
    let lengths = try RequestLengths(promptTokens: .constant(64), outputTokens: .constant(32))
    let workload = try Workload(
      classes: [
        RequestClass(
          .conversation(Conversation(turns: .constant(3), thinkTime: .zero, lengths: lengths)),
          sharedPrompts: SharedPrompts(tokens: [48], shares: [1]))
      ],
      streams: [(name: "", arrivals: .closed(clients: 2, thinkTime: nil), shares: [(0, 1)])])
    var source = RequestSource(workload, seed: 1, replication: 0)
    var requests: [IncomingRequest] = []
    for _ in 0..<6 {
      let now = source.nextArrival()!
      requests.append(source.next())
      source.answered(requests.last!.client, at: now)
    }
    for a in requests {
      for b in requests where a.number < b.number {
        let shorter = Int(min(a.counts.prompt, b.counts.prompt)) / 16
        let agreed = common(
          (a.identity, Int(a.counts.prompt)), (b.identity, Int(b.counts.prompt)), shorter)
        #expect(agreed == (a.identity.stream == b.identity.stream ? shorter : 3))
      }
    }
  }

  @Test("Requests of a trace agree as far as the hashes of their blocks do")
  func listed() throws {
    func request(_ hashes: [UInt64]) throws -> ListedRequest {
      try ListedRequest(
        arrival: .zero, promptTokens: hashes.count * 512, outputTokens: 9, blockHashes: hashes)
    }
    let trace = try RequestTrace([request([1, 2, 3, 4]), request([1, 2, 9]), request([8])])
    let contents = PromptContents(trace)
    var source = RequestSource(try .listed(trace), seed: 1, replication: 0)
    let identities = (0..<3).map { _ in source.next().identity }
    func common(_ a: Int, _ b: Int) -> Int {
      (0..<96).prefix { block in
        contents.content(of: identities[a], promptTokens: 1_536, block: block, blockTokens: 16)
          == contents.content(of: identities[b], promptTokens: 1_536, block: block, blockTokens: 16)
      }.count
    }
    #expect(common(0, 1) == 64)
    #expect(common(0, 2) == 0)
    #expect(common(1, 1) == 96)
  }
}
