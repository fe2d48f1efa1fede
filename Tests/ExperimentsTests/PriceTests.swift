import Economics
import Experiments
import Scenarios
import Testing

@Suite("Prices beside costs")
struct PriceTests {
  private static let list =
    "price={uncached-input: 1 USD/Mtok, cached-input: 0.2 USD/Mtok, output: 5 USD/Mtok}"

  @Test("Margin, markup and break-even are three faces of cost over price, in every run")
  func definitions() throws {
    let point = try only(chat, settings: [Self.list, "workload.cached-prefix=30 %"])
    for run in point.runs {
      let price = try #require(run.value(of: .priceBlended))
      let cost = try #require(run.value(of: .costBlended))
      let margin = try #require(run.value(of: .grossMargin))
      let markup = try #require(run.value(of: .markup))
      #expect(abs(margin - (1 - cost / price)) < 1e-12)
      #expect(abs(markup - (price / cost - 1)) < 1e-9)
      #expect(abs(markup - margin / (1 - margin)) < 1e-9)
      #expect(abs(try #require(run.value(of: .breakEven)) - cost / price) < 1e-12)
      #expect(run.value(of: .priceOutput) == 5)
      #expect(price > 0.2 && price < 5)
      // USD/Mtok × tok/s × 3600 s/h ÷ 1e6 = USD/h, of all tokens.
      let revenue = price * (try #require(run.value(of: .totalThroughput))) * 3_600 / 1e6
      #expect(abs(try #require(run.value(of: .revenue)) / revenue - 1) < 1e-9)
    }
  }

  @Test("At the break-even prices revenue meets cost, and nothing else of the run has moved")
  func breakEven() throws {
    let base = try only(chat, settings: [Self.list, "replications=1"])
    let factor = try #require(base.mean(of: .breakEven))
    let met = try only(
      chat,
      settings: [
        "price={uncached-input: \(factor) USD/Mtok, cached-input: \(0.2 * factor) USD/Mtok, "
          + "output: \(5 * factor) USD/Mtok}", "replications=1",
      ])
    #expect(abs(try #require(met.mean(of: .grossMargin))) < 1e-9)
    #expect(abs(try #require(met.mean(of: .markup))) < 1e-9)
    for metric in Metric.all
    where !["price.", "margin.", "revenue."].contains(where: metric.name.hasPrefix) {
      #expect(base.mean(of: metric) == met.mean(of: metric), "\(metric.name)")
    }
  }

  @Test("Without a price nothing is sold; free tokens have no margin")
  func none() throws {
    let silent = try only(chat, settings: ["replications=1", "duration=30 s"])
    #expect(silent.mean(of: .priceBlended) == nil && silent.mean(of: .grossMargin) == nil)
    let free = try only(
      chat,
      settings: [
        "price={uncached-input: 0 USD/Mtok, output: 0 USD/Mtok}", "replications=1", "duration=30 s",
      ])
    #expect(free.mean(of: .priceBlended) == 0 && free.mean(of: .grossMargin) == nil)
    #expect(free.mean(of: .markup) == -1)
  }

  @Test("The interval that predictions leave to the margin is that of the cost, turned round")
  func predictionInterval() throws {
    let closed = ["workload.arrivals=closed(16)", "duration=40 s", Self.list]
    let point = try only(chat, settings: closed)
    let cost = try #require(point.predictionInterval(of: .breakEven))
    let margin = try #require(point.predictionInterval(of: .grossMargin))
    let markup = try #require(point.predictionInterval(of: .markup))
    #expect(abs(margin.lowerBound - (1 - cost.upperBound)) < 1e-12)
    #expect(abs(margin.upperBound - (1 - cost.lowerBound)) < 1e-12)
    #expect(abs(markup.lowerBound - (1 / cost.upperBound - 1)) < 1e-12)
    let mean = try #require(point.mean(of: .grossMargin))
    #expect(margin.contains(mean))
  }
}
