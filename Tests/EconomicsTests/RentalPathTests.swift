import Economics
import Foundation
import Quantities
import Testing

@Suite("Rental paths")
struct RentalPathTests {
  private func step(_ year: Double, _ price: Double) -> RentalPath.Step {
    RentalPath.Step(from: year, price: USDollarsPerSecond(perHour: price))
  }

  @Test("A price holds until the next, and the mean weighs each by its time")
  func steps() throws {
    let path = try RentalPath([step(2025.75, 1.70), step(2026.25, 2.35), step(2026.5, 2.65)])
    #expect(path.price(at: 2024).perHour == 1.70)
    #expect(path.price(at: 2026.25).perHour == 2.35)
    #expect(abs(path.price(at: 2030).perHour - 2.65) < 1e-12)
    // A quarter at 2.35, then a half at 2.65.
    let mean = try path.mean(from: 2026.25, years: 0.75)
    #expect(abs(mean.perHour - (0.25 * 2.35 + 0.5 * 2.65) / 0.75) < 1e-12)
  }

  @Test("A rising rent raises the mean of longer stays, a falling one lowers it")
  func growth() throws {
    for (growth, rises) in [(0.2, true), (-0.3, false)] {
      let path = try RentalPath([step(2026, 2)], growth: growth)
      let short = try path.mean(from: 2026, years: 1)
      let long = try path.mean(from: 2026, years: 4)
      #expect((long > short) == rises)
      // ∫ (1 + g)^t dt over n years is ((1 + g)^n − 1) / ln(1 + g).
      let exact = 2 * (pow(1 + growth, 4) - 1) / log1p(growth) / 4
      #expect(abs(long.perHour / exact - 1) < 1e-12)
    }
  }

  @Test("A rent that rises with all prices is constant in dollars of the first day")
  func real() throws {
    let path = try RentalPath([step(2026, 2)], growth: 0.03)
    let real = try path.mean(from: 2026, years: 5, inflation: 0.03)
    #expect(abs(real.perHour - 2) < 1e-12)
    #expect(try path.mean(from: 2026, years: 5) > real)
  }

  @Test("Paths without prices, out of order, or below zero are refused")
  func refusals() {
    for steps in [
      [], [step(2027, 2), step(2026, 2)], [step(2026, 2), step(2026, 3)], [step(2026, -1)],
    ] {
      #expect(throws: EconomicsError.self) { _ = try RentalPath(steps) }
    }
  }
}
