import EventKernel
import OutputAnalysis
import Quantities
import Serving
import Stochastics
import Testing

@Suite("Saturation is told, not hidden")
struct SaturationTests {
  private func run(
    rate: Double, seed: UInt64, requests count: Int = 2_000,
    end: RunEnd? = nil, replicas: Int = 1
  ) throws -> ServingResult {
    try ServingSystem.run(
      fleet(engine(maximumSequences: 32), replicas: replicas),
      .open(.poisson(rate: RequestsPerSecond(rate)), lengths(prompt: 300, output: 30)),
      objective: ServiceLevelObjective(
        timeToFirstToken: Seconds(1), timePerOutputToken: Seconds(1)),
      predictor: LinearMachine.ordinary,
      control: RunControl(end: end ?? .requests(count), seed: seed))
  }

  /// Requests per second that the machine completes when there are always enough.
  private static let capacity = try! ServingSystem.run(
    fleet(engine(maximumSequences: 32)), .closed(clients: 200, lengths(prompt: 300, output: 30)),
    predictor: LinearMachine.ordinary, control: requests(2_000)
  ).measured.requestThroughput!.value

  @Test("Half of capacity is stable, and hardly ever called anything else")
  func stable() throws {
    let rate = Self.capacity / 2
    let verdicts = try (1...20).map { try run(rate: rate, seed: $0).verdict }
    #expect(verdicts.count { $0 == .stable } >= 19, "\(verdicts)")
  }

  @Test("A load of 1.3 capacities is overloaded, and its latencies are refused", arguments: 1...6)
  func overloaded(seed: Int) throws {
    let result = try run(rate: 1.3 * Self.capacity, seed: UInt64(seed))
    #expect(result.verdict == .overloaded)
    #expect(result.trend!.slope.lower > 0)
    #expect(result.latencies == nil)
    #expect(result.measured.latencies.timeToFirstToken.count > 0)
    // Work arrives by 0.3 capacities faster than it leaves.
    let excess = 0.3 * Self.capacity
    #expect(abs(result.trend!.slope.estimate / excess - 1) < 0.35)
  }

  @Test(
    "The greater the overload, the longer the drain, and the verdict is overload all the same",
    arguments: [(1.3, 20), (3.0, 5), (3.0, 20), (30, 1), (30, 3), (100, 1), (100, 2)])
  func heavyOverload(factor: Double, seconds: Double) throws {
    for closing in [RunEnd.Closing.drain, .stop] {
      let result = try run(
        rate: factor * Self.capacity, seed: 4,
        end: .duration(Seconds(seconds), then: closing))
      #expect(result.verdict == .overloaded, "\(String(describing: result.trend))")
      #expect(result.latencies == nil)
    }
  }

  @Test("A system that still fills when arrivals end is never stable", arguments: 1...5)
  func filling(seed: Int) throws {
    // Outputs of thirty seconds, watched for three.
    let result = try ServingSystem.run(
      fleet(engine()),
      .open(.poisson(rate: RequestsPerSecond(40)), lengths(prompt: 100, output: 4_000)),
      predictor: LinearMachine.ordinary,
      control: RunControl(end: .duration(Seconds(3), then: .drain), seed: UInt64(seed)))
    let trend = try #require(result.trend)
    #expect(trend.isBacklogCleared && trend.remainingShare > 0.5)
    #expect(result.verdict == .undetermined)
    #expect(result.latencies == nil)
  }

  @Test("A window without extent says nothing of a system")
  func noWindow() throws {
    let batch = try (0..<5).map { _ in
      try ListedRequest(arrival: .zero, promptTokens: 300, outputTokens: 20)
    }
    let result = try ServingSystem.run(
      fleet(engine()), .listed(batch), predictor: LinearMachine.ordinary, control: requests(5))
    #expect(result.trend == nil)
    #expect(result.verdict == .undetermined)
  }

  @Test("A number that falls to an empty queue is stable, however clear the trend")
  func falling() throws {
    let burst = try (0..<400).map { _ in
      try ListedRequest(arrival: .zero, promptTokens: 300, outputTokens: 100)
    }
    let trickle = try (1...200).map {
      try ListedRequest(arrival: Seconds(0.1 * Double($0)), promptTokens: 300, outputTokens: 20)
    }
    let result = try ServingSystem.run(
      fleet(engine(maximumSequences: 32)), .listed(burst + trickle),
      predictor: LinearMachine.ordinary, control: requests(600, warmUp: .fraction(0)))
    #expect(try #require(result.trend).slope.upper < 0)
    #expect(result.verdict == .stable)
  }

