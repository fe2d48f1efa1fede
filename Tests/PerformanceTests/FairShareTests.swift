import Performance
import Quantities
import Testing

@Suite("Flows that share links")
struct FairShareTests {
  static func share(_ capacities: [Double], _ flows: [FairShare.Flow]) -> FairShare {
    FairShare(capacities: capacities.map { BytesPerSecond($0 * 1e9) }, flows: flows)
  }

  static func limited(_ links: [Int], _ limit: Double) -> FairShare.Flow {
    FairShare.Flow(links, limit: BytesPerSecond(limit * 1e9))
  }

  /// Flows over up to three of five links, some with a limit, from a small congruential generator.
  static let networks: [FairShare] = {
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    return (0..<200).map { _ in
      let capacities = (0..<5).map { _ in Double(1 + next(100)) }
      let flows = (0..<(1 + next(12))).map { _ in
        let links = Array(Set((0..<(1 + next(3))).map { _ in next(5) })).sorted()
        return next(3) == 0 ? limited(links, Double(1 + next(40))) : FairShare.Flow(links)
      }
      return share(capacities, flows)
    }
  }()

  @Test("Of 50 GB/s a flow limited to 10 takes 10, and two others 20 each")
  func workedExample() {
    let share = Self.share([50], [Self.limited([0], 10), .init([0]), .init([0])])
    #expect(share.rates.map { $0.value / 1e9 } == [10, 20, 20])
    #expect(agree(share.load(of: 0).value, 50e9))
  }

  @Test("No link carries more than it can")
  func capacity() {
    for share in Self.networks {
      for (link, capacity) in share.capacities.enumerated() {
        #expect(share.load(of: link).value <= capacity.value * (1 + 1e-9))
      }
    }
  }

  @Test("Every flow is at its limit or passes a full link where none has more")
  func maxMin() {
    for share in Self.networks {
      for (index, flow) in share.flows.enumerated() {
        let rate = share.rates[index].value
        let isAtLimit = flow.limit.isFinite && agree(rate, flow.limit.value)
        let isHeld = flow.links.contains { link in
          let isFull = agree(share.load(of: link).value, share.capacities[link].value)
          let most =
            share.flows.indices.filter { share.flows[$0].links.contains(link) }
            .map { share.rates[$0].value }.max() ?? 0
          return isFull && rate >= most * (1 - 1e-9)
        }
        #expect(isAtLimit || isHeld)
      }
    }
  }

  @Test("Equal flows get equal shares, and order does not matter")
  func symmetry() {
    let equal = Self.share([30, 90], Array(repeating: .init([0, 1]), count: 6))
    #expect(equal.rates.allSatisfy { agree($0.value, 5e9) })
    for share in Self.networks {
      let reversed = FairShare(capacities: share.capacities, flows: share.flows.reversed())
      for (a, b) in zip(share.rates, reversed.rates.reversed()) { #expect(agree(a.value, b.value)) }
    }
  }

  @Test("A flow over no link runs at its own limit")
  func noLink() {
    let share = Self.share([1], [Self.limited([], 3), .init([])])
    #expect(share.rates == [BytesPerSecond(3e9), .infinity])
  }

  @Test("A cache of 4,096 tokens takes 5.76 ms of DeepSeek-V3 and 42.3 ms of Llama-405B at 50 GB/s")
  func cacheTransfer() {
    let link = Link(bandwidth: BytesPerSecond(50e9), latency: .zero)
    let latent = CacheTransfer(size: Bytes(70_272.0 * 4_096), link: link)
    #expect(agree(latent.size.value, 287.8e6, within: 1e-3))
    #expect(agree(latent.duration.value, 5.76e-3, within: 1e-3))
    let grouped = CacheTransfer(size: Bytes(516_096.0 * 4_096), link: link)
    #expect(agree(grouped.duration.value, 42.3e-3, within: 1e-3))
  }

  @Test("Pushing layer by layer hides all but the last layer, or what exceeds the computation")
  func layerwise() {
    let link = Link(bandwidth: BytesPerSecond(50e9), latency: Seconds(5e-6))
    let transfer = CacheTransfer(size: Bytes(1e9), link: link)
    func exposed(_ prefill: Double, layers: Int) -> Seconds {
      transfer.exposed(prefill: Seconds(prefill), layers: layers, push: .layerwise)
    }
    let whole = transfer.exposed(prefill: Seconds(1), layers: 61, push: .atEnd)
    #expect(whole == transfer.duration)
    #expect(agree(exposed(1, layers: 50).value, 20e-3 / 50 + 5e-6))
    #expect(agree(exposed(10e-3, layers: 50).value, 20.005e-3 - 10e-3 * 49 / 50))
    #expect(exposed(1, layers: 1) == whole)
    #expect(exposed(0, layers: 50) == whole)
    for prefill in [0, 1e-3, 5e-3, 20e-3, 1] {
      #expect(exposed(prefill, layers: 50) <= whole)
      let none = CacheTransfer(size: .zero, link: link)
      #expect(none.exposed(prefill: Seconds(prefill), layers: 50, push: .atEnd) == .zero)
    }
  }
}
