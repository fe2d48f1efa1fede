import Economics
import Experiments
import Scenarios
import Testing

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
