import Economics
import Experiments
import Scenarios
import Testing

@Suite("Costs")
struct CostTests {
  @Test("The cost of all tokens is the hour's cost over the hour's tokens, at any load")
  func reciprocal() throws {
    let curve = try result(
      chat + "\nsweep: {workload.arrivals.clients: [1, 4, 16, 64]}",
      settings: ["workload.arrivals=closed(1)", "duration=40 s", "replications=2"])
    for point in curve.points {
      for run in point.runs {
        let hour = try #require(run.value(of: .costPerHour))
        let rate = try #require(run.value(of: .totalThroughput))
        let cost = try #require(run.value(of: .costBlended))
        // USD/h ÷ (tok/s × 3600 s/h) = USD/tok.
        #expect(abs(cost / (hour / (rate * 3_600) * 1e6) - 1) < 1e-9)
      }
    }
    let costs = try curve.points.map { try #require($0.mean(of: .costOutput)) }
    let rates = try curve.points.map { try #require($0.mean(of: .outputThroughput)) }
    for (a, b) in zip(rates, rates.dropFirst()) { #expect(a < b) }
    for (a, b) in zip(costs, costs.dropFirst()) { #expect(a > b) }
  }

  @Test("Doubling the price of electricity doubles energy's dollars and moves nothing else")
  func electricity() throws {
    let base = try only(chat, settings: ["owner.electricity=0.08 USD/kWh"])
    let dear = try only(chat, settings: ["owner.electricity=0.16 USD/kWh"])
    for (a, b) in zip(base.runs, dear.runs) {
      for metric in Metric.all {
        let (old, new) = (a.value(of: metric), b.value(of: metric))
        if metric == .hourEnergy {
          #expect(abs(try #require(new) / #require(old) - 2) < 1e-12)
        } else if !metric.name.hasPrefix("cost.") || metric.name.hasPrefix("cost.hour-") {
          #expect(old == new, "\(metric.name)")
        }
      }
      let energy = try #require(a.value(of: .hourEnergy))
      let hours = try (#require(a.value(of: .costPerHour)), #require(b.value(of: .costPerHour)))
      #expect(abs((hours.1 - hours.0) / energy - 1) < 1e-9)
    }
  }

  @Test("Allocation by list prices keeps their ratios and the total")
  func listPrices() throws {
    let settings = ["workload.cached-prefix=50 %"]
    let shapley = try only(chat, settings: settings)
    let listed = try only(
      chat, settings: settings + ["owner.allocation=price-proportional(output 4, cached 0.1)"])
    for (a, b) in zip(shapley.runs, listed.runs) {
      let input = try #require(b.value(of: .costUncachedInput))
      #expect(abs(try #require(b.value(of: .costOutput)) / input - 4) < 1e-9)
      #expect(abs(try #require(b.value(of: .costCachedInput)) / input - 0.1) < 1e-9)
      #expect(
        abs(try #require(a.value(of: .costBlended)) / #require(b.value(of: .costBlended)) - 1)
          < 1e-12)
    }
  }

  @Test("A tenant pays the rent for every hour, busy or idle")
  func rent() throws {
    for rate in ["0.2 /s", "8 /s"] {
      let point = try only(
        chat + "\nowner: {kind: rented, rent: 2 USD/h, rental-extras: 10 %}",
        settings: ["workload.arrivals.rate=\(rate)"])
      for hour in point.values(of: .costPerHour) { #expect(abs(hour - 2.2) < 1e-12) }
      #expect(point.values(of: .hourRent).count == 3)
      #expect(point.values(of: .hourCapital).isEmpty)
    }
  }

  @Test("Idle machines cost tokens more: a lower load never makes them cheaper")
  func idleness() throws {
    let swept = try result(chat + "\nsweep: {workload.arrivals.rate: [1 /s, 2 /s, 4 /s, 8 /s]}")
    let costs = try swept.points.map { try #require($0.mean(of: .costBlended)) }
    for (low, high) in zip(costs, costs.dropFirst()) { #expect(high < low) }
  }

  @Test("Energy per token is power over throughput")
  func energy() throws {
    for run in try only(chat).runs {
      let power = try #require(run.value(of: .power))
      let rate = try #require(run.value(of: .outputPerAccelerator))
      let energy = try #require(run.value(of: .energy))
      // W ÷ tok/s = J/tok; 3.6e6 J are a kWh, 1e6 tok a Mtok.
      #expect(abs(energy / (power / rate / 3.6) - 1) < 1e-9)
    }
  }

  @Test(
    "The marginal cost is the energy of work beyond idling: at any load below the full cost"
  )
  func marginal() throws {
    for rate in ["1 /s", "8 /s"] {
      for run in try only(chat, settings: ["workload.arrivals.rate=\(rate)"]).runs {
        let full = try #require(run.value(of: .costBlended))
        let marginal = try #require(run.value(of: .marginalBlended))
        #expect(marginal > 0 && marginal < full)
        // All energy but what would be drawn idle in all the time, over all tokens.
        let hour = try #require(run.value(of: .costPerHour))
        let energy = try #require(run.value(of: .hourEnergy))
        let idle = try #require(run.value(of: .energyIdle))
        let busy =
          try #require(run.value(of: .prefillShare)) + #require(run.value(of: .decodeShare))
        // Of a fleet that is never idle, that is told by no metric.
        let unused = 1 - busy
        #expect(
          abs(marginal * hour * unused - full * energy * (unused - idle)) <= 1e-9 * full * energy)
        #expect(rate != "1 /s" || unused > 0.01)
      }
    }
    let rented = try only(chat + "\nowner: {kind: rented, rent: 2 USD/h}")
    #expect(rented.values(of: .marginalBlended).isEmpty)
  }

  @Test("By operations, output no longer pays for its slowness, and dollars are the same")
  func operations() throws {
    let shapley = try only(chat)
    let listed = try only(chat, settings: ["owner.allocation=flop-share"])
    for (a, b) in zip(shapley.runs, listed.runs) {
      let ratios = try [a, b].map {
        try #require($0.value(of: .costOutput)) / #require($0.value(of: .costUncachedInput))
      }
      #expect(ratios[1] < ratios[0])
      // A token of a dense model takes as much work read as written, but for attention.
      #expect(abs(ratios[1] - 1) < 0.1)
      #expect(
        abs(try #require(a.value(of: .costBlended)) / #require(b.value(of: .costBlended)) - 1)
          < 1e-12)
    }
  }

  @Test("A task costs its tokens times its attempts, and a point of quality its share")
  func tasks() throws {
    let point = try only(
      chat + "\ntask: {calls: 3, input-tokens: 2000, output-tokens: 500, success-rate: 50 %}"
        + "\nquality: {score: 72 %, benchmark: a test}")
    for run in point.runs {
      let input = try #require(run.value(of: .costUncachedInput))
      let output = try #require(run.value(of: .costOutput))
      let task = try #require(run.value(of: .costPerTask))
      #expect(abs(task / (6 * (2_000 * input + 500 * output) / 1e6) - 1) < 1e-9)
      let blended = try #require(run.value(of: .costBlended))
      #expect(abs(try #require(run.value(of: .costPerQualityPoint)) / (blended / 72) - 1) < 1e-12)
    }
  }

  @Test("Duty and a demand charge are parts of the hour, and parts add to it")
  func parts() throws {
    let settings = [
      "owner.duty=25 %", "owner.subsidy=10 %", "owner.demand-charge=15 USD/kW-month",
      "owner.facility=own", "owner.recovery=straight-line", "owner.inflation=2 %",
    ]
    for run in try only(chat, settings: settings).runs {
      let parts = Metric.all.filter { $0.name.hasPrefix("cost.hour-") }
      let sum = parts.reduce(0) { $0 + (run.value(of: $1) ?? 0) }
      #expect(abs(sum / (try #require(run.value(of: .costPerHour))) - 1) < 1e-12)
      #expect(try #require(run.value(of: .hourSubsidy)) < 0)
      let levied = try #require(run.value(of: .hourDuty)) / #require(run.value(of: .hourSubsidy))
      #expect(abs(levied + 2.5) < 1e-9)
    }
  }

  @Test("Memory that keeps caches is charged where it has a price, and cached input pays for it")
  func cacheMemory() throws {
    let settings = [
      "fleet.engine.prefix-cache={tiers: host, host-memory: 64 GiB}",
      "workload.shared-prompts={count: 4, tokens: 600}",
    ]
    let free = try only(chat, settings: settings)
    let charged = try only(chat, settings: settings + ["owner.host-memory=2 USD/GiB-month"])
    for (a, b) in zip(free.runs, charged.runs) {
      #expect(a.value(of: .hourMemory) == nil)
      // 64 GiB · 2 USD/GiB-month / 730 h.
      let memory = try #require(b.value(of: .hourMemory))
      #expect(abs(memory - 64 * 2 / 730) < 1e-9)
      let hours = try (#require(a.value(of: .costPerHour)), #require(b.value(of: .costPerHour)))
      #expect(abs(hours.1 - hours.0 - memory) < 1e-9)
      let output = try (#require(a.value(of: .costOutput)), #require(b.value(of: .costOutput)))
      #expect(abs(output.1 / output.0 - 1) < 1e-12)
      #expect(try #require(b.value(of: .costCachedInput)) > #require(a.value(of: .costCachedInput)))
      let blended = try (#require(a.value(of: .costBlended)), #require(b.value(of: .costBlended)))
      #expect(abs(blended.1 / blended.0 / (hours.1 / hours.0) - 1) < 1e-9)
    }
  }
}
