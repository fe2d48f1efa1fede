import EventKernel
import Performance
import Quantities
import Stochastics
import Testing

@testable import Serving

@Suite("Transfers that are called off leave their share to the others")
struct CalledOffTransferTests {
  @Test("Rates stay those of max-min fairness when transfers are called off, in 200 fabrics")
  func ratesAreFair() throws {
    for number in 0..<200 {
      var stream = RandomStream(StreamAddress(seed: 4, purpose: "fabric", entity: number))
      let replicas = 2 + stream.nextIndex(below: 6)
      let sending = 1e9 * (1 + Double(stream.nextIndex(below: 5)))
      let receiving = 1e9 * (1 + Double(stream.nextIndex(below: 5)))
      let network = stream.nextIndex(below: 2) == 0 ? Double.infinity : 4e9
      let fabric = try CacheFabric(
        bytesPerToken: Bytes(1), sending: BytesPerSecond(sending),
        receiving: BytesPerSecond(receiving), network: BytesPerSecond(network))
      var transfers = CacheTransfers(fabric, replicas: 2 * replicas)
      /// Those under way, with the bytes that are left of each.
      var flows: [(source: Int, destination: Int, left: Double)] = []
      var now = Instant.zero
      for turn in 0..<12 {
        if stream.nextIndex(below: 3) > 0 || flows.isEmpty {
          let source = stream.nextIndex(below: replicas)
          let destination = replicas + stream.nextIndex(below: replicas)
          transfers.start(
            Int32(turn), from: Int32(source), to: Int32(destination), size: Bytes(1e9), at: now)
          flows.append((source, destination, 1e9))
        } else {
          let ended = stream.nextIndex(below: 2 * replicas)
          let isAny = transfers.callOff(of: Int32(ended), at: now)
          let before = flows.count
          flows.removeAll { $0.source == ended || $0.destination == ended }
          #expect(isAny == (flows.count < before))
        }
        let next = transfers.share(at: now)
        #expect((next == nil) == flows.isEmpty)
        guard let next else { continue }
        let share = FairShare(
          capacities: (0..<2 * replicas).map { BytesPerSecond($0 < replicas ? sending : receiving) }
            + (network.isFinite ? [BytesPerSecond(network)] : []),
          flows: flows.map {
            FairShare.Flow([$0.source, $0.destination] + (network.isFinite ? [2 * replicas] : []))
          })
        for (rate, fair) in zip(transfers.rates, share.rates) {
          #expect(abs(rate.value / fair.value - 1) < 1e-9, "fabric \(number)")
        }
        let soonest = zip(flows, share.rates).map { $0.left / $1.value }.min()!
        #expect(abs((next - now).value - soonest) < 2e-9, "fabric \(number)")
        // Half the way to the next end, so that all are under way still.
        let step = Instant(nanoseconds: (now.nanoseconds + next.nanoseconds) / 2)
        for index in flows.indices {
          flows[index].left -= share.rates[index].value * (step - now).value
        }
        now = step
      }
    }
  }
}
