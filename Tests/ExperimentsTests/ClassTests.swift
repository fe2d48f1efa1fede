import Experiments
import Quantities
import Scenarios
import Serving
import Tables
import Testing

@Suite("Classes of requests in tables and verdicts")
struct ClassTests {
  private static let two = chat.replacing(
    "  output-tokens",
    with: "  classes: {talk: {share: 70 %}, bulk: {share: 30 %, tier: batch, deadline: 1 h}}\n"
      + "  output-tokens")

  @Test("Rates of classes add up to those of all, run by run")
  func sums() throws {
    let point = try only(Self.two, settings: ["objectives.time-to-first-token=1 s"])
    #expect(point.classNames == ["talk", "bulk"])
    for metric in [Metric.outputThroughput, .requestRate, .goodput] {
      for run in point.runs {
        let parts = try point.classNames.map {
          try #require(run.value(of: metric, in: $0))
        }
        let whole = try #require(run.value(of: metric))
        #expect(abs(parts.reduce(0, +) / whole - 1) < 1e-9, "\(metric.name)")
      }
    }
    let counts = point.runs.flatMap { run in
      run.measurements.filter { $0.metric == .endToEnd95 && $0.requestClass != nil }
        .compactMap(\.count)
    }
    #expect(counts.reduce(0, +) == point.runs.reduce(0) { $0 + $1.requests.completed })
  }

  private var provenance: Provenance {
    Provenance(
      programVersion: "1", scenario: "t", scenarioHash: "s", dataHash: "d", seed: 1,
      replications: 2)
  }

  @Test("A workload of one class has no column and no metric of classes")
  func single() throws {
    let one = try result(chat, settings: ["replications=1", "duration=30 s"])
    #expect(!one.measurementTable(provenance: provenance).columns.contains { $0.name == "class" })
    #expect(one.points[0].runs[0].measurements.allSatisfy { $0.requestClass == nil })
    #expect(one.points[0].mean(of: .lateShare) == nil)
    let several = try result(Self.two, settings: ["replications=2", "duration=30 s"])
    let summary = several.summaryTable(provenance: provenance)
    #expect(summary.columns.map(\.name).contains("class"))
    #expect(Set(summary.rows.map { $0[1] }) == [.missing, .text("talk"), .text("bulk")])
  }

  @Test("Each class is held to its own promise, and the whole to the worst of them")
  func promises() throws {
    let kept = ["workload.classes.bulk.objectives={time-to-first-token: 1 h}"]
    let strict = ["workload.classes.talk.objectives={time-to-first-token: 40 ms at p99}"]
    let one = try only(Self.two, settings: kept)
    #expect(one.promise == .kept && one.promise(ofClass: "talk") == nil)
    let both = try only(Self.two, settings: kept + strict)
    #expect(both.promise(ofClass: "bulk") == .kept && both.promise(ofClass: "talk") == .missed)
    #expect(both.promise == .missed)
    let bulk = try #require(both.mean(of: .attainment, in: "bulk"))
    let talk = try #require(both.mean(of: .attainment, in: "talk"))
    #expect(bulk == 1 && talk < 0.99)
  }

  @Test("Requests of a residency are served where it is, and a pool of more capacity gets more")
  func residencies() throws {
    let pools = "fleet.pools={us: {replicas: 1}, paris: {replicas: 1, residencies: [eu]}}"
    /// The shares of output that the pools made, by the course of the run.
    func outputs(_ settings: [String]) throws -> [Double] {
      let scenario = try point(
        Self.two, settings: [pools, "fleet.routing=least-loaded"] + settings)
      let run = Experiment(
        points: [scenario], isEqualizedByObjective: false, keeping: .timeline
      ).run(jobs: 2)
      let timeline = try #require(run.points[0].timeline)
      let made = timeline.pools.map { $0.buckets.reduce(0.0) { $0 + Double($1.outputTokens) } }
      return made.map { $0 / made.reduce(0, +) }
    }
    let free = try outputs([])
    #expect(free[0] > 0.3 && free[1] > 0.3)
    // Each pool makes the output of its class, wherever that is.
    let bound = try [("eu", "us"), ("us", "eu")].map { bulk, talk in
      try outputs([
        "workload.classes.bulk.residency=\(bulk)", "workload.classes.talk.residency=\(talk)",
      ])
    }
    #expect(bound[0] == [bound[1][1], bound[1][0]] && bound[0][1] < bound[0][0])
    let weighted = try outputs(["fleet.pools.paris.capacity=4"])
    #expect(weighted[1] > free[1] + 0.1)
  }
}
