/// Numbers as text, the same in every locale.
enum NumberText {
  /// The shortest decimal that reads back as the same number; `nan`, `inf` and `-inf` as such.
  static func exact(_ value: Double) -> String { value.description }

  /// A number with so many significant digits: `0.550`, `46.0`, `1230000`, `1.50e-7`.
  ///
  /// The shortest decimal of the number is rounded, halves away from zero, so that 0.285 to two
  /// digits is 0.29. Between 10⁻⁴ and 10⁶ no exponent is used; zeros that are digits are kept.
  static func rounded(_ value: Double, significantDigits count: Int) -> String {
    guard value.isFinite else { return exact(value) }
    let sign = value.sign == .minus && value != 0 ? "-" : ""
    var (digits, exponent) = decimal(abs(value))
    guard !digits.isEmpty else { return "0" }
    if digits.count > count, round(&digits, to: count) { exponent += 1 }
    digits += Array(repeating: 0, count: max(0, count - digits.count))
    let figures = digits.map(String.init).joined()
    switch exponent {
    case 0..<7:
      let whole = exponent + 1
      if whole >= figures.count {
        return sign + figures + String(repeating: "0", count: whole - figures.count)
      }
      return sign + figures.prefix(whole) + "." + figures.dropFirst(whole)
    case -4..<0:
      return sign + "0." + String(repeating: "0", count: -exponent - 1) + figures
    default:
      let fraction = figures.dropFirst()
      return sign + figures.prefix(1) + (fraction.isEmpty ? "" : "." + fraction) + "e\(exponent)"
    }
  }

  /// The digits of a finite number without zeros at either end, and the power of ten of the first.
  private static func decimal(_ magnitude: Double) -> (digits: [Int], exponent: Int) {
    let parts = magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let digits = mantissa.joined().compactMap(\.wholeNumberValue)
    guard let first = digits.firstIndex(where: { $0 != 0 }),
      let last = digits.lastIndex(where: { $0 != 0 })
    else { return ([], 0) }
    let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    return (Array(digits[first...last]), mantissa[0].count - 1 - first + power)
  }

  /// Shortens digits to a count; says whether the carry made the number a digit longer.
  private static func round(_ digits: inout [Int], to count: Int) -> Bool {
    let isUp = digits[count] >= 5
    digits.removeSubrange(count...)
    guard isUp else { return false }
    for index in digits.indices.reversed() {
      guard digits[index] == 9 else {
        digits[index] += 1
        return false
      }
      digits[index] = 0
    }
    digits[0] = 1
    return true
  }
}

extension Double {
  /// The number to so many significant digits, so that files keep what is known and not the dust of
  /// arithmetic behind it: 29551.05555555555 to six digits is 29551.1.
  ///
  /// - Precondition: at least one digit.
  public func rounded(digits: Int) -> Double {
    precondition(digits >= 1, "\(digits) digits")
    guard isFinite else { return self }
    return Double(NumberText.rounded(self, significantDigits: digits)) ?? self
  }
}

extension Column {
  /// A cell of this column as people read it; `-` where it is missing.
  public func shown(_ cell: Cell) -> String {
    switch cell {
    case .text(let value): value
    case .integer(let value): "\(value)"
    case .real(let value):
      significantDigits.map { NumberText.rounded(value, significantDigits: $0) }
        ?? NumberText.exact(value)
    case .boolean(let value): value ? "yes" : "no"
    case .missing: "-"
    }
  }

  /// Numbers line up at their last digit.
  public var isNumeric: Bool { kind == .integer || kind == .real }
}
