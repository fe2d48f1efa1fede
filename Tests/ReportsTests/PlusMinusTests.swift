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
}
