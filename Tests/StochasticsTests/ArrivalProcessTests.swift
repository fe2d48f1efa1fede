import Quantities
import Stochastics
import Testing

@Suite("Arrival processes")
struct ArrivalProcessTests {
  @Test("Each process arrives at its rate with the variability it states")
  func ratesAndVariability() throws {
    let rate = RequestsPerSecond(300)
    let processes: [(ArrivalProcess, cv: Double)] = [
      (try .poisson(rate: rate), 1),
      (try .gamma(rate: rate, cv: 2), 2),
      (try .weibull(rate: rate, shape: 0.7), 1.4624),
      (try .deterministic(rate: rate), 0),
    ]
    for (entity, (process, cv)) in processes.enumerated() {
      #expect(abs(process.rate.value - 300) < 1e-9)
      var stream = RandomStream(StreamAddress(seed: 4, purpose: "arrivals", entity: entity))
      let count = 50_000
      let gaps = (0..<count).map { _ in process.nextInterarrival(from: &stream).value }
      let mean = gaps.reduce(0, +) / Double(count)
      #expect(abs(mean * 300 - 1) <= 4 * cv / Double(count).squareRoot() + 1e-12)
      #expect(abs(process.interarrival.coefficientOfVariation - cv) < 1e-3)
    }
  }

  @Test("Counts of Poisson arrivals in equal windows have the variance of their mean")
  func poissonCounts() throws {
    let process = try ArrivalProcess.poisson(rate: RequestsPerSecond(5))
    var stream = RandomStream(StreamAddress(seed: 6, purpose: "arrivals"))
    var counts = [Double](repeating: 0, count: 4_000)
    var clock = process.nextInterarrival(from: &stream)
    while clock.value < Double(counts.count) {
      counts[Int(clock.value)] += 1
      clock += process.nextInterarrival(from: &stream)
    }
    let mean = counts.reduce(0, +) / Double(counts.count)
    let variance =
      counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(counts.count - 1)
    #expect(abs(variance / mean - 1) < 4 * (2 / Double(counts.count)).squareRoot())
  }

  @Test("Rates must be positive, and gaps must not be negative")
  func refusals() throws {
    #expect(throws: StochasticsError.self) {
      try ArrivalProcess.poisson(rate: RequestsPerSecond(0))
    }
    let normal = try Distribution.normal(mean: 1, standardDeviation: 1)
    #expect(throws: StochasticsError.self) { try ArrivalProcess(interarrival: normal) }
    let endless = try Distribution.pareto(shape: 0.9, minimum: 1)
    #expect(throws: StochasticsError.self) { try ArrivalProcess(interarrival: endless) }
    let nothing = try Distribution.constant(0)
    #expect(throws: StochasticsError.self) { try ArrivalProcess(interarrival: nothing) }
  }
}
