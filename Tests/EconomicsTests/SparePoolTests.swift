import Economics
import Quantities
import Testing

@Suite("Spares")
struct SparePoolTests {
  @Test("A thousand accelerators at 0.17 failures a year and 14 days of lead time need 13 spares")
  func worked() throws {
    let share = try SparePool.fraction(
      fleet: 1_000, failuresPerYear: 0.17, leadTime: .day * 14)
    #expect(abs(share - 0.013) < 1e-12)
  }

  @Test("A larger fleet needs a smaller fraction, and no failures need none")
  func economyOfScale() throws {
    let small = try SparePool.fraction(fleet: 100, failuresPerYear: 0.2, leadTime: .day * 14)
    let large = try SparePool.fraction(fleet: 10_000, failuresPerYear: 0.2, leadTime: .day * 14)
    #expect(large < small)
    #expect(try SparePool.fraction(fleet: 8, failuresPerYear: 0, leadTime: .day) == 0)
  }
}
