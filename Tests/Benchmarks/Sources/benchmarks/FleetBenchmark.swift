import Foundation
import LanguageModels
import Performance
import Quantities
import ReferenceData
import Serving
import Stochastics

/// How long a day of a fleet of 2,000 accelerators takes, on one core.
enum FleetBenchmark: Benchmark {
  static let name = "fleet"
  static let summary = "ServingSystem: a day of 2,000 H100 at 100 requests/s, least loaded first"

  static func run() throws -> [TextTable] {
    var table = TextTable(
      title: summary,
      header: ["model", "replicas", "arrivals", "requests", "steps/request", "µs/request", "s/day"])
    let day = try RateProfile(
      steps: [
        8, 6, 5, 4, 4, 4, 5, 7, 10, 13, 15, 16, 16, 16, 16, 16, 16, 15, 14, 13, 13, 12, 11, 9,
      ],
      over: .day)
    let steady = try ArrivalProcess.poisson(rate: RequestsPerSecond(100))
    let arrivals = [("steady", steady), ("by the hour", steady.following(day))]
    for (model, devices) in [("llama-3.1-8b", 1), ("llama-3.1-70b", 4)] {
      let fleet = try Fleet(of: model, on: devices, accelerators: 2_000)
      for (course, process) in arrivals {
        let start = ContinuousClock.now
        let result = try fleet.serve(process, for: .day)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let requests = result.wholeRun.requests.arrived
        table.rows.append([
          model, "\(fleet.fleet.replicas)", course, "\(requests)",
          fixed(Double(result.wholeRun.steps) / Double(requests)),
          fixed(seconds / Double(requests) * 1e6), fixed(seconds),
        ])
      }
    }
    return [table]
  }
}

/// Replicas of one model on all accelerators.
private struct Fleet {
  let fleet: ServingFleet
  let predictor: StepTimePredictor
  let lengths: RequestLengths

  init(of model: String, on devices: Int, accelerators: Int) throws {
    let replica = try CatalogReplica(
      of: model, on: "h100-sxm", plan: ParallelismPlan(tensor: devices), engine: "vllm-0.12",
      in: Catalog.installed())
    predictor = replica.predictor
    let pool = try ServingPool(
      engine: replica.engine, replicas: accelerators / devices,
      cacheBlocks: replica.engine.cacheBlocks(of: replica.deployment))
    fleet = try ServingFleet(
      pools: [pool], contextLimit: replica.deployment.model.contextLength, routing: .leastLoaded)
    lengths = try RequestLengths(
      promptTokens: .lognormal(median: 500, p95: 3_000),
      outputTokens: .lognormal(median: 200, p95: 900))
  }

  func serve(_ arrivals: ArrivalProcess, for time: Seconds) throws -> ServingResult {
    try ServingSystem.run(
      fleet, .open(arrivals, lengths), predictor: RememberedStepTimes(predictor),
      control: RunControl(end: .duration(time, then: .drain), seed: 20_261_121))
  }
}
