import EventKernel
import Quantities
import Stochastics
import Testing

@testable import Serving

/// A prefix cache that keeps and moves blocks one by one: the plain statement of what a cache of runs
/// has to do.
private struct BlockwiseCache {
  struct Block {
    let parent: Int
    var references = 0
    var tier = 0
    var arrival = Instant.zero
  }

  let capacities: [Int]
  let blockTokens: Int
  let contents = PromptContents(nil)
  var blocks: [Int: Block] = [:]
  /// Blocks by what they and all before them contain.
  var names: [[UInt64]: Int] = [:]
  var keys: [Int: [UInt64]] = [:]
  /// Idle blocks of each tier, the one used longest ago first.
  var orders: [[Int]] = [[], [], []]
  var numbers = 0
  var stored = 0
  var dropped = 0
  var evicted = [0, 0, 0]
  var taken = [0, 0, 0]

  init(_ capacities: [Int], blockTokens: Int) {
    self.capacities = capacities + Array(repeating: 0, count: 3 - capacities.count)
    self.blockTokens = blockTokens
  }

  func words(of request: Serving.Request, count: Int) -> [UInt64] {
    (0..<count).map {
      contents.content(
        of: request.identity, promptTokens: Int(request.counts.prompt), block: $0,
        blockTokens: blockTokens)
    }
  }

  var referenced: Int { blocks.values.count { $0.references > 0 } }

  /// The blocks of a text that are held.
  func match(_ request: Serving.Request, tokens: Int) -> [Int] {
    let words = words(of: request, count: tokens / blockTokens)
    var found: [Int] = []
    while found.count < words.count, let next = names[Array(words[...found.count])] {
      found.append(next)
    }
    return found
  }

  mutating func idle(_ block: Int, in tier: Int) {
    blocks[block]!.tier = tier
    orders[tier].append(block)
  }

  mutating func busy(_ block: Int) {
    orders[blocks[block]!.tier].removeAll { $0 == block }
  }

  mutating func refer(to chain: [Int], arrival: Instant) -> (taken: Int, arrival: Instant) {
    var result = (taken: 0, arrival: Instant.zero)
    for block in chain {
      if blocks[block]!.references == 0 {
        busy(block)
        result.taken += 1
        if blocks[block]!.tier > 0 {
          blocks[block]!.tier = 0
          blocks[block]!.arrival = arrival
        }
      }
      result.arrival = max(result.arrival, blocks[block]!.arrival)
      blocks[block]!.references += 1
    }
    return result
  }

  mutating func extend(
    _ chain: inout [Int], _ request: Serving.Request, to count: Int
  ) -> (duplicates: Int, revived: Int) {
    let words = words(of: request, count: count)
    var result = (duplicates: 0, revived: 0)
    while chain.count < count {
      let name = Array(words[...chain.count])
      var block: Int
      if let held = names[name] {
        block = held
        if blocks[block]!.references == 0 {
          busy(block)
          if blocks[block]!.tier == 0 { result.revived += 1 }
        }
        if blocks[block]!.tier == 0 { result.duplicates += 1 }
        blocks[block]!.tier = 0
      } else {
        block = numbers
        numbers += 1
        stored += 1
        blocks[block] = Block(parent: chain.last ?? -1)
        names[name] = block
        keys[block] = name
      }
      blocks[block]!.references += 1
      blocks[block]!.arrival = .zero
      chain.append(block)
    }
    return result
  }

  mutating func release(_ chain: [Int]) -> Int {
    var freed = 0
    for block in chain.reversed() {
      blocks[block]!.references -= 1
      if blocks[block]!.references == 0 {
        idle(block, in: 0)
        freed += 1
      }
    }
    evict(toIdle: capacities[0])
    return freed
  }

  mutating func evict(toIdle most: Int) {
    while orders[0].count > most { pushDown(from: 0) }
  }

  mutating func pushDown(from tier: Int) {
    let block = orders[tier].removeFirst()
    evicted[tier] += 1
    guard let below = (tier + 1..<3).first(where: { capacities[$0] > 0 }) else {
      blocks[block] = nil
      names[keys.removeValue(forKey: block)!] = nil
      dropped += 1
      return
    }
    taken[below] += 1
    idle(block, in: below)
    if orders[below].count > capacities[below] { pushDown(from: below) }
  }
}

extension PrefixCache {
  /// Blocks of the idle runs of a tier, the one used longest ago first.
  fileprivate func lengthsInOrder(of tier: CacheTier) -> [Int] {
    var lengths: [Int] = []
    var index = orders[tier.rawValue].oldest
    while index >= 0 {
      lengths.append(tree[index].count)
      index = tree[index].newer
    }
    return lengths
  }
}

