import EventKernel
import Quantities
import Serving
import Stochastics
import Testing

@Suite("The timeline of a run")
struct TimelineTests {
  private typealias System = (fleet: ServingFleet, workload: Workload, control: RunControl)

  private func run(_ system: System, _ pace: RunControl.Pace) throws -> ServingResult {
    let (fleet, workload, control) = system
    return try ServingSystem.run(
      fleet, workload,
      predictors: Array(repeating: LinearMachine.ordinary, count: fleet.pools.count),
      control: RunControl(
        end: control.end, warmUp: control.warmUp, seed: control.seed,
        replication: control.replication, eventLimit: control.eventLimit, pace: pace,
        keeping: .timeline))
  }

  /// Sums over the timeline against what the run measured as a whole.
  private func expectSums(_ result: ServingResult, _ what: String) throws {
    let timeline = try #require(result.timeline)
    let whole = result.wholeRun
    #expect(timeline.pools.count == whole.pools.count)
    for (pool, measured) in zip(timeline.pools, whole.pools) {
      func sum(_ part: (TimelineBucket) -> Double) -> Double {
        pool.buckets.reduce(0) { $0 + part($1) }
      }
      expectClose(sum { $0.occupancy.waiting }, measured.occupancy.waiting, what)
      expectClose(sum { $0.occupancy.running }, measured.occupancy.running, what)
      expectClose(sum { $0.occupancy.blocks }, measured.occupancy.blocks, what)
      expectClose(sum { $0.occupancy.hostBlocks }, measured.occupancy.hostBlocks, what)
      expectClose(sum(\.inService.value), measured.phases.inService.value, what)
      expectClose(sum(\.length.value), whole.length.value, what)
      #expect(pool.buckets.reduce(0) { $0 + $1.outputTokens } == measured.tokens.output, "\(what)")
      #expect(pool.buckets.reduce(0) { $0 + $1.promptTokens } == measured.tokens.prompt, "\(what)")
      for bucket in pool.buckets {
        #expect(bucket.length > .zero)
        if let use = bucket.cacheUse { #expect(use >= 0 && use <= 1 + 1e-9, "\(what)") }
      }
    }
    expectClose(timeline.atRouter.reduce(0, +), whole.atRouter, what)
    let fleet = timeline.fleet
    expectClose(
      fleet.reduce(0) { $0 + $1.occupancy.waiting }, whole.occupancy.waiting + whole.atRouter, what)
    #expect(fleet.reduce(0) { $0 + $1.outputTokens } == whole.tokens.output)
  }

  private func expectClose(_ one: Double, _ other: Double, _ what: String) {
    #expect(abs(one - other) <= 1e-9 * max(1, abs(other)), "\(one) and \(other): \(what)")
  }

  @Test(
    "Its sums are those of the whole run in arbitrary systems", arguments: RunControl.Pace.allCases)
  func sums(pace: RunControl.Pace) throws {
    for number in 0..<15 {
      for system in [
        try ConservationTests.arbitrary(number), try PolicyConservationTests.arbitrary(number),
        try PrefixCachingConservationTests.arbitrary(number), try FailureTests.arbitrary(number),
        try DisaggregationTests.arbitrary(number, pace: pace),
      ] {
        try expectSums(try run(system, pace), "system \(number), by \(pace)")
      }
    }
  }

  @Test("Jumping puts the same into every bucket as going step by step")
  func paces() throws {
    for number in 0..<20 {
      let system = try ConservationTests.arbitrary(number)
      // A limit of events falls on different instants.
      if system.2.eventLimit == 500 { continue }
      let one = try #require(try run(system, .decisions).timeline)
      let other = try #require(try run(system, .steps).timeline)
      #expect(one.width == other.width)
      let buckets = one.pools.map(\.buckets).joined()
      let stepped = other.pools.map(\.buckets).joined()
      try #require(buckets.count == stepped.count)
      for (bucket, other) in zip(buckets, stepped) {
        let what = "system \(number) at \(bucket.start)"
        #expect(bucket.start == other.start && bucket.length == other.length)
        #expect(bucket.outputTokens == other.outputTokens, "\(what)")
        #expect(bucket.promptTokens == other.promptTokens, "\(what)")
        expectClose(bucket.meanWaiting, other.meanWaiting, "waiting, " + what)
        expectClose(bucket.meanRunning, other.meanRunning, "running, " + what)
        expectClose(bucket.occupancy.blocks, other.occupancy.blocks, what)
      }
    }
  }

  @Test(
    "One request is seen where it is: waiting for nothing, running, and its tokens when they are made"
  )
  func oneRequest() throws {
    // A prompt of 100 tokens in 1 s, then 3 tokens in 1 s each.
    let machine = LinearMachine(perStep: Seconds(1))
    let workload = try Workload.listed([
      ListedRequest(arrival: Seconds(2), promptTokens: 100, outputTokens: 4)
    ])
    let result = try ServingSystem.run(
      fleet(engine()), workload, predictor: machine,
      control: RunControl(end: .requests(1), seed: 1, keeping: .timeline))
    let buckets = try #require(result.timeline).pools[0].buckets
    for bucket in buckets {
      let busy = max(0, min(bucket.end.value, 6) - max(bucket.start.value, 2))
      #expect(abs(bucket.meanRunning - busy / bucket.length.value) < 1e-9)
      #expect(bucket.meanWaiting == 0)
      func made(_ instants: [Double]) -> Int {
        instants.count { bucket.start.value < $0 && $0 <= bucket.end.value }
      }
      #expect(bucket.outputTokens == made([3, 4, 5, 6]))
      #expect(bucket.promptTokens == 100 * made([3]))
      #expect(bucket.meanInService == 1)
    }
  }

  @Test("However long the run, it has at most 512 buckets and covers it")
  func bounded() throws {
    for count in [1, 30, 600, 5_000] {
      let result = try ServingSystem.run(
        fleet(engine(), replicas: 2),
        .open(.poisson(rate: RequestsPerSecond(20)), lengths(prompt: 100, output: 20)),
        predictor: LinearMachine.ordinary,
        control: RunControl(end: .requests(count), seed: 3, keeping: .timeline))
      let timeline = try #require(result.timeline)
      let buckets = timeline.pools[0].buckets
      #expect((257...512).contains(buckets.count))
      for (one, next) in zip(buckets, buckets.dropFirst()) {
        #expect(abs((one.length - timeline.width).value) < 1e-9)
        #expect(abs((one.end - next.start).value) < 1e-9)
      }
      #expect(abs((buckets.last!.end - result.end.sinceStart).value) < 1e-9)
      try expectSums(result, "\(count) requests")
    }
  }

  @Test("Nothing is kept unless it is asked for, and asking changes nothing else")
  func offByDefault() throws {
    for number in 0..<10 {
      let (fleet, workload, control) = try ConservationTests.arbitrary(number)
      let plain = try ServingSystem.run(
        fleet, workload, predictor: LinearMachine.ordinary, control: control)
      #expect(plain.timeline == nil)
      let kept = try run((fleet, workload, control), .decisions)
      #expect(kept.timeline != nil)
      #expect(kept.wholeRun == plain.wholeRun && kept.measured == plain.measured)
      #expect(kept.events == plain.events)
    }
  }
}
