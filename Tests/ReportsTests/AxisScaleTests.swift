import Foundation
import Testing

@testable import Reports

@Suite("Ranges and ticks")
struct AxisScaleTests {
  @Test(
    "The range holds the values, the ticks lie in it, rise, are few, and differ in their labels")
  func laws() {
    var numbers = Numbers(seed: 5)
    for round in 0..<3_000 {
      let isLogarithmic = round % 2 == 0
      let size = pow(10, numbers.next(in: -9.0...26))
      let spread = pow(10, numbers.next(in: -3.0...6))
      let values = (0..<3).map { _ in size * (1 + spread * numbers.next(in: 0.0...1)) }
      let most = numbers.next(in: 5...10)
      let scale = AxisScale(
        isLogarithmic ? .logarithmic : .linear, holding: values, startsAtZero: round % 4 == 1,
        most: most)
      for value in values {
        #expect((-1e-9...1 + 1e-9).contains(scale.fraction(value)), "\(values)")
      }
      let ticks = scale.ticks
      #expect(ticks.count >= 2 && ticks.count <= most + 2, "\(ticks) for \(values)")
      #expect(ticks.allSatisfy { (-1e-6...1 + 1e-6).contains(scale.fraction($0.value)) })
      #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.value < $1.value })
      if spread > 0.1 { #expect(Set(ticks.map(\.label)).count == ticks.count, "\(ticks)") }
    }
  }

  @Test("Over some decades the ticks are 1, 2 and 5 times powers of ten")
  func oneTwoFive() {
    let scale = AxisScale(.logarithmic, holding: [1, 256], startsAtZero: false, most: 10)
    #expect(scale.ticks.map(\.label) == ["1", "2", "5", "10", "20", "50", "100", "200"])
    let many = AxisScale(.logarithmic, holding: [1e18, 1e27], startsAtZero: false, most: 6)
    #expect(many.ticks.map(\.label) == ["10¹⁸", "10²⁰", "10²²", "10²⁴", "10²⁶"])
  }

  @Test("Labels are short and of one style")
  func labels() {
    func linear(_ values: [Double], zero: Bool = true) -> [String] {
      AxisScale(.linear, holding: values, startsAtZero: zero, most: 7).ticks.map(\.label)
    }
    #expect(linear([0.23, 1.1]) == ["0", "0.2", "0.4", "0.6", "0.8", "1.0", "1.2"])
    #expect(linear([90_000]) == ["0", "20k", "40k", "60k", "80k", "100k"])
    #expect(linear([2022, 2028], zero: false).first == "2022")
    #expect(linear([-0.2, 0.3]) == ["-0.2", "-0.1", "0", "0.1", "0.2", "0.3"])
    #expect(TickLabel.logarithmic(0.05) == "0.05")
    #expect(TickLabel.logarithmic(20_000) == "20k")
    #expect(TickLabel.logarithmic(2e24) == "2×10²⁴")
    #expect(TickLabel.logarithmic(5e-6) == "5×10⁻⁶")
  }

  @Test("Over years the ticks are first days of years, or of quarters where there are few")
  func years() {
    var numbers = Numbers(seed: 7)
    for _ in 0..<200 {
      let start = numbers.next(in: 1990.0...2030)
      let values = [start, start + numbers.next(in: 0.01...60)]
      let scale = AxisScale(.years, holding: values, startsAtZero: false, most: 10)
      #expect(values.allSatisfy { (-1e-9...1 + 1e-9).contains(scale.fraction($0)) })
      #expect(scale.lower > start - 0.51 && scale.upper < values[1] + 0.26)
      let parts = scale.ticks.map { ($0.value * 4).rounded() - $0.value * 4 }
      #expect(parts.allSatisfy { $0 == 0 } && scale.ticks.count <= 12)
      for tick in scale.ticks where tick.value == tick.value.rounded() {
        #expect(tick.label == "\(Int(tick.value))")
      }
      if values[1] - start > 4 {
        #expect(scale.ticks.allSatisfy { $0.value == $0.value.rounded() })
      }
    }
    let scale = AxisScale(.years, holding: [2022.25, 2025], startsAtZero: false, most: 10)
    #expect(scale.ticks.map(\.label) == ["2022", "2023", "2024", "2025"])
    let short = AxisScale(.years, holding: [2022.25, 2023.25], startsAtZero: false, most: 10)
    #expect(short.ticks.map(\.label) == ["2022", "Apr", "Jul", "Oct", "2023", "Apr"])
  }

  @Test("A number among words is short, and what rounds up takes the next unit")
  func numbers() {
    #expect(TickLabel.number(7_133_000) == "7.13M")
    #expect(TickLabel.number(-45_600) == "-45.6k")
    #expect(TickLabel.number(999_960) == "1.00M")
    #expect(TickLabel.number(1.2345) == "1.23")
    #expect(TickLabel.number(1.22e24) == "1.22×10²⁴")
  }

  @Test("One value makes a range too", arguments: [0.0, 5, -3])
  func oneValue(value: Double) {
    let scale = AxisScale(.linear, holding: [value], startsAtZero: false, most: 7)
    #expect(scale.lower < value && value < scale.upper)
  }
}
