import Dispatch
import Foundation
import Quantities
import ReferenceData
import Stochastics
import Training

/// How long replications of a training run of 54 days take, with all that goes wrong on the way.
enum LongRunBenchmark: Benchmark {
  static let name = "long-run"
  static let summary = "LongRun: 54 days on 16,384 accelerators, 200 replications"

  private static let replications = 200

  static func run() throws -> [TextTable] {
    var table = TextTable(
      title: summary,
      header: [
        "failures", "nodes", "interruptions", "checkpoints", "events", "ms/replication",
        "s on one core", "s on all",
      ])
    let published = try Catalog.installed().reliability("llama3-h100").reliability
    let cases: [(String, Reliability)] = [
      ("as published, memoryless", published),
      ("per node: Weibull 0.7", try published.weibull(shape: 0.7)),
      (
        "per node: rates differ",
        try Reliability(
          failures: published.failures, nodes: NodeVariation(shape: 1, excluded: 0.01),
          recovery: published.recovery)
      ),
    ]
    for (label, reliability) in cases {
      let run = try Self.run(reliability)
      let simulator = LongRunSimulator(run, seed: 20_261_121)
      _ = simulator.result()
      var (events, interruptions, checkpoints) = (0, 0, 0)
      let start = Machine.processorSeconds
      for index in 0..<replications {
        let result = simulator.result(replication: index)
        precondition(result.audit.isKept)
        events += result.events
        interruptions += result.interruptions
        checkpoints += result.checkpoints
      }
      let time = Machine.processorSeconds - start
      let clock = ContinuousClock.now
      DispatchQueue.concurrentPerform(iterations: replications) { index in
        _ = simulator.result(replication: index)
      }
      let together = (ContinuousClock.now - clock) / .seconds(1)
      let count = Double(replications)
      table.rows.append([
        label, "\(run.nodes)", "\(interruptions / replications)",
        "\(checkpoints / replications)", "\(events / replications)", fixed(time / count * 1e3),
        fixed(time), fixed(together),
      ])
    }
    return [table]
  }

  private static func run(_ reliability: Reliability) throws -> LongRun {
    try LongRun(
      work: [LongRun.Phase(steps: 900_000, step: Seconds(4.6))], nodes: 2_048,
      acceleratorsPerNode: 8, reliability: reliability, spares: Spares(hot: 32),
      checkpoints: CheckpointPlan(
        interval: .every(Seconds(900)),
        tiers: [
          CheckpointTier(name: "storage", stall: Seconds(10), load: Seconds(60), kept: 100)
        ]), limit: 100 * .day)
  }
}

extension Reliability {
  /// The same rates, but each unit with a clock of its own.
  fileprivate func weibull(shape: Double) throws -> Reliability {
    try Reliability(
      failures: try failures.map {
        try FailureClass(
          name: $0.name, scope: $0.scope == .accelerator ? .node : $0.scope,
          law: FailureLaw(
            mean: $0.scope == .accelerator ? $0.law.mean / 8 : $0.law.mean, shape: shape,
            age: .inUse), effect: $0.effect, detection: $0.detection)
      }, recovery: recovery)
  }
}
