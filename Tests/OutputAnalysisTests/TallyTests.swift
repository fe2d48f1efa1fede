import OutputAnalysis
import Quantities
import Stochastics
import Testing

@Suite("Tallies and averages over time")
struct TallyTests {
  private func sample(_ count: Int, _ purpose: String = "tally") throws -> [Double] {
    let distribution = try Distribution.lognormal(median: 900, p95: 6_000)
    var stream = RandomStream(StreamAddress(seed: 1, purpose: purpose))
    return (0..<count).map { _ in distribution.draw(from: &stream) }
  }

  @Test("An empty tally has no mean, and one observation has no variance")
  func few() {
    var tally = Tally()
    #expect(tally.count == 0 && tally.mean == nil && tally.minimum == nil)
    tally.record(7)
    #expect(tally.mean == 7 && tally.variance == nil && tally.maximum == 7)
  }

  @Test("Mean, variance and extremes are those of the definition, far from zero too")
  func definition() {
    let tally = Tally([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])
    #expect(tally.mean == 1e9 + 10)
    #expect(tally.variance == 30)
    #expect(tally.sum == 4e9 + 40)
    #expect(tally.minimum == 1e9 + 4 && tally.maximum == 1e9 + 16)
  }

  @Test("Merging parts gives the tally of the whole, whatever the parts")
  func merging() throws {
    let values = try sample(1_000)
    let whole = Tally(values)
    for cut in [0, 1, 137, 999, 1_000] {
      var merged = Tally(values[..<cut])
      merged.merge(Tally(values[cut...]))
      #expect(merged.count == whole.count)
      #expect(abs(merged.mean! - whole.mean!) < 1e-12 * whole.mean!)
      #expect(abs(merged.variance! - whole.variance!) < 1e-12 * whole.variance!)
      #expect(merged.minimum == whole.minimum && merged.maximum == whole.maximum)
    }
  }

  @Test("The average over time weighs each value by how long it lasted")
  func timeWeighted() {
    var queue = TimeWeightedAverage(since: Seconds(10))
    #expect(queue.average(until: Seconds(10)) == nil)
    queue.record(2, at: Seconds(12))
    queue.add(1, at: Seconds(15))
    queue.add(5, at: Seconds(16))
    queue.add(-8, at: Seconds(16))
    #expect(queue.integral(until: Seconds(20)) == 2 * 3 + 3 * 1)
    #expect(queue.average(until: Seconds(20)) == 0.9)
    // What lasted no time is no maximum.
    #expect(queue.maximum == 3)
    queue.restart(at: Seconds(20))
    queue.record(4, at: Seconds(30))
    #expect(queue.average(until: Seconds(40)) == 2)
    #expect(queue.maximum == 4)
  }

  @Test("Little's law holds exactly over an interval that starts and ends empty")
  func little() throws {
    let gaps = try ArrivalProcess.poisson(rate: RequestsPerSecond(1))
    let service = try Distribution.gamma(mean: 0.8, cv: 2)
    let sampler = Sampler(service)
    let base = StreamAddress(seed: 12, purpose: "little")
    var arrivalStream = RandomStream(base)
    var serviceStream = RandomStream(base.of(entity: 1))
    var (arrival, departure) = (Seconds.zero, Seconds.zero)
    var events: [(time: Seconds, step: Double)] = []
    var sojourn = 0.0
    for _ in 0..<5_000 {
      arrival += gaps.nextInterarrival(from: &arrivalStream)
      departure = max(arrival, departure) + Seconds(sampler.draw(from: &serviceStream))
      events += [(arrival, 1), (departure, -1)]
      sojourn += (departure - arrival).value
    }
    var inSystem = TimeWeightedAverage()
    for event in events.sorted(by: { $0.time < $1.time }) {
      inSystem.add(event.step, at: event.time)
    }
    #expect(inSystem.current == 0)
    #expect(abs(inSystem.integral(until: departure) / sojourn - 1) < 1e-9)
  }
}
