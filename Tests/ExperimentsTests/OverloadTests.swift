import Scenarios
import Serving
import Tables
import Testing

@testable import Experiments

@Suite("Overload")
struct OverloadTests {
  private static let text =
    chat + """

      objectives: {time-to-first-token: 1 s, time-per-output-token: 20 ms}
      alternatives: {calm: {}, flooded: {workload: {arrivals: poisson(400 /s)}}}
      """

  /// Whether it is measured only where pools, a prefix cache or another objective is stated.
  private static func isOfFeature(_ metric: Metric) -> Bool {
    [.promisedGap, .promisedEndToEnd].contains(metric)
      || ["pools.", "prefix."].contains { metric.name.hasPrefix($0) }
  }

  @Test("A load beyond capacity is called overloaded, and its latencies are refused")
  func refusal() throws {
    let both = try result(Self.text, settings: ["duration=60 s", "replications=2"])
    let (calm, flooded) = (both.points[0], both.points[1])
    #expect(calm.verdict == .stable)
    #expect(flooded.verdict == .overloaded)
    for metric in Metric.all where metric.isLatency && !Self.isOfFeature(metric) {
      #expect(flooded.values(of: metric).isEmpty, "\(metric.name)")
      #expect(!calm.values(of: metric).isEmpty, "\(metric.name)")
    }
    #expect(flooded.mean(of: .outputThroughput)! > calm.mean(of: .outputThroughput)!)
    #expect(flooded.mean(of: .busy)! > 0.99)
  }

  @Test("Tables of an overloaded point hold no latency, and it is compared with nothing")
  func tables() throws {
    let both = try result(Self.text, settings: ["duration=60 s", "replications=2"])
    let provenance = Provenance(
      programVersion: "1", scenario: "t", scenarioHash: "", dataHash: "", seed: 1, replications: 2)
    for table in [
      both.summaryTable(provenance: provenance), both.measurementTable(provenance: provenance),
    ] {
      let rows = table["alternative"].indices.filter { table[$0, "alternative"] == "flooded" }
      #expect(!rows.isEmpty)
      for row in rows {
        guard case .text(let name) = table[row, "metric"] else { continue }
        #expect(Metric.named(name)?.isLatency == false, "\(name)")
      }
    }
    #expect(both.comparisons(on: Metric.all).isEmpty)
  }

  @Test("Work beyond capacity does not raise throughput")
  func saturation() throws {
    let swept = try result(
      chat + "\nsweep: {workload.arrivals.rate: [200 /s, 400 /s]}",
      settings: ["duration=60 s", "replications=2"])
    let rates = swept.points.compactMap { $0.mean(of: .outputThroughput) }
    #expect(swept.points.allSatisfy { $0.verdict == .overloaded })
    #expect(abs(rates[1] / rates[0] - 1) < 0.2)
  }

  @Test("One overloaded replication refuses the latencies of all")
  func luckierRuns() throws {
    let scenarios = try points(Self.text, settings: ["duration=60 s", "replications=2"])
    let studies = try scenarios.map { try ServingStudy($0) }
    let runs = try studies.enumerated().map { replication, study in
      let run = try study.run(replicas: 1, replication: replication)
      return RunRecord(
        run, replication: replication, measurements: try study.measurements(of: run, replicas: 1))
    }
    let point = DesignPointResult(
      DesignPoint(scenarios[0]),
      [
        CaseResult(
          scenario: scenarios[0], verdicts: ScenarioVerdicts(scenarios[0]),
          outcome: .ran(replicas: 1), runs: runs, notes: [], confidence: nil, precision: nil,
          missingRuns: 0)
      ])
    #expect(point.runs[0].value(of: .timeToFirstToken95) != nil)
    #expect(point.verdict == .overloaded)
    #expect(point.values(of: .timeToFirstToken95).isEmpty)
    #expect(point.values(of: .outputThroughput).count == 2)
  }
}
