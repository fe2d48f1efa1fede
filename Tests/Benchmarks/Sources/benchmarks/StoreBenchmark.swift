import Experiments
import Foundation
import ReferenceData
import Scenarios
import Tables

/// What a store of runs costs a sweep, and how long 100,000 stored runs take to be listed.
enum StoreBenchmark: Benchmark {
  static let name = "store"
  static let summary = "RunStore: runs of about 100 measurements kept, found and listed"

  private static let points = 10_000

  static func run() throws -> [TextTable] {
    let runs = try records()
    let measurements = runs.reduce(0) { $0 + $1.measurements.count } / runs.count
    let folder = NSTemporaryDirectory() + "/bessemer-\(UUID())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/sweep.runs"
    let count = points * runs.count

    var table = TextTable(
      title: "\(summary): \(count) runs of \(measurements) measurements at \(points) points",
      header: ["", "work", "s", "ms/run", "ms of a core/run"])
    func measure(_ work: String, _ body: () throws -> Void) throws {
      let processor = Machine.processorSeconds
      let seconds = try ContinuousClock().measure(body) / .seconds(1)
      let perRun = 1_000 / Double(count)
      table.rows.append([
        "", work, fixed(seconds), fixed(seconds * perRun),
        fixed((Machine.processorSeconds - processor) * perRun),
      ])
    }
    try measure("keep each, in a transaction of its own") {
      let store = try RunStore(at: path)
      for point in 0..<points {
        for run in runs { try store.keep(run, of: content(point), labelled: "point \(point)") }
      }
    }
    try measure("find all, point by point") {
      let store = try RunStore(at: path)
      for point in 0..<points {
        guard try store.runs(of: content(point)).count == runs.count else {
          throw BenchmarkError.failed("point \(point) has lost runs")
        }
      }
    }
    try measure("open, list and summarize") {
      let summaries = try RunStore(at: path, access: .readOnly).summaries()
      guard summaries.count == points, summaries.allSatisfy({ $0.runs == runs.count }) else {
        throw BenchmarkError.failed("points or runs are missing from the list")
      }
      precondition(summaries.table(of: RunStore.headline).rows.count == 4 * points)
    }
    try measure("merge into an empty store") {
      let other = try RunStore(at: folder + "/whole.runs")
      guard try other.merge(storeAt: path).runsAdded == count else {
        throw BenchmarkError.failed("runs were lost in the merge")
      }
    }
    return [table]
  }

  /// A text as long as that of a resolved scenario.
  private static func content(_ point: Int) -> PointContent {
    PointContent(
      programVersion: "1.0", dataHash: "0123456789abcdef", seed: 1,
      scenario: "point: \(point)\n" + filling)
  }

  private static let filling = String(repeating: "key: a value of some length\n", count: 120)

  private static func records() throws -> [RunRecord] {
    let file = try ScenarioFile(
      text: """
        model: llama-3.1-8b
        workload:
          arrivals: poisson(4 /s)
          prompt-tokens: lognormal(median 400, p95 1500)
          output-tokens: lognormal(median 100, p95 300)
          classes: {talk: {share: 50 %}, code: {share: 30 %}, bulk: {share: 20 %}}
        fleet: {accelerator: h100-sxm}
        objectives: {time-to-first-token: 1 s, time-per-output-token: 50 ms}
        duration: 60 s
        replications: 10
        """, named: "store.yaml")
    let scenario = try Scenario(file.variants()[0], of: file, catalog: Catalog.installed())
    let result = Experiment(points: [scenario], isEqualizedByObjective: false).run(jobs: 1)
    guard let runs = result.points.first?.runs, runs.count == 10 else {
      throw BenchmarkError.failed("the runs to be stored could not be made")
    }
    return runs
  }
}
