import Economics
import Foundation
import Quantities
import Scenarios
import Testing

@testable import Experiments

@Suite("Cost over years")
struct TrendStudyTests {
  private func question(_ trend: String) throws -> TrendQuestion {
    let file = try ScenarioFile(
      text: chat + "\n" + trend, named: "t.yaml", assignments: [])
    return try #require(try file.trend())
  }

  private static let short = [
    "replications=1", "duration=20 s", "owner={kind: rented, rent: 2 USD/h}",
  ]

  private func study(_ trend: String) throws -> TrendStudy {
    try #require(
      try TrendStudy(try question(trend), of: try result(chat, settings: Self.short)))
  }

  @Test("In the base year every line is at the simulated cost, and its band has no width")
  func base() throws {
    let study = try study(
      "trend: {from: 2024, until: 2028, base: 2026, hardware: 0.7 to 0.9, algorithms: 0.4 to 0.8}")
    #expect(study.lines.map(\.line) == [.alone(.hardware), .alone(.algorithms), .together])
    let point = try result(chat, settings: Self.short).points[0]
    #expect(study.base == point.mean(of: .costBlended))
    for (line, places) in study.lines {
      let place = try #require(places.first { $0.year == 2026 }, "\(line)")
      for cost in [place.cost, place.low, place.high] {
        #expect(abs(cost / study.base - 1) < 1e-12)
      }
      #expect(places.first?.year == 2024 && places.last?.year == 2028)
      for place in places { #expect(place.low <= place.cost && place.cost <= place.high) }
    }
  }

  @Test("Together, the causes multiply")
  func product() throws {
    let study = try study(
      "trend: {from: 2024, until: 2028, hardware: 0.8, software: 0.7, algorithms: 0.5}")
    for place in study.places(of: .together) {
      let alone = [CostTrend.Cause.hardware, .software, .algorithms].map { cause in
        study.places(of: .alone(cause)).first { $0.year == place.year }!.cost / study.base
      }
      #expect(abs(place.cost / study.base / alone.reduce(1, *) - 1) < 1e-12)
      // What is certain has no band.
      #expect(abs(place.high / place.low - 1) < 1e-12)
    }
    #expect(abs(study.places(of: .together).last!.cost / study.base - pow(0.28, 4)) < 1e-12)
  }

  @Test("Bands of draws are those of the closed form, within the error of the draws")
  func bands() throws {
    let study = try study(
      "trend: {from: 2026, until: 2029, hardware: 0.7 to 0.9, software: 0.5 to 0.95}")
    let trend = try CostTrend(
      from: USDollarsPerToken(perMillionTokens: study.base), in: 2026,
      hardware: CostTrend.YearlyFactor((0.7 * 0.9).squareRoot(), interval: 0.7...0.9),
      software: CostTrend.YearlyFactor((0.5 * 0.95).squareRoot(), interval: 0.5...0.95))
    let last = try #require(study.places(of: .together).last)
    let expected = trend.interval(in: 2029)
    #expect(abs(last.cost / trend.cost(in: 2029).perMillionTokens - 1) < 1e-9)
    // The 5th percentile of 2,000 draws has a standard error of 0.047 standard deviations; of three
    // years these are 0.63 on a logarithmic scale.
    #expect(abs(log(last.low / expected.lowerBound.perMillionTokens)) < 0.12)
    #expect(abs(log(last.high / expected.upperBound.perMillionTokens)) < 0.12)
    #expect(
      study
        == (try self.study(
          "trend: {from: 2026, until: 2029, hardware: 0.7 to 0.9, software: 0.5 to 0.95}")))
  }

  @Test("Rents move cost up and down with their path, and not between its dates")
  func rents() throws {
    let study = try study(
      """
      trend:
        from: 2024
        until: 2027
        base: 2026.5
        rent: [2024-01 6 USD/h, 2025-07 1 USD/h, 2026-07 2 USD/h]
        rent-growth: 50 %
      """)
    func cost(_ year: Double) throws -> Double {
      let place = try #require(study.places(of: .alone(.rent)).first { $0.year == year })
      return place.cost / study.base
    }
    #expect(study.lines.map(\.line) == [.alone(.rent)])
    for (year, ratio) in [(2024.0, 3.0), (2025.0, 3), (2025.5, 0.5), (2026.0, 0.5), (2026.5, 1)] {
      #expect(abs(try cost(year) - ratio) < 1e-12, "\(year)")
    }
    #expect(abs(try cost(2027) - 1.5.squareRoot()) < 1e-12, "half a year of growth")
    #expect(study.isTenant)
  }
}
