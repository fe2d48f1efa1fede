import EventKernel
import Quantities
import Serving
import Stochastics
import Testing

@Suite("Records say what became of each request")
struct RequestRecordTests {
  /// Keeps what a run hands over. A class, since the run and the test both hold it.
  private final class Kept {
    var records: [RequestRecord] = []
  }

  private func run(
    _ workload: Workload, _ fleet: ServingFleet, end: RunEnd
  ) throws -> (result: ServingResult, records: [RequestRecord], lives: [Lives.Life]) {
    let kept = Kept()
    var log = ObservationLog<ServingObservation>()
    let result = try ServingSystem.run(
      fleet, workload, predictors: [LinearMachine.ordinary],
      control: RunControl(end: end, seed: 4), records: { kept.records += Array($0) },
      observer: &log)
    return (result, kept.records.sorted { $0.number < $1.number }, Lives(log).lives)
  }

  @Test("Every request has one record, with the instants that an observer sees and its outcome")
  func complete() throws {
    let terms = try ServiceTerms(deadline: Seconds(0.3))
    let trace = try poissonTrace(1_200, rate: 80, seed: 12) { draw in
      (draw.tokens(mean: 200), draw.tokens(mean: 30), draw.choose([terms, .ordinary]))
    }
    let fleet = try ServingFleet.under(
      SchedulingPolicy(shedding: .pastDeadline(margin: Seconds(0.05)), queueLimit: 20),
      replicas: 2)
    for end in [RunEnd.requests(1_200), .duration(Seconds(10), then: .stop)] {
      let (result, records, lives) = try run(.listed(trace), fleet, end: end)
      #expect(records.map(\.number) == Array(lives.indices))
      for (record, life) in zip(records, lives) {
        #expect(record.arrival == life.arrived && record.firstToken == life.firstToken)
        #expect(Int(record.promptTokens) == life.prompt && Int(record.outputTokens) == life.output)
        #expect((record.replica == nil) == (life.rejected == .queueFull))
        switch record.outcome {
        case .completed, .late:
          #expect(record.finish == life.completed && life.completed != nil)
          let isLate =
            terms == trace[record.number].terms && life.completed! - life.arrived > Seconds(0.3)
          #expect((record.outcome == .late) == isLate)
        case .rejected(let reason): #expect(life.rejected == reason && record.finish != nil)
        case .unfinished: #expect(life.completed == nil && life.rejected == nil)
        }
      }
      let requests = result.wholeRun.requests
      func count(_ isCounted: (RequestRecord.Outcome) -> Bool) -> Int {
        records.count { isCounted($0.outcome) }
      }
      #expect(count { $0 == .late } == requests.late && requests.late > 0)
      #expect(count { $0 == .completed } == requests.completed - requests.late)
      #expect(count { $0 == .rejected(.queueFull) } == requests.rejectedForQueue)
      #expect(count { $0 == .rejected(.deadlinePassed) } == requests.rejectedForDeadline)
      #expect(count { $0 == .unfinished } == requests.unfinished)
      let waits = records.reduce(0) {
        $0 + ($1.outcome == .completed || $1.outcome == .late ? $1.queueing.value : 0)
      }
      #expect(abs(waits - result.wholeRun.latencies.queueing.total.value) < 1e-6)
    }
  }

  @Test("What records say, served as a trace, is served the same")
  func roundTrip() throws {
    let workload = try Workload(
      classes: [
        RequestClass(name: "a", .single(lengths(prompt: 60, output: 20, cached: 0.3))),
        RequestClass(
          name: "b", .single(lengths(prompt: 30, output: 40)), terms: ServiceTerms(priority: 2)),
      ],
      streams: [
        (
          name: "", arrivals: .open(.gamma(rate: RequestsPerSecond(400), cv: 3)),
          shares: [(0, 0.7), (1, 0.3)]
        )
      ])
    let fleet = try ServingFleet.under(
      SchedulingPolicy(order: .priority, queueLimit: 15), replicas: 2)
    let (first, records, _) = try run(workload, fleet, end: .requests(2_000))
    let listed = try records.map {
      try ListedRequest(
        arrival: $0.arrival.sinceStart, promptTokens: Int($0.promptTokens),
        outputTokens: Int($0.outputTokens), cachedTokens: Int($0.cachedTokens),
        className: ["a", "b"][Int($0.classIndex)])
    }
    let classes = workload.classes.map { RequestClass(name: $0.name, .listed, terms: $0.terms) }
    let again = try run(
      .listed(RequestTrace(listed), of: classes), fleet, end: .requests(2_000))
    for (a, b) in [
      (first.measured, again.result.measured), (first.wholeRun, again.result.wholeRun),
    ] {
      #expect(a.start == b.start && a.end == b.end)
      let isAlike = a.classes == b.classes
      #expect(isAlike && a.requests.clipped == 0 && a.requests.rejectedForQueue > 0)
      #expect(a.pools == b.pools && a.inSystem == b.inSystem && a.atRouter == b.atRouter)
    }
    let isAlike = again.records == records
    #expect(isAlike)
  }
}
