import Foundation
import LanguageModels
import Performance
import Quantities
import ReferenceData
import Serving
import Stochastics

/// How fast a serving system is simulated, and that its memory does not grow with the requests.
enum ServingBenchmark: Benchmark {
  static let name = "serving"
  static let summary = "ServingSystem: Llama 3.1 8B on one H100 at 70 % of its capacity"

  static func run() throws -> [TextTable] {
    let service = try Service()
    let rate = try 0.7 * service.capacity()
    var table = TextTable(
      title: summary,
      header: ["requests", "verdict", "requests/s", "steps/request", "M events/s", "peak MiB"])
    // From the shortest on, since the peak is that of the process so far.
    for count in [10_000, 100_000, 1_000_000] {
      var runs: [(seconds: Double, result: ServingResult)] = []
      for _ in 0..<min(9, 1_000_000 / count) {
        let start = ContinuousClock.now
        let result = try service.run(
          .open(.poisson(rate: rate), service.lengths), requests: count)
        runs.append(((ContinuousClock.now - start) / .seconds(1), result))
      }
      let seconds = runs.map(\.seconds).median
      let result = runs[0].result
      table.rows.append([
        "\(count)", result.verdict.rawValue, "\(Int(Double(count) / seconds))",
        fixed(Double(result.wholeRun.steps) / Double(count)),
        millions(Double(result.events) / seconds), peakMemory(),
      ])
    }
    return [table]
  }

  /// The most memory that the process has had so far, in MiB.
  private static func peakMemory() -> String {
    let lines = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let words = lines.split(separator: "\n").first { $0.hasPrefix("VmHWM") }?.split(separator: " ")
    guard let kibibytes = words.flatMap({ $0.dropLast().last }).flatMap({ Int($0) }) else {
      return "?"
    }
    return "\(kibibytes / 1_024)"
  }
}

/// One replica of a small model on one accelerator.
private struct Service {
  let fleet: ServingFleet
  let predictor: StepTimePredictor
  /// A conversation: prompts of some thousand tokens, answers of some hundred.
  let lengths: RequestLengths

  init() throws {
    let replica = try CatalogReplica(
      of: "llama-3.1-8b", on: "h100-sxm", plan: ParallelismPlan(), engine: "vllm-0.12",
      in: Catalog.installed())
    predictor = replica.predictor
    fleet = try ServingFleet(
      engine: replica.engine, replicas: 1,
      cacheBlocks: replica.engine.cacheBlocks(of: replica.deployment),
      contextLimit: replica.deployment.model.contextLength)
    lengths = try RequestLengths(
      promptTokens: .lognormal(median: 900, p95: 6_000),
      outputTokens: .lognormal(median: 250, p95: 1_200))
  }

  /// Requests per second that are completed when there are always enough.
  func capacity() throws -> RequestsPerSecond {
    let result = try run(.closed(clients: 400, lengths), requests: 4_000)
    return result.measured.requestThroughput ?? .zero
  }

  func run(_ workload: Workload, requests: Int) throws -> ServingResult {
    try ServingSystem.run(
      fleet, workload, predictor: RememberedStepTimes(predictor),
      control: RunControl(end: .requests(requests), seed: 20_261_121))
  }
}