@Suite("A cache of runs of blocks does what one does block by block")
struct PrefixRunTests {
  private struct Running {
    var request: Serving.Request
    var chain: [Int]
  }

  private static func request(
    _ identity: PromptIdentity, prompt: Int, output: Int
  ) -> Serving.Request {
    Serving.Request(
      IncomingRequest(
        number: 0,
        counts: TokenCounts(prompt: Int32(prompt), output: Int32(output), cached: 0),
        identity: identity), arrival: .zero, segment: 0)
  }

  @Test("Finds, hits, orders, evictions and arrivals agree over 40 arbitrary streams of 400 steps")
  func equality() {
    var evicted = [0, 0, 0]
    var found = [0, 0, 0]
    var cuts = 0
    for number in 0..<40 {
      var draw = RequestDraw(
        stream: RandomStream(StreamAddress(seed: 21, purpose: "runs", entity: number)))
      let blockTokens = draw.choose([1, 4, 16])
      let capacities = draw.choose([
        [0], [5], [40], [400], [20, 30], [3, 60], [20, 0, 50], [10, 20, 40], [0, 25, 25],
        [60, 5, 5],
      ])
      var plain = BlockwiseCache(capacities, blockTokens: blockTokens)
      var cache = PrefixCache(
        capacities: capacities, blockTokens: blockTokens, contents: PromptContents(nil))
      var running: [Running] = []
      /// What each conversation has so far, in tokens.
      var lengths: [UInt64: Int] = [:]
      let conversations = draw.choose([3, 12, 60])
      let thinks = draw.choose([0, 0, 3])
      for step in 0..<400 {
        let now = Instant(nanoseconds: Int64(step) * 1_000)
        switch draw.stream.nextIndex(below: 6) {
        case 0, 1:
          // A turn of a conversation, a text alone, or one that leaves another within it.
          let stream = UInt64(draw.stream.nextIndex(below: conversations))
          let shared = draw.stream.nextIndex(below: 3)
          let prompt = lengths[stream, default: 10 * shared] + 1 + draw.stream.nextIndex(below: 60)
          let output = 1 + draw.stream.nextIndex(below: 40)
          lengths[stream] = prompt > 600 ? nil : prompt + output
          let identity = PromptIdentity(
            sharedPrompt: UInt32(shared), sharedTokens: Int32(10 * shared), stream: stream,
            outputStream: draw.stream.nextIndex(below: 4) < thinks ? UInt64(1_000 + step) : nil)
          var request = Self.request(identity, prompt: prompt, output: output)
          let match = cache.match(request, tokens: prompt - 1)
          let held = plain.match(request, tokens: prompt - 1)
          let tiers = held.map { plain.blocks[$0]!.tier }
          let counts = (0..<3).map { tier in tiers.count { $0 == tier } }
          #expect([match.blocks, match.hostBlocks, match.storageBlocks] == counts, "\(number)")
          #expect(match.shared == held.count { plain.blocks[$0]!.references > 0 })
          for tier in 0..<3 { found[tier] += counts[tier] }
          // All of it is taken, what the device or what the device and the host have.
          let depth = draw.choose([held.count, held.count, counts[0], counts[0] + counts[1]])
          let last =
            depth == counts[0]
            ? match.last : depth == held.count ? match.lastOfStorage : match.lastOfHost
          let arrival = now + Seconds(1e-6)
          let referred = cache.refer(to: last, blocks: depth, arrival: arrival)
          let chain = Array(held[..<depth])
          let plainly = plain.refer(to: chain, arrival: arrival)
          #expect(referred.taken == plainly.taken)
          // Of blocks that are there already it does not matter since when.
          #expect(max(referred.arrival, now) == max(plainly.arrival, now))
          (request.chain, request.chained) = (referred.chain, Int32(depth))
          running.append(Running(request: request, chain: chain))
        case 2, 3:
          guard !running.isEmpty else { continue }
          let index = draw.stream.nextIndex(below: running.count)
          let counts = running[index].request.counts
          let most = (Int(counts.prompt) + Int(counts.output)) / blockTokens
          let chained = running[index].chain.count
          let count = chained + draw.stream.nextIndex(below: max(1, most - chained + 1))
          let extended = cache.extend(running[index].request, to: count)
          let plainly = plain.extend(&running[index].chain, running[index].request, to: count)
          running[index].request.chain = extended.last
          running[index].request.chained = Int32(count)
          #expect(
            extended.duplicates == plainly.duplicates && extended.revived == plainly.revived,
            "\(number)")
        case 4:
          guard !running.isEmpty else { continue }
          let one = running.remove(at: draw.stream.nextIndex(below: running.count))
          guard !one.chain.isEmpty else { continue }
          #expect(cache.release(one.request.chain) == plain.release(one.chain))
        default:
          let most = draw.stream.nextIndex(below: 100)
          cache.evict(toIdle: most)
          plain.evict(toIdle: most)
        }
        let flows = cache.takeFlows()
        for (tier, place) in CacheTier.allCases.enumerated() {
          #expect(flows[place].evicted == plain.evicted[tier], "\(number) at \(step)")
          #expect(flows[place].taken == plain.taken[tier], "\(number) at \(step)")
          evicted[tier] += plain.evicted[tier]
          let idle = plain.orders[tier].count
          #expect(cache.count(in: place) == idle + (tier == 0 ? plain.referenced : 0))
          #expect(cache.lengthsInOrder(of: place).reduce(0, +) == idle)
          // Runs end where the order of single blocks goes on with another text.
          var start = 0
          for length in cache.lengthsInOrder(of: place) {
            let run = plain.orders[tier][start..<start + length]
            for (block, next) in zip(run, run.dropFirst()) {
              #expect(plain.blocks[block]!.parent == next, "\(number) at \(step)")
            }
            start += length
          }
          cuts += cache.lengthsInOrder(of: place).count
        }
        plain.evicted = [0, 0, 0]
        plain.taken = [0, 0, 0]
        #expect(cache.idle == plain.orders[0].count && cache.referenced == plain.referenced)
        #expect(cache.stored == plain.stored && cache.dropped == plain.dropped)
        guard step.isMultiple(of: 50) else { continue }
        #expect(cache.count == plain.blocks.count && cache.countHeld() == plain.blocks.count)
        #expect(cache.countReferenced() == plain.referenced)
      }
      // Nothing is left once all have gone and the memory is lost.
      for one in running where !one.chain.isEmpty {
        #expect(cache.release(one.request.chain) == plain.release(one.chain))
      }
      cache.lose()
      #expect(cache.count == 0 && cache.countHeld() == 0 && cache.stored == cache.dropped)
      #expect(cache.referencesMade == cache.referencesEnded)
    }
    #expect(evicted.allSatisfy { $0 > 500 }, "\(evicted)")
    #expect(found.allSatisfy { $0 > 500 }, "\(found)")
    #expect(cuts > 2_000)
  }

  @Test("Two texts have in common what the contents of their blocks say, block by block")
  func commonTokens() throws {
    var trace = RequestTrace(blockTokens: 24)
    for row in 0..<30 {
      let hashes = (0..<6).map { UInt64($0 < row % 7 ? 100 + $0 : 10_000 * (row + 1) + $0) }
      try trace.append(
        ListedRequest(
          arrival: Seconds(Double(row)), promptTokens: 150, outputTokens: 30,
          blockHashes: Array(hashes[..<(2 + row % 5)])))
    }
    let contents = PromptContents(trace)
    var draw = RequestDraw(stream: RandomStream(StreamAddress(seed: 22, purpose: "common")))
    var lengths: [Int: Int] = [:]
    for _ in 0..<4_000 {
      let texts = (0..<2).map { _ in
        let stream = UInt64(draw.stream.nextIndex(below: 2))
        let identity = PromptIdentity(
          sharedPrompt: UInt32(draw.stream.nextIndex(below: 2)),
          sharedTokens: Int32(draw.choose([0, 16, 20, 33])), stream: stream,
          outputStream: draw.choose([nil, 9, 10]),
          listedRow: draw.choose([-1, -1, Int32(draw.stream.nextIndex(below: 30))]))
        return Self.request(identity, prompt: draw.choose([50, 64, 150]), output: 60)
      }
      for blockTokens in [1, 8, 16] {
        let words = texts.map { text in
          (0..<200 / blockTokens).map {
            contents.content(
              of: text.identity, promptTokens: Int(text.counts.prompt), block: $0,
              blockTokens: blockTokens)
          }
        }
        let agreeing = zip(words[0], words[1]).prefix { $0 == $1 }.count
        let common = contents.commonTokens(PromptText(texts[0]), PromptText(texts[1]))
        #expect(min(common / blockTokens, words[0].count) == agreeing, "\(texts)")
        lengths[agreeing, default: 0] += 1
      }
    }
    #expect(lengths.count > 15)
  }
}
