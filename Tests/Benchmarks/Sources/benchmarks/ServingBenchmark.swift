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
    for count in [10_000, 100_000, 1_000_000, 10_000_000] {
      var runs: [(seconds: Double, result: ServingResult)] = []
      for _ in 0..<max(1, min(9, 1_000_000 / count)) {
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
    return [table, try conversations()]
  }

  /// How much of the speed a prefix cache costs.
  private static func conversations() throws -> TextTable {
    var table = TextTable(
      title: "The same replica under conversations of eight turns in the mean",
      header: ["prefix cache", "found", "requests/s", "blocks/request", "peak MiB"])
    let host = try PrefixCaching.Tier(blocks: 400_000, timePerBlock: Seconds(40e-6))
    let caches: [(String, PrefixCaching?)] = [
      ("none", nil), ("device", try PrefixCaching()),
      ("device, host", try PrefixCaching(host: host)),
    ]
    let count = 50_000
    for (name, caching) in caches {
      let service = try Service(caching)
      let start = ContinuousClock.now
      let result = try service.run(try Service.conversations(), requests: count)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let tokens = result.wholeRun.tokens
      let prompts = Double(tokens.cached + tokens.prompt)
      table.rows.append([
        name, fixed(Double(tokens.cached) / prompts), "\(Int(Double(count) / seconds))",
        fixed(prompts / 16 / Double(count)), peakMemory(),
      ])
    }
    return table
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
  /// Prompts of 500 and answers of 200 tokens in the median.
  let lengths: RequestLengths

  init(_ caching: PrefixCaching? = nil) throws {
    let replica = try CatalogReplica(
      of: "llama-3.1-8b", on: "h100-sxm", plan: ParallelismPlan(), engine: "vllm-0.12",
      in: Catalog.installed())
    predictor = replica.predictor
    fleet = try ServingFleet(
      engine: replica.engine, replicas: 1,
      cacheBlocks: replica.engine.cacheBlocks(of: replica.deployment),
      contextLimit: replica.deployment.model.contextLength, prefixCaching: caching)
    lengths = try RequestLengths(
      promptTokens: .lognormal(median: 500, p95: 3_000),
      outputTokens: .lognormal(median: 200, p95: 900))
  }

  /// Turns on growing contexts behind some system prompts, at three quarters of what is served
  /// without a prefix cache.
  static func conversations() throws -> Workload {
    let lengths = try RequestLengths(
      promptTokens: .lognormal(median: 100, p95: 600),
      outputTokens: .lognormal(median: 150, p95: 600))
    let talk = try Conversation(
      turns: .geometric(mean: 8), thinkTime: .lognormal(median: 20, p95: 120), lengths: lengths)
    return try Workload(
      classes: [
        RequestClass(
          .conversation(talk),
          sharedPrompts: SharedPrompts(count: 20, tokens: .lognormal(median: 500, p95: 2_000)))
      ], streams: [("talk", .open(.poisson(rate: RequestsPerSecond(6))), [(0, 1)])])
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