  @Test("A burst that has not drained by the end of arrivals is not called stable")
  func backlogged() throws {
    // Three hundred at once, then a trickle: the queue shrinks, but is never empty.
    let burst = try (0..<300).map { _ in
      try ListedRequest(arrival: .zero, promptTokens: 300, outputTokens: 200)
    }
    let trickle = try (1...60).map {
      try ListedRequest(arrival: Seconds(0.1 * Double($0)), promptTokens: 300, outputTokens: 200)
    }
    let result = try ServingSystem.run(
      fleet(engine(maximumSequences: 32)), .listed(burst + trickle),
      predictor: LinearMachine.ordinary, control: requests(360, warmUp: .fraction(0)))
    let trend = try #require(result.trend)
    #expect(!trend.isBacklogCleared)
    #expect(result.verdict == .backlogged)
    #expect(result.latencies != nil)
  }

  @Test("A closed system is never overloaded")
  func closed() throws {
    let result = try ServingSystem.run(
      fleet(engine(maximumSequences: 8)), .closed(clients: 100, lengths(prompt: 300, output: 30)),
      predictor: LinearMachine.ordinary, control: requests(500))
    #expect(result.trend == nil)
    #expect(result.verdict == .stable)
  }

  @Test("Goodput never exceeds throughput, nor throughput the arrivals of a drained run")
  func goodput() throws {
    for factor in [0.4, 0.9, 1.5] {
      let result = try run(rate: factor * Self.capacity, seed: 3)
      let whole = result.wholeRun
      #expect(whole.goodput! <= whole.requestThroughput!)
      #expect(whole.requestThroughput! <= whole.arrivalRate!)
      #expect(whole.attainment! <= 1)
      if factor == 1.5 { #expect(result.measured.attainment! < 0.5) }
      if factor == 0.4 { #expect(result.measured.attainment! > 0.99) }
    }
  }

  @Test("Rejected and unfinished requests are misses of the objective")
  func misses() throws {
    let result = try run(
      rate: 2 * Self.capacity, seed: 5, end: .duration(Seconds(20), then: .stop))
    let counts = result.wholeRun.requests
    #expect(result.ending == .stopped)
    #expect(result.end.sinceStart == Seconds(20))
    #expect(counts.unfinished > 100)
    #expect(counts.attained <= counts.completed)
    #expect(result.wholeRun.attainment! == Double(counts.attained) / Double(counts.arrived))
  }

  @Test("The measured window excludes warm-up and cool-down, and the whole run is the sum of both")
  func window() throws {
    let automatic = try run(rate: 10, seed: 2, end: .duration(Seconds(100), then: .drain))
    #expect(automatic.arrivalsEnd.sinceStart == Seconds(100))
    #expect(automatic.warmUp.length <= Seconds(50))
    #expect(
      abs((automatic.measured.length + automatic.warmUp.length).value - 100) < 1e-9)
    #expect(automatic.wholeRun.length > Seconds(100))

    let stated = try ServingSystem.run(
      fleet(engine()),
      .open(.poisson(rate: RequestsPerSecond(10)), lengths(prompt: 300, output: 30)),
      predictor: LinearMachine.ordinary,
      control: RunControl(
        end: .requests(1_000), warmUp: .fraction(0.25), seed: 2))
    #expect(stated.measured.requests.arrived == 750)
    #expect(stated.wholeRun.requests.arrived == 1_000)
    #expect(stated.measured.latencies.endToEnd.count == 750)
  }

  @Test("A trace that ends before the stated duration leaves an idle rest in the window")
  func quietTail() throws {
    let trace = try (0..<50).map {
      try ListedRequest(arrival: Seconds(0.2 * Double($0)), promptTokens: 100, outputTokens: 5)
    }
    let result = try ServingSystem.run(
      fleet(engine()), .listed(trace), predictor: LinearMachine.ordinary,
      control: RunControl(
        end: .duration(Seconds(40), then: .drain), warmUp: .fraction(0), seed: 1))
    #expect(result.measured.length == Seconds(40))
    #expect(result.measured.requests.completed == 50)
    #expect(abs(result.measured.arrivalRate!.value - 1.25) < 1e-12)
    #expect(result.measured.phases.idle > Seconds(30))
  }
}
