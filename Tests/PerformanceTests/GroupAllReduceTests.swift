import Hardware
import Performance
import Quantities
import Testing

@Suite("The all-reduce of a group on a network")
struct GroupAllReduceTests {
  static let sizes = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9].map { Bytes($0) }

  static func group(_ ranks: Int, oversubscription: Double = 1) -> GroupAllReduce {
    GroupAllReduce(
      ranks: ranks,
      topology: Fixtures.cluster(accelerators: 512, oversubscription: oversubscription).topology,
      efficiencies: Fixtures.h100Calibration.allReduce)
  }

  @Test("One rank exchanges nothing, and larger buffers take longer")
  func sizes() {
    for size in Self.sizes { #expect(Self.group(1).duration(of: size) == .zero) }
    for ranks in [2, 3, 4, 8, 16, 100, 512] {
      let times = Self.sizes.map { Self.group(ranks).duration(of: $0) }
      for (a, b) in zip(times, times.dropFirst()) { #expect(a < b) }
    }
  }

  @Test("Beyond one domain more ranks never take less time")
  func ranks() {
    for size in Self.sizes {
      let times = [8, 16, 32, 64, 128, 256, 512].map { Self.group($0).duration(of: size) }
      #expect(times == times.sorted(), "\(size)")
    }
  }

  @Test("Large buffers in one domain reach the fitted share of the link", arguments: [2, 4, 8])
  func bandwidth(ranks: Int) throws {
    let fit = try #require(Fixtures.h100Calibration.allReduce.first { $0.ranks == ranks })
    func bus(_ size: Bytes) -> Double {
      let time = Self.group(ranks).duration(of: size)
      return Collective.allReduceBusBandwidth(size, ranks: ranks, duration: time).value / 450e9
    }
    #expect(agree(bus(Bytes(1e12)), fit.link, within: 1e-3))
    #expect(bus(Bytes(1e12)) < fit.link)
    // Small ones are latency.
    let small = Self.group(ranks).duration(of: Bytes(1))
    #expect(small > fit.latency)
    #expect(agree(small.value, fit.latency.value, within: 0.01))
  }

  @Test("An oversubscription of one changes nothing, of four costs more only outside the domain")
  func oversubscription() {
    for size in Self.sizes {
      for ranks in [8, 16, 64] {
        let plain = Self.group(ranks).duration(of: size)
        #expect(Self.group(ranks, oversubscription: 1).duration(of: size) == plain)
        let dear = Self.group(ranks, oversubscription: 4).duration(of: size)
        #expect(ranks == 8 ? dear == plain : dear > plain)
      }
    }
  }
}
