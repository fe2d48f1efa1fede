import OutputAnalysis
import Quantities
import Stochastics
import Testing

/// Streams, distributions and intervals together, against queues whose answer is known.
@Suite("Queues of known waiting time")
struct QueueingTheoryTests {
  /// Waiting times in an FCFS queue of `servers`, by the recurrence of Kiefer and Wolfowitz (1955);
  /// with one server that of Lindley (1952). Warm-up is left out.
  private func waits(
    arrivals: ArrivalProcess, service: Distribution, servers: Int, count: Int, replication: Int
  ) -> [(wait: Double, service: Double)] {
    let sampler = Sampler(service)
    var arrivalStream = RandomStream(
      StreamAddress(seed: 1, replication: replication, purpose: "arrivals"))
    var serviceStream = RandomStream(
      StreamAddress(seed: 1, replication: replication, purpose: "service"))
    var workloads = [Double](repeating: 0, count: servers)
    var seen: [(wait: Double, service: Double)] = []
    let warmUp = count / 10
    for customer in 0..<count + warmUp {
      let gap = arrivals.nextInterarrival(from: &arrivalStream).value
      for server in workloads.indices { workloads[server] = max(workloads[server] - gap, 0) }
      let idlest = workloads.indices.min { workloads[$0] < workloads[$1] }!
      let duration = sampler.draw(from: &serviceStream)
      if customer >= warmUp { seen.append((workloads[idlest], duration)) }
      workloads[idlest] += duration
    }
    return seen
  }

  private func interval(
    rate: Double, service: Distribution, servers: Int = 1,
    of metric: ([(wait: Double, service: Double)]) -> Double = { Tally($0.map(\.wait)).mean! }
  ) throws -> ConfidenceInterval {
    let arrivals = try ArrivalProcess.poisson(rate: RequestsPerSecond(rate))
    let values = (0..<20).map { replication in
      metric(
        waits(
          arrivals: arrivals, service: service, servers: servers, count: 20_000,
          replication: replication))
    }
    return ConfidenceInterval(meanOf: values, level: 0.99)!
  }

  @Test("M/M/1 at load 0.8: mean wait 4, mean sojourn 5, p95 of the sojourn 14.979 (law 26)")
  func mm1() throws {
    let service = try Distribution.exponential(mean: 1)
    #expect(try interval(rate: 0.8, service: service).contains(4))
    let sojourn = try interval(rate: 0.8, service: service) {
      Tally($0.map { $0.wait + $0.service }).mean!
    }
    #expect(sojourn.contains(5))
    let p95 = try interval(rate: 0.8, service: service) { customers in
      var sketch = QuantileSketch()
      for customer in customers { sketch.record(customer.wait + customer.service) }
      return sketch.quantile(0.95)!
    }
    // The bias of a quantile of correlated observations is small against this interval.
    #expect(p95.contains(14.979))
  }

  @Test("M/D/1 at load 0.8: mean wait 2 (law 26)")
  func md1() throws {
    #expect(try interval(rate: 0.8, service: .constant(1)).contains(2))
  }

  @Test("M/M/4 at 3.2 erlangs: mean wait 0.74554, and 59.643 % wait (law 27)")
  func mm4() throws {
    let service = try Distribution.exponential(mean: 1)
    #expect(try interval(rate: 3.2, service: service, servers: 4).contains(0.74554))
    let waiting = try interval(rate: 3.2, service: service, servers: 4) { customers in
      Double(customers.count { $0.wait > 0 }) / Double(customers.count)
    }
    #expect(waiting.contains(0.59643))
  }

  @Test("M/G/1 at load 0.8 with squared variation 4: mean wait 10 (law 28)")
  func mg1() throws {
    #expect(try interval(rate: 0.8, service: .gamma(mean: 1, cv: 2)).contains(10))
  }
}
