import Economics
import Foundation
import Quantities
import Testing

@Suite("Costs over the years")
struct CostTrendTests {
  private func trend(rent: RentalPath? = nil) throws -> CostTrend {
    try CostTrend(
      from: USDollarsPerToken(perMillionTokens: 2), in: 2026,
      hardware: CostTrend.YearlyFactor(0.7, interval: 0.6...0.8),
      software: CostTrend.YearlyFactor(0.8), algorithms: CostTrend.YearlyFactor(0.5), rent: rent)
  }

  @Test("The cost of a year is the base times the factors of its causes, each kept apart")
  func factors() throws {
    let trend = try trend()
    let product = CostTrend.Cause.allCases.reduce(1.0) { $0 * trend.factor(of: $1, in: 2029) }
    #expect(abs(trend.cost(in: 2029) / trend.base - product) < 1e-12)
    #expect(abs(product - pow(0.7 * 0.8 * 0.5, 3)) < 1e-12)
    #expect(trend.cost(in: 2026) == trend.base)
  }

  @Test("A rent that rises can outrun progress")
  func rent() throws {
    let price = RentalPath.Step(from: 2026, price: USDollarsPerSecond(perHour: 1.7))
    let rising = try trend(rent: RentalPath([price], growth: 3))
    #expect(rising.cost(in: 2027) > rising.base)
    #expect(try trend().cost(in: 2027) < rising.base)
    #expect(abs(rising.factor(of: .rent, in: 2027) - 4) < 1e-12)
  }

  @Test("The interval holds the cost, widens with distance, and is nothing in the base year")
  func interval() throws {
    let trend = try trend()
    var width = 0.0
    for year in [2026.0, 2027, 2029, 2032] {
      let (cost, interval) = (trend.cost(in: year), trend.interval(in: year))
      #expect(interval.contains(cost))
      let own = log(interval.upperBound / interval.lowerBound)
      #expect(year == 2026 ? own == 0 : own > width)
      width = own
    }
    // One uncertain cause: its own ends.
    let ends = trend.interval(in: 2028)
    #expect(abs(ends.lowerBound / trend.cost(in: 2028) - pow(0.6 / 0.7, 2)) < 1e-12)
    let past = trend.interval(in: 2024)
    #expect(past.contains(trend.cost(in: 2024)))
    #expect(abs(past.upperBound / trend.cost(in: 2024) - pow(0.6 / 0.7, -2)) < 1e-12)
  }
}
