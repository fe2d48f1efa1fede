import EventKernel
import Performance
import Quantities
import Stochastics
import Testing

@testable import Serving

@Suite("Caches on their way share the fabric by max-min fairness")
struct FabricRateTests {
  /// An arbitrary fabric between as many replicas of prompts as of output, and the rates that are fair.
  private struct Case: ~Copyable {
    var stream: RandomStream
    let replicas: Int
    let fabric: CacheFabric
    /// Of every port, and of the network between them where it has a limit.
    private let capacities: [BytesPerSecond]

    init(_ number: Int, seed: UInt64) throws {
      stream = RandomStream(StreamAddress(seed: seed, purpose: "fabric", entity: number))
      let replicas = 2 + stream.nextIndex(below: 6)
      let sending = BytesPerSecond(1e9 * (1 + Double(stream.nextIndex(below: 5))))
      let receiving = BytesPerSecond(1e9 * (1 + Double(stream.nextIndex(below: 5))))
      let network = stream.nextIndex(below: 2) == 0 ? nil : BytesPerSecond(4e9)
      self.replicas = replicas
      fabric = try CacheFabric(
        bytesPerToken: Bytes(1), sending: sending, receiving: receiving,
        network: network ?? BytesPerSecond(.infinity))
      capacities =
        (0..<2 * replicas).map { $0 < replicas ? sending : receiving }
        + (network.map { [$0] } ?? [])
    }

    /// A replica of prompts and one of output.
    mutating func ends() -> (source: Int, destination: Int) {
      (stream.nextIndex(below: replicas), replicas + stream.nextIndex(below: replicas))
    }

    /// The fair rates of caches between these replicas.
    func rates(_ ends: [(source: Int, destination: Int)]) -> [BytesPerSecond] {
      let network = Array(2 * replicas..<capacities.count)
      let flows = ends.map { FairShare.Flow([$0.source, $0.destination] + network) }
      return FairShare(capacities: capacities, flows: flows).rates
    }
  }

  private func expect(
    _ rates: some Sequence<BytesPerSecond>, near fair: [BytesPerSecond], _ number: Int
  ) {
    for (rate, fair) in zip(rates, fair) {
      #expect(abs(rate / fair - 1) < 1e-9, "fabric \(number)")
    }
  }

  @Test("Rates are fair in 200 arbitrary fabrics, and the fastest cache is there first")
  func ratesAreFair() throws {
    for number in 0..<200 {
      var some = try Case(number, seed: 3)
      var transfers = CacheTransfers(some.fabric, replicas: 2 * some.replicas)
      var flows: [(source: Int, destination: Int)] = []
      for slot in 0..<(1 + some.stream.nextIndex(below: 12)) {
        let flow = some.ends()
        // Equal sizes, so that the fastest ends first.
        transfers.start(
          Int32(slot), from: Int32(flow.source), to: Int32(flow.destination), size: Bytes(1e9),
          at: .zero)
        flows.append(flow)
      }
      let fair = some.rates(flows)
      let next = transfers.share(at: .zero)
      let end = try #require(next)
      #expect(abs(end.sinceStart.value - 1e9 / fair.max()!.value) < 2e-9, "fabric \(number)")
      expect(transfers.rates, near: fair, number)
    }
  }

  @Test("Rates stay fair when transfers are called off, in 200 arbitrary fabrics")
  func ratesAfterCallingOff() throws {
    for number in 0..<200 {
      var some = try Case(number, seed: 4)
      var transfers = CacheTransfers(some.fabric, replicas: 2 * some.replicas)
      /// Those under way, and the bytes that are left of each.
      var flows: [(ends: (source: Int, destination: Int), left: Double)] = []
      var now = Instant.zero
      for turn in 0..<12 {
        if some.stream.nextIndex(below: 3) > 0 || flows.isEmpty {
          let ends = some.ends()
          transfers.start(
            Int32(turn), from: Int32(ends.source), to: Int32(ends.destination), size: Bytes(1e9),
            at: now)
          flows.append((ends, 1e9))
        } else {
          let ended = some.stream.nextIndex(below: 2 * some.replicas)
          let isAny = transfers.callOff(of: Int32(ended), at: now)
          let before = flows.count
          flows.removeAll { $0.ends.source == ended || $0.ends.destination == ended }
          #expect(isAny == (flows.count < before))
        }
        let next = transfers.share(at: now)
        #expect((next == nil) == flows.isEmpty)
        guard let next else { continue }
        let fair = some.rates(flows.map(\.ends))
        expect(transfers.rates, near: fair, number)
        let soonest = zip(flows, fair).map { $0.left / $1.value }.min()!
        #expect(abs((next - now).value - soonest) < 2e-9, "fabric \(number)")
        // Half the way to the next end, so that all are under way still.
        let step = Instant(nanoseconds: (now.nanoseconds + next.nanoseconds) / 2)
        for index in flows.indices {
          flows[index].left -= fair[index].value * (step - now).value
        }
        now = step
      }
    }
  }
}
