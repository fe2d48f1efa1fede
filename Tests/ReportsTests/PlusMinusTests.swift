import Foundation
import Testing

@testable import Reports

@Suite("Digits that an interval supports")
struct PlusMinusTests {
  @Test(
    "Estimate and half-width end at the same digit, one or two into the half-width",
    arguments: [
      (1.234, 0.056, "1.23 ± 0.06"), (1.234, 0.14, "1.23 ± 0.14"), (0.5, 0.354, "0.50 ± 0.35"),
      (0.5, 0.355, "0.5 ± 0.4"), (10, 0.96, "10.0 ± 1.0"), (123_456, 2_345, "123500 ± 2300"),
      (3, 40, "0 ± 40"), (-0.001, 0.05, "0.00 ± 0.05"), (2.345e7, 1e5, "23.45M ± 0.10M"),
      (2e26, 3e24, "2.000e26 ± 0.030e26"), (1.5e-5, 2e-7, "1.500e-5 ± 0.020e-5"),
    ])
  func examples(estimate: Double, halfWidth: Double, text: String) {
    #expect(PlusMinus(estimate, halfWidth).text == text)
  }

  @Test("What is shown reads back inside the interval, and its half-width within a sixth")
  func shownInsideInterval() throws {
    var numbers = Numbers(seed: 1)
    for _ in 0..<5_000 {
      let estimate = numbers.next(in: -1.0...1) * pow(10, numbers.next(in: -12.0...20))
      let halfWidth = abs(estimate) * pow(10, numbers.next(in: -6.0...2))
      let text = PlusMinus(estimate, halfWidth).text
      let shown = try text.components(separatedBy: " ± ").map { try #require(Self.read($0)) }
      try #require(shown.count == 2, "\(text)")
      #expect(abs(shown[0] - estimate) <= halfWidth * (1 + 1e-9), "\(estimate): \(text)")
      #expect(abs(shown[1] - halfWidth) <= halfWidth / 6, "\(halfWidth): \(text)")
    }
  }

  @Test("No digit is shown that stands for less than a thirty-sixth of the half-width")
  func noIdleDigits() {
    var numbers = Numbers(seed: 2)
    for _ in 0..<1_000 {
      let halfWidth = pow(10, numbers.next(in: -12.0...12))
      let last: Double = pow(10, Double(PlusMinus.lastPlace(of: halfWidth)))
      #expect(last <= halfWidth * 1.06 && halfWidth < last * 36)
    }
  }

  @Test("Where there is no interval the estimate stands alone")
  func withoutInterval() {
    #expect(PlusMinus(1.2345, nil).text == "1.23")
    #expect(PlusMinus(1.2345, 0).text == "1.23")
    #expect(PlusMinus(1.2345, .infinity).text == "1.23")
    #expect(PlusMinus(.nan, 1).text == "undefined")
    // What replications differ by in the last bit is no spread.
    #expect(PlusMinus(1.2995024299469775, 2e-15).text == "1.30")
  }

  @Test("A ratio whose interval holds 1 tells nothing apart")
  func ratios() {
    let close = Ratio(1.01, low: 0.95, high: 1.07)
    #expect(close.isIndistinguishable)
    #expect(close.text == "1.01 ± 0.06 (indistinguishable)")
    #expect(
      close.sentence(on: "cost", of: "a", against: "b")
        == "The cost of a and of b are indistinguishable (ratio 1.01 ± 0.06).")
    let far = Ratio(1.823, low: 1.763, high: 1.883)
    #expect(!far.isIndistinguishable)
    #expect(
      far.sentence(on: "cost", of: "a", against: "b")
        == "The cost of a is 1.82 ± 0.06 times that of b.")
  }

  private static func read(_ text: String) -> Double? {
    for (suffix, power) in [("M", 6), ("B", 9), ("T", 12)] where text.hasSuffix(suffix) {
      return Double(text.dropLast() + "e\(power)")
    }
    return Double(text)
  }
}
