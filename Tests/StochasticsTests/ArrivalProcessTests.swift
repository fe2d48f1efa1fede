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

  @Test("Processes read from text are those written, and mistakes are named")
  func notation() throws {
    func rate(_ text: String) throws -> RequestsPerSecond {
      guard text.hasSuffix(" /s"), let number = Double(text.dropLast(3)) else {
        throw StochasticsError.malformed(found: text, expected: "a rate such as \"300 /s\"")
      }
      return RequestsPerSecond(number)
    }
    func read(_ text: String) throws -> Distribution {
      try ArrivalNotation.parse(text, rate: rate).interarrival
    }
    let r = RequestsPerSecond(300)
    #expect(try read("poisson(300 /s)") == ArrivalProcess.poisson(rate: r).interarrival)
    #expect(try read("poisson(rate 300 /s)") == ArrivalProcess.poisson(rate: r).interarrival)
    #expect(
      try read("gamma(cv 200 %, rate 300 /s)") == ArrivalProcess.gamma(rate: r, cv: 2).interarrival)
    #expect(try read("gamma(300 /s, 2)") == ArrivalProcess.gamma(rate: r, cv: 2).interarrival)
    #expect(
      try read("weibull(rate 300 /s, shape 0.7)")
        == ArrivalProcess.weibull(rate: r, shape: 0.7).interarrival)
    #expect(
      try read("deterministic(300 /s)") == ArrivalProcess.deterministic(rate: r).interarrival)
    let mistakes = [
      ("poison(300 /s)", "did you mean \"poisson\"?"), ("300 /s", "an arrival process"),
      ("gamma(300 /s)", "expected (rate …, cv …)"), ("poisson(300)", "poisson: rate is \"300\""),
      ("gamma(rate 300 /s, vc 2)", "did you mean \"cv\"?"),
      ("gamma(rate 300 /s, rate 2 /s)", "takes no \"rate\""),
      ("gamma(cv 2, 300 /s)", "cv"), ("poisson(-3 /s)", "rate is -3.0"),
    ]
    for (text, fragment) in mistakes {
      #expect {
        try read(text)
      } throws: { error in
        "\(error)".contains(fragment)
      }
    }
  }
}
