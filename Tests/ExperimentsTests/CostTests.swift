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
}
