internal import Foundation

/// The range of an axis, its ticks, and where values fall on it.
struct AxisScale {
  struct Tick: Equatable {
    let value: Double
    let label: String
  }

  let scale: Axis.Scale
  let lower: Double
  let upper: Double
  let ticks: [Tick]

  /// The place of a value: 0 at the lower end, 1 at the upper.
  func fraction(_ value: Double) -> Double {
    switch scale {
    case .linear, .years: (value - lower) / (upper - lower)
    case .logarithmic: log(value / lower) / log(upper / lower)
    }
  }
}

extension AxisScale {
  /// A range that holds all values.
  ///
  /// - Parameters:
  ///   - values: At least one; positive where the scale is logarithmic.
  ///   - startsAtZero: Whether a linear range includes zero and ends at ticks; otherwise it ends at
  ///     the values.
  ///   - endsAtTicks: Whether a linear range without zero ends at ticks as well.
  ///   - most: How many ticks there is room for.
  init(
    _ scale: Axis.Scale, holding values: [Double], startsAtZero: Bool, endsAtTicks: Bool = false,
    most: Int
  ) {
    guard let least = values.min(), let greatest = values.max() else {
      preconditionFailure("an axis holds at least one value")
    }
    self.scale = scale
    switch scale {
    case .linear:
      var (low, high) = startsAtZero ? (min(0, least), max(0, greatest)) : (least, greatest)
      if low == high { (low, high) = Self.widened(low) }
      let step = Self.step(from: low, to: high, most: most)
      if startsAtZero || endsAtTicks {
        // Adding zero takes the sign off a zero.
        low = (low / step).rounded(.down) * step + 0
        high = (high / step).rounded(.up) * step
      }
      lower = low
      upper = high
      ticks = TickLabel.linear(Self.multiples(of: step, from: low, to: high), step: step)
    case .years:
      (lower, upper) = Self.years(from: least, to: greatest)
      ticks = Self.yearTicks(from: lower, to: upper, most: most)
    case .logarithmic:
      // Three hundredths of the length stay free at both ends, and a ratio of at least 1.2 is shown.
      let margin = max(0.03 * log(greatest / least), 0.09)
      let (low, high) = (least * exp(-margin), greatest * exp(margin))
      lower = low
      upper = high
      let powers = Self.logarithmicTicks(from: low, to: high, most: most)
      if powers.count >= 3 {
        ticks = powers.map { Tick(value: $0, label: TickLabel.logarithmic($0)) }
      } else {
        let step = Self.step(from: low, to: high, most: most)
        ticks = TickLabel.linear(Self.multiples(of: step, from: low, to: high), step: step)
      }
    }
  }

  /// A range of years that begins and ends with one where it nearly does.
  private static func years(from least: Double, to greatest: Double) -> (Double, Double) {
    var (low, high) = least < greatest ? (least, greatest) : (least - 0.5, greatest + 0.5)
    if low - low.rounded(.down) <= 0.5 { low.round(.down) }
    if high.rounded(.up) - high <= 0.25 { high.round(.up) }
    return (low, high)
  }

  /// The first of January of every year, or of every so many; the first days of quarters too where
  /// there are few years.
  private static func yearTicks(from low: Double, to high: Double, most: Int) -> [Tick] {
    if high - low <= 2.5, most >= 10 {
      return multiples(of: 0.25, from: low, to: high).map { value in
        let quarter = Int(((value - value.rounded(.down)) * 4).rounded())
        let year = Int(value.rounded(.down))
        return Tick(value: value, label: ["\(year)", "Apr", "Jul", "Oct"][quarter])
      }
    }
    let step =
      [1.0, 2, 5, 10, 20, 50, 100, 200, 500].first { (high - low) / $0 < Double(most) } ?? 1_000
    return multiples(of: step, from: low, to: high).map { Tick(value: $0, label: "\(Int($0))") }
  }

  private static func widened(_ value: Double) -> (Double, Double) {
    value == 0 ? (-1, 1) : (value - abs(value) / 10, value + abs(value) / 10)
  }

  /// The least of 1, 2, 2.5 or 5 times a power of ten that cuts a range into few enough parts.
  static func step(from low: Double, to high: Double, most: Int) -> Double {
    roundStep(atLeast: (high - low) / Double(max(1, most - 1)))
  }

  /// The least of 1, 2, 2.5 or 5 times a power of ten that is not less than a number.
  static func roundStep(atLeast rough: Double) -> Double {
    let power = pow(10, log10(rough).rounded(.down))
    return [1, 2, 2.5, 5].map { $0 * power }.first { $0 >= rough * (1 - 1e-9) } ?? 10 * power
  }

  private static func multiples(of step: Double, from low: Double, to high: Double) -> [Double] {
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard first <= last else { return [] }
    return stride(from: first, through: last, by: 1).map { index in
      // Twelve digits are the decimal that was meant: 3 × 0.1 is 0.30000000000000004.
      (Double(String(format: "%.12g", index * step)) ?? index * step) + 0
    }
  }

  /// Multiples 1, 2, 5 of powers of ten, or 1 and 3, or powers alone, or every so many powers.
  static func logarithmicTicks(from low: Double, to high: Double, most: Int) -> [Double] {
    let decades = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
    func ticks(_ mantissas: [Int], every count: Int) -> [Double] {
      var ticks = [Double]()
      for decade in decades where decade % count == 0 {
        for mantissa in mantissas {
          // Reading the decimal gives the nearest number: 1e-5 times 5 need not be 5e-5.
          guard let tick = Double("\(mantissa)e\(decade)") else { continue }
          if low * (1 - 1e-9) <= tick, tick <= high * (1 + 1e-9) { ticks.append(tick) }
        }
      }
      return ticks
    }
    var candidates = [ticks([1, 2, 5], every: 1), ticks([1, 3], every: 1)]
    candidates += [1, 2, 3, 5, 10, 20, 50, 100].map { ticks([1], every: $0) }
    return candidates.first { $0.count <= most } ?? []
  }
}
