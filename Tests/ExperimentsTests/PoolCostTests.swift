import Economics
import Quantities
import Scenarios
import Serving
import Testing

@testable import Experiments

@Suite("Fleets in pools")
struct PoolCostTests {
  private static let split = chat.replacing(
    "fleet: {accelerator: h100-sxm}",
    with: "fleet: {accelerator: h100-sxm, pools: {prefill: {replicas: 1}, decode: {replicas: 2}}}")

  @Test("The dollars of all pools are those of all tokens")
  func conservation() throws {
    let point = try only(
      Self.split, settings: ["fleet.pools.decode={accelerator: h20, replicas: 2}"])
    for run in point.runs {
      let hour = try #require(run.value(of: .costPerHour))
      let accelerators = try #require(run.value(of: .accelerators))
      let rate = try #require(run.value(of: .totalThroughput))
      let cost = try #require(run.value(of: .costBlended))
      #expect(accelerators == 3)
      #expect(abs(cost / (hour * accelerators / (rate * 3_600) * 1e6) - 1) < 1e-9)
      let terms = [Metric.hourCapital, .hourFacility, .hourEnergy, .hourOperations, .hourRent]
      let sum = terms.reduce(0) { $0 + (run.value(of: $1) ?? 0) }
      #expect(abs(sum / hour - 1) < 1e-9)
    }
  }

  @Test(
    "Dollars and energy of pools that fail and scale are those of the time that replicas are held")
  func lives() throws {
    let study = try ServingStudy(
      point(
        Self.split,
        settings: [
          "fleet.pools.prefill={accelerator: h20, replicas: 2}",
          "fleet.failures.time-to-failure=weibull(shape 0.8, mean 10 s)",
          "fleet.failures.time-to-restore=3 s",
          "fleet.autoscaling={rule: queue, target: 1, start-up: 2 s, stabilization: 5 s}",
          "fleet.pools.prefill.autoscaling.pay=reserved",
        ]))
    let result = try study.run(replicas: 1, replication: 0)
    #expect(result.audit.isKept)
    #expect(result.wholeRun.lives.failures > 5)
    #expect(result.wholeRun.lives.stops > 0)
    let found = try study.measurements(of: result, replicas: 1)
    func value(_ metric: Metric) throws -> Double {
      try #require(found.first { $0.metric == metric }).value
    }
    let window = result.measured
    // Of the pool of prompts, stopped replicas are paid as well.
    let held = [
      window.pools[0].phases.held + window.pools[0].phases.off, window.pools[1].phases.held,
    ]
    #expect(held[1] < 2 * window.length)
    let spent = try value(.costPerHour) * held.reduce(0) { $0 + $1.value } / 3_600
    let tokens = window.tokens
    let collected =
      (try value(.costOutput) * Double(tokens.output)
        + value(.costUncachedInput) * Double(tokens.prompt)) / 1e6
    #expect(abs(collected / spent - 1) < 1e-9)
    let hours = [Metric.energyPrompts, .energyDecode]
    let computed = [tokens.prompt + tokens.recomputed, tokens.output]
    let busy = try zip(hours, computed).reduce(0) { $0 + (try value($1.0)) * Double($1.1) }
    let all = try value(.energy) * Double(tokens.output)
    #expect(abs(busy / (1 - (try value(.energyIdle))) / all - 1) < 1e-9)
  }

  @Test("Prompts are charged to the pool that computes them, and busy times are told apart")
  func pools() throws {
    let point = try only(Self.split)
    for run in point.runs {
      let prompts = try #require(run.value(of: .busyPrefillPool))
      let output = try #require(run.value(of: .busyDecodePool))
      let busy = try #require(run.value(of: .busy))
      #expect(abs((prompts + 2 * output) / 3 - busy) < 1e-9)
      #expect(run.value(of: .cacheTransfer50) != nil)
      #expect(try #require(run.value(of: .cacheMoved)) > 0)
    }
    let whole = try only(chat)
    #expect(whole.runs.allSatisfy { $0.value(of: .busyPrefillPool) == nil })
  }
}
