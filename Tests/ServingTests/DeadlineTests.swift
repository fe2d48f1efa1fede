import EventKernel
import Quantities
import Serving
import Stochastics
import Testing

@Suite("Deadlines order the queue")
struct DeadlineTests {
  /// One request at a time, each of one second.
  private static let second = LinearMachine(perStep: Seconds(1))

  private static func oneAtATime(_ policy: SchedulingPolicy) throws -> ServingFleet {
    try fleet(
      engine(maximumSequences: 1, admission: .outputFits).limited(scheduling: policy))
  }

  private static func trace(rate: Double, deadlines: [Double], seed: UInt64) throws
    -> [ListedRequest]
  {
    try poissonTrace(500, rate: rate, seed: seed) { draw in
      (1, 1, try ServiceTerms(deadline: Seconds(draw.choose(deadlines))))
    }
  }

  @Test(
    "Of equal services, the earliest deadline first keeps all deadlines where arrival order does",
    arguments: [1, 2, 3, 4, 5] as [UInt64])
  func feasible(seed: UInt64) throws {
    // Deadlines such that the order of arrival just keeps every one.
    let trace = try Self.trace(rate: 0.7, deadlines: [1], seed: seed)
    let (_, lives) = try observed(
      Self.oneAtATime(.plain), .listed(trace), Self.second, requests(500))
    var draw = RandomStream(StreamAddress(seed: seed, purpose: "slack"))
    let kept = try zip(trace, lives).map { request, life in
      let slack = Double(draw.nextIndex(below: 4)) * 3 + 1e-6
      return try ListedRequest(
        arrival: request.arrival, promptTokens: 1, outputTokens: 1,
        terms: ServiceTerms(deadline: life.completed! - life.arrived + Seconds(slack)))
    }
    for order in [SchedulingRule.firstComeFirstServed, .earliestDeadline] {
      let result = try ServingSystem.run(
        Self.oneAtATime(SchedulingPolicy(order: order)), .listed(kept), predictor: Self.second,
        control: requests(500))
      #expect(result.wholeRun.requests.late == 0, "\(order)")
    }
  }

  @Test(
    "At loads below one, it misses no more deadlines than the order of arrival",
    arguments: [0.6, 0.75, 0.85])
  func missesFewer(rate: Double) throws {
    var missed = [0, 0]
    for seed in 1...8 as ClosedRange<UInt64> {
      let trace = try Self.trace(rate: rate, deadlines: [2.5, 4, 12, 30], seed: seed)
      let late = try [SchedulingRule.firstComeFirstServed, .earliestDeadline].map { order in
        try ServingSystem.run(
          Self.oneAtATime(SchedulingPolicy(order: order)), .listed(trace), predictor: Self.second,
          control: requests(500)
        ).wholeRun.requests.late
      }
      #expect(late[1] <= late[0])
      missed[0] += late[0]
      missed[1] += late[1]
    }
    #expect(missed[0] > 2 * missed[1] && missed[0] > 20)
  }

  @Test("Under overload, turning away what is late already lets more of the others be in time")
  func shedding() throws {
    let trace = try Self.trace(rate: 1.4, deadlines: [6, 20], seed: 3)
    func run(_ shedding: SheddingRule) throws -> (ServingResult, [Lives.Life]) {
      try observed(
        Self.oneAtATime(SchedulingPolicy(order: .earliestDeadline, shedding: shedding)),
        .listed(trace), Self.second, requests(500))
    }
    let (all, _) = try run(.none)
    let (shed, lives) = try run(.pastDeadline(margin: .zero))
    let (ahead, _) = try run(.pastDeadline(margin: Seconds(1)))
    func inTime(_ result: ServingResult) -> Int {
      result.wholeRun.requests.completed - result.wholeRun.requests.late
    }
    #expect(all.wholeRun.requests.rejected == 0)
    #expect(shed.wholeRun.requests.rejectedForDeadline > 50)
    #expect(inTime(shed) > 2 * inTime(all))
    // A margin of the service itself admits only what will be in time.
    #expect(ahead.wholeRun.requests.late == 0)
    #expect(inTime(ahead) > inTime(shed))
    for (request, life) in zip(trace, lives) {
      if let admitted = life.admitted.first {
        #expect((admitted - life.arrived) < request.terms!.deadline!)
      } else {
        #expect(life.rejected == .deadlinePassed)
      }
    }
  }

  @Test("Rules that go by deadlines need some, and margins that leave time to serve")
  func contradictions() throws {
    let none = try poissonTrace(5, rate: 1, seed: 1) { _ in (1, 1, .ordinary) }
    let short = try Self.trace(rate: 1, deadlines: [2], seed: 1)
    func run(_ policy: SchedulingPolicy, _ trace: [ListedRequest]) throws {
      _ = try ServingSystem.run(
        Self.oneAtATime(policy), .listed(trace), predictor: Self.second, control: requests(5))
    }
    #expect(throws: ServingError.noDeadlines) {
      try run(SchedulingPolicy(order: .earliestDeadline), none)
    }
    #expect(throws: ServingError.noDeadlines) {
      try run(SchedulingPolicy(shedding: .pastDeadline(margin: .zero)), none)
    }
    #expect(throws: ServingError.sheddingOnArrival(deadline: 2, margin: 2)) {
      try run(SchedulingPolicy(shedding: .pastDeadline(margin: Seconds(2))), short)
    }
    #expect(throws: ServingError.yieldingWithoutPriority) {
      try SchedulingPolicy(order: .earliestDeadline, yielding: .toPriority)
    }
    try run(SchedulingPolicy(order: .earliestDeadline), short)
  }
}
