import Hardware
import Performance
import Quantities
import Testing

@Suite("Collectives")
struct CollectiveTests {
  static let link = Link(bandwidth: BytesPerSecond(450e9), latency: Seconds(3e-6))
  static let sizes = [0, 1e3, 1e5, 1e6, 1e7, 1e9].map { Bytes($0) }
  static let ranks = [1, 2, 3, 4, 8, 16, 64, 512]

  @Test("One rank exchanges nothing, in no time")
  func oneRank() {
    for size in Self.sizes {
      for algorithm in AllReduceAlgorithm.allCases {
        #expect(algorithm.duration(of: size, ranks: 1, over: Self.link) == .zero)
      }
      #expect(Collective.allGather(size, ranks: 1, over: Self.link) == .zero)
      #expect(Collective.allToAll(size, ranks: 1, over: Self.link) == .zero)
    }
  }

  @Test("An all-reduce is a reduce-scatter and an all-gather")
  func decomposition() {
    for size in Self.sizes {
      for ranks in Self.ranks {
        func halves(_ route: Collective.Route) -> Double {
          (Collective.reduceScatter(size, ranks: ranks, over: Self.link, by: route)
            + Collective.allGather(size, ranks: ranks, over: Self.link, by: route)).value
        }
        let ring = AllReduceAlgorithm.ring.duration(of: size, ranks: ranks, over: Self.link)
        let twoShot = AllReduceAlgorithm.twoShot.duration(of: size, ranks: ranks, over: Self.link)
        #expect(agree(ring.value, halves(.ring)))
        #expect(agree(twoShot.value, halves(.direct)))
      }
    }
  }

  @Test("A ring over many ranks moves twice the buffer")
  func ringLimit() {
    let free = Link(bandwidth: Self.link.bandwidth, latency: .zero)
    let size = Bytes(1e9)
    let limit = (size / free.bandwidth) * 2
    let time = AllReduceAlgorithm.ring.duration(of: size, ranks: 100_000, over: free)
    #expect(agree(time.value, limit.value, within: 1e-4))
    #expect(time < limit)
  }

  @Test("Sending everything at once equals reducing in parts at 257 kB on eight ranks")
  func crossover() {
    let limit = AllReduceAlgorithm.oneShotLimit(ranks: 8, over: Self.link)
    #expect(abs(limit.value - 257_143) < 1)
    func difference(_ size: Bytes) -> Double {
      (AllReduceAlgorithm.oneShot.duration(of: size, ranks: 8, over: Self.link)
        - AllReduceAlgorithm.twoShot.duration(of: size, ranks: 8, over: Self.link)).value
    }
    #expect(abs(difference(limit)) < 1e-15)
    #expect(difference(limit * 0.5) < 0)
    #expect(difference(limit * 2) > 0)
  }

  @Test(
    "Larger buffers and more ranks never take less time", arguments: AllReduceAlgorithm.allCases)
  func monotone(_ algorithm: AllReduceAlgorithm) {
    for ranks in Self.ranks {
      let times = Self.sizes.map { algorithm.duration(of: $0, ranks: ranks, over: Self.link) }
      #expect(times == times.sorted())
    }
    for size in Self.sizes {
      let times = Self.ranks.map { algorithm.duration(of: size, ranks: $0, over: Self.link) }
      #expect(times == times.sorted())
    }
  }

  @Test("537 MB summed over eight H100 in 2.11143 ms is a bus of 445 GB/s")
  func busBandwidth() {
    let bus = Collective.allReduceBusBandwidth(
      Bytes(536.87e6), ranks: 8, duration: Seconds(2.11143e-3))
    #expect(abs(bus.value / 1e9 - 445.0) < 0.05)
  }

  @Test("A hierarchy of one domain or of single ranks is flat")
  func flatHierarchy() {
    let outer = Link(bandwidth: BytesPerSecond(50e9), latency: Seconds(5e-6))
    for size in Self.sizes {
      for count in [2, 8, 32] {
        let oneDomain = Collective.hierarchicalAllReduce(
          size, width: count, groups: 1, inner: Self.link, outer: outer)
        let inside = AllReduceAlgorithm.twoShot.duration(of: size, ranks: count, over: Self.link)
        #expect(agree(oneDomain.value, inside.value))
        let singles = Collective.hierarchicalAllReduce(
          size, width: 1, groups: count, inner: Self.link, outer: outer)
        let across = AllReduceAlgorithm.ring.duration(of: size, ranks: count, over: outer)
        #expect(agree(singles.value, across.value))
      }
    }
  }

  @Test("Leaving the domain is never free, and oversubscription makes it dearer")
  func crossingDomains() {
    func time(tensor: Int, oversubscription: Double = 1) -> Seconds {
      let cluster = Fixtures.cluster(accelerators: 32, oversubscription: oversubscription)
      return Fixtures.predictor(
        Fixtures.deployment(Fixtures.llama70B, on: cluster, tensor: tensor)
      ).breakdown(of: .decode(sequences: 64, context: 64_000)).byCause
        .first { $0.cause == .communication }!.duration
    }
    #expect(time(tensor: 16) > time(tensor: 8))
    #expect(time(tensor: 32) > time(tensor: 16))
    #expect(time(tensor: 16, oversubscription: 4) > time(tensor: 16))
    #expect(time(tensor: 8, oversubscription: 4) == time(tensor: 8))
  }

  @Test("A token's eight experts of 256 lie on 5.2947 of eight nodes, and on eight of many")
  func distinctNodes() {
    func copies(_ nodes: Int) -> Double {
      ExpertDispatch.distinctNodes(experts: 256, expertsPerToken: 8, nodes: nodes)
    }
    #expect(abs(copies(8) - 5.2947) < 5e-5)
    #expect(copies(1) == 1)
    #expect(abs(copies(2) - 1.99) < 0.005)
    #expect(abs(copies(32) - 7.27) < 0.005)
    #expect(agree(copies(256), 8))
  }

  @Test("Removing duplicates never adds bytes")
  func deduplication() {
    let message = ExpertDispatch.messageBytes(hidden: 7_168, arithmetic: .fp8)
    #expect(message == Bytes(7_392))
    for nodes in [2, 4, 8, 16] {
      let once = ExpertDispatch.bytesAcrossNodes(
        tokens: 128, experts: 256, expertsPerToken: 8, nodes: nodes, message: message)
      let all = ExpertDispatch.bytesSent(
        tokens: 128, expertsPerToken: 8, ranks: nodes, message: message)
      #expect(once <= all)
    }
  }

  @Test("What all ranks send is what all ranks receive")
  func conservation() {
    let message = ExpertDispatch.messageBytes(hidden: 7_168, arithmetic: .int8)
    #expect(agree(128 * 8 * message.value, 7.86e6, within: 1e-3))
    let ranks = 64
    let sent = ExpertDispatch.bytesSent(
      tokens: 128, expertsPerToken: 8, ranks: ranks, message: message)
    // A rank keeps 1/R of its copies and receives as much from each of the others.
    let perPair = 128 * 8 * message.value / Double(ranks)
    #expect(agree(sent.value * Double(ranks), perPair * Double(ranks * (ranks - 1))))
  }
}
