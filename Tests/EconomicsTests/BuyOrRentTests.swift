import Economics
import Foundation
import Quantities
import Testing

@Suite("Buying and renting")
struct BuyOrRentTests {
  private func hour(_ dollars: Double) -> USDollarsPerSecond {
    USDollarsPerSecond(perHour: dollars)
  }

  @Test("An own hour of 1.42 USD beats one of 2.35 USD by the hour above 0.604")
  func breakEven() throws {
    let choice = try BuyOrRent(fixed: hour(1.42), reserved: hour(1.7), elastic: hour(2.35))
    let limit = try #require(choice.breakEvenUtilization)
    #expect(abs(limit - 0.604) < 5e-4)
    #expect(choice.best(utilization: limit * 1.01) == .own)
    #expect(choice.best(utilization: limit * 0.99) == .elastic)
    let own = choice.cost(.own, utilization: limit)
    #expect(abs(own / choice.cost(.elastic, utilization: limit) - 1) < 1e-12)
    #expect(abs(try #require(choice.reservationBreakEven) - 1.7 / 2.35) < 1e-12)
  }

  @Test("Energy of work moves the break-even up, and out of reach where it eats the gap")
  func variable() throws {
    let cheap = try BuyOrRent(fixed: hour(1.2), reserved: hour(2), elastic: hour(2.4))
    let dear = try BuyOrRent(
      fixed: hour(1.2), variable: hour(0.2), reserved: hour(2), elastic: hour(2.4))
    #expect(try #require(cheap.breakEvenUtilization) < #require(dear.breakEvenUtilization))
    let never = try BuyOrRent(
      fixed: hour(1.2), variable: hour(1.3), reserved: hour(2), elastic: hour(2.4))
    #expect(never.breakEvenUtilization == nil)
    for tenth in 1...10 { #expect(never.best(utilization: Double(tenth) / 10) != .own) }
  }

  @Test("Hours that are held cost less each the more are used; elastic ones cost the same")
  func curves() throws {
    let choice = try BuyOrRent(
      fixed: hour(1), variable: hour(0.1), reserved: hour(1.5), elastic: hour(2))
    for way in [BuyOrRent.Way.own, .reserved] {
      #expect(choice.cost(way, utilization: 0.4) > choice.cost(way, utilization: 0.5))
    }
    #expect(choice.cost(.elastic, utilization: 0.1) == choice.cost(.elastic, utilization: 1))
  }

  @Test("The present cost of owning is that of paying its annuity")
  func presentCost() throws {
    let schedule = try RecoverySchedule(rate: 0.08, years: 4)
    let own = try PresentCost.owned(
      capital: USDollars(30_000), residual: USDollars(3_000), yearly: USDollars(2_000), rate: 0.08,
      years: 4)
    let yearly = (30_000 - 3_000 * schedule.residualWorth) * schedule.factor + 2_000
    let flat = try RentalPath([
      RentalPath.Step(from: 2026, price: USDollarsPerSecond(yearly / Seconds.year.value))
    ])
    let rented = try PresentCost.rented(flat, from: 2026, years: 4, rate: 0.08)
    #expect(abs(own / rented - 1) < 1e-12)
  }

  @Test("A line of indifference is one line, seen from either side")
  func indifference() throws {
    // ρ of a machine at 60 % of the throughput of one that costs 2 USD/h.
    let line = try IndifferenceLine(first: TokensPerSecond(600), second: TokensPerSecond(1_000))
    #expect(abs(line.hour(against: hour(2)).perHour - 1.2) < 1e-12)
    for own in [0.8, 1.1, 1.3, 1.9] {
      let verdict = line.cheaper(first: hour(own), second: hour(2))
      let mirrored = line.reversed.cheaper(first: hour(2), second: hour(own))
      #expect(verdict == (own < 1.2 ? .first : .second))
      #expect(mirrored == (own < 1.2 ? .second : .first))
    }
    #expect(line.cheaper(first: line.hour(against: hour(2)), second: hour(2)) == .even)
  }
}
