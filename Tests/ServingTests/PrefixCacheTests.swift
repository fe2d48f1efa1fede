import EventKernel
import Foundation
import Quantities
import Stochastics
import Testing

@testable import Serving

/// One cache, asked for texts one after another.
private struct Reader {
  var cache: PrefixCache

  init(_ capacities: [Int], blockTokens: Int = 4) {
    cache = PrefixCache(
      capacities: capacities, blockTokens: blockTokens, contents: PromptContents(nil))
  }

  /// Reads a text of whole blocks and one token more: what is found is used, the rest taken in.
  ///
  /// - Returns: How many blocks were found.
  mutating func read(_ identity: PromptIdentity, blocks: Int) -> Int {
    var request = Self.request(identity, tokens: blocks * cache.blockTokens + 1)
    let match = cache.match(request, tokens: request.prefillLength - 1)
    let found = match.blocks + match.hostBlocks + match.storageBlocks
    let chain = cache.refer(to: match.lastOfStorage, blocks: found).chain
    (request.chain, request.chained) = (chain, Int32(found))
    let extended = cache.extend(request, to: blocks)
    _ = cache.release(extended.last)
    return found
  }

  static func request(_ identity: PromptIdentity, tokens: Int, output: Int = 1) -> Serving.Request {
    Serving.Request(
      IncomingRequest(
        number: 0, counts: TokenCounts(prompt: Int32(tokens), output: Int32(output), cached: 0),
        identity: identity), arrival: .zero, segment: 0)
  }
}

@Suite("The prefix cache, by itself")
struct PrefixCacheTests {
  @Test("What was read last is found as long as it fits, whole blocks only, from the beginning")
  func byHand() {
    var reader = Reader([5])
    #expect(reader.read(PromptIdentity(stream: 1), blocks: 3) == 0)
    #expect(reader.read(PromptIdentity(stream: 1), blocks: 3) == 3)
    #expect(reader.read(PromptIdentity(stream: 1), blocks: 2) == 2)
    #expect(reader.read(PromptIdentity(stream: 2), blocks: 3) == 0)
    // Six blocks are too many for five: the last block of the text not used for longest went.
    #expect(reader.cache.count == 5)
    #expect(reader.read(PromptIdentity(stream: 1), blocks: 3) == 2)
    #expect(reader.cache.takeFlows().device.evicted == 2)
  }

  @Test("Two texts share the blocks that a common beginning covers whole")
  func sharedBeginnings() {
    var reader = Reader([100])
    // Ten shared tokens: two blocks of four, and a part of the third.
    let one = PromptIdentity(sharedPrompt: 7, sharedTokens: 10, stream: 1)
    let other = PromptIdentity(sharedPrompt: 7, sharedTokens: 10, stream: 2)
    #expect(reader.read(one, blocks: 5) == 0)
    #expect(reader.read(other, blocks: 5) == 2)
    #expect(reader.cache.count == 8)
    let third = PromptIdentity(sharedPrompt: 8, sharedTokens: 10, stream: 1)
    #expect(reader.read(third, blocks: 5) == 0)
  }

  @Test("Blocks that running requests refer to are never given up, and are counted once")
  func references() {
    var reader = Reader([2])
    var running = Reader.request(PromptIdentity(stream: 1), tokens: 13)
    running.chain = reader.cache.extend(running, to: 3).last
    #expect(reader.cache.referenced == 3)
    for stream in 2..<50 as Range<UInt64> {
      #expect(reader.read(PromptIdentity(stream: stream), blocks: 4) == 0)
    }
    #expect(reader.cache.count == 5)
    #expect(reader.read(PromptIdentity(stream: 1), blocks: 3) == 3)
    #expect(reader.cache.release(running.chain) == 3)
    #expect(reader.cache.referenced == 0 && reader.cache.countReferenced() == 0)
    #expect(reader.cache.idle == 2)
  }

  @Test("A block that two requests computed at once is held once")
  func duplicates() {
    var reader = Reader([100])
    let identity = PromptIdentity(stream: 1)
    let one = Reader.request(identity, tokens: 13)
    let first = reader.cache.extend(one, to: 3)
    let second = reader.cache.extend(one, to: 3)
    #expect(first.duplicates == 0 && second.duplicates == 3 && second.revived == 0)
    #expect(first.last == second.last && reader.cache.count == 3)
  }

  @Test("A larger cache finds all that a smaller one finds, text by text (inclusion)")
  func inclusion() {
    for replication in 0..<3 {
      var draw = RandomStream(
        StreamAddress(seed: 3, replication: replication, purpose: "inclusion"))
      let texts = (0..<3_000).map { _ in
        let prompt = UInt32(draw.nextIndex(below: 3))
        let rank = draw.nextUniform()
        return (
          PromptIdentity(
            sharedPrompt: prompt, sharedTokens: Int32(4 * Int(prompt) + 2),
            stream: UInt64(60 * rank * rank)), 1 + draw.nextIndex(below: 12)
        )
      }
      var before = [Int](repeating: 0, count: texts.count)
      for capacity in [0, 1, 7, 30, 100, 300, 10_000] {
        var reader = Reader([capacity])
        let hits = texts.map { reader.read($0.0, blocks: $0.1) }
        #expect(zip(before, hits).allSatisfy { $0 <= $1 }, "\(capacity) blocks")
        #expect((hits.reduce(0, +) > 0) == (capacity > 0))
        #expect(reader.cache.count <= capacity)
        #expect(reader.cache.stored == reader.cache.dropped + reader.cache.countHeld())
        before = hits
      }
      // Tiers keep what one cache of their size keeps.
      for tiers in [[7, 23], [1, 6, 23]] {
        var reader = Reader(tiers)
        var whole = Reader([30])
        let isAlike = texts.allSatisfy { identity, blocks in
          reader.read(identity, blocks: blocks) == whole.read(identity, blocks: blocks)
            && reader.cache.count == whole.cache.count
        }
        #expect(isAlike)
      }
    }
  }

  @Test(
    "Independent references hit as often as Che's approximation says, to half a percent",
    arguments: [(0.6, 50), (0.8, 100), (0.8, 400), (1.1, 30)])
  func che(skew: Double, capacity: Int) {
    let texts = 1_000
    let weights = (1...texts).map { pow(Double($0), -skew) }
    let whole = weights.reduce(0, +)
    let rates = weights.map { $0 / whole }
    // Che, Tung & Wang (2002): Σ (1 - e^(-λ t)) = C; Fricker, Robert & Roberts (2012) show why it
    // holds so well.
    var (low, high) = (0.0, 1e7)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      let held = rates.reduce(0) { $0 - expm1(-$1 * middle) }
      if held < Double(capacity) { low = middle } else { high = middle }
    }
    let expected = rates.reduce(0) { $0 - $1 * expm1(-$1 * low) }
    var cumulative = 0.0
    let cumulatives = rates.map { rate -> Double in
      cumulative += rate
      return cumulative
    }
    var draw = RandomStream(StreamAddress(seed: 11, purpose: "che", entity: capacity))
    var reader = Reader([capacity])
    var hits = 0
    let references = 100_000
    for number in 0..<references + 20_000 {
      let u = draw.nextUniform()
      var (first, last) = (0, texts - 1)
      while first < last {
        let middle = (first + last) / 2
        if cumulatives[middle] >= u { last = middle } else { first = middle + 1 }
      }
      let found = reader.read(PromptIdentity(stream: UInt64(first)), blocks: 1)
      if number >= 20_000 { hits += found }
    }
    let seen = Double(hits) / Double(references)
    #expect(abs(seen - expected) < 0.005, "\(seen) against \(expected)")
  }
}
