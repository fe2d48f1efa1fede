/// A number as its decimal digits, so that reading and printing round once and nowhere else.
///
/// Its value is ± `digits` × 10^`exponent`, the digits read as one whole number.
struct DecimalNumber: Equatable {
  var isNegative: Bool
  /// Digits from the most significant, without leading zeros; zero has none.
  var digits: [UInt8]
  var exponent: Int

  init(isNegative: Bool, digits: [UInt8], exponent: Int) {
    self.isNegative = isNegative
    self.digits = Array(digits.drop { $0 == 0 })
    self.exponent = exponent
  }

  /// The number times a power of ten, correctly rounded: `3.35` at 12 is the literal `3.35e12`.
  func value(timesTenTo power: Int) -> Double {
    guard !digits.isEmpty else { return isNegative ? -0.0 : 0 }
    let text = digits.map(String.init).joined() + "e\(exponent + power)"
    guard let magnitude = Double(text) else { return .nan }
    return isNegative ? -magnitude : magnitude
  }

  /// The number times a power of ten, if it is whole and an `Int` holds it.
  func integer(timesTenTo power: Int) -> Int?? {
    guard let last = digits.lastIndex(where: { $0 != 0 }) else { return .some(.some(0)) }
    let zeros = exponent + power + (digits.count - 1 - last)
    guard zeros >= 0 else { return .none }
    guard zeros < 20 else { return .some(.none) }
    let text = digits[...last].map(String.init).joined() + String(repeating: "0", count: zeros)
    return .some(Int((isNegative ? "-" : "") + text))
  }
}

extension DecimalNumber {
  /// Reads the number at the start of a text and returns what follows it.
  ///
  ///     number = [+ | - | −] digits [. digits] [(e | E) [+ | -] digits]
  ///
  /// Either part around the point may be missing, not both. An underscore may stand between two
  /// digits (`1_000`). Nothing else groups digits: a comma is a decimal point to half the world.
  static func read(_ text: Substring) -> (number: DecimalNumber, rest: Substring)? {
    var rest = text
    let isNegative = rest.first == "-" || rest.first == "\u{2212}"
    if isNegative || rest.first == "+" { rest.removeFirst() }
    let whole = readDigits(&rest)
    var fraction = [UInt8]()
    if rest.first == "." {
      var afterPoint = rest.dropFirst()
      fraction = readDigits(&afterPoint)
      if !fraction.isEmpty || !whole.isEmpty { rest = afterPoint }
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return nil }
    return (
      DecimalNumber(
        isNegative: isNegative, digits: whole + fraction,
        exponent: readExponent(&rest) - fraction.count),
      rest
    )
  }

  private static func readDigits(_ rest: inout Substring) -> [UInt8] {
    var digits = [UInt8]()
    while let digit = rest.first.flatMap(asciiDigit) {
      digits.append(digit)
      rest.removeFirst()
      if rest.first == "_", rest.dropFirst().first.flatMap(asciiDigit) != nil {
        rest.removeFirst()
      }
    }
    return digits
  }

  private static func readExponent(_ rest: inout Substring) -> Int {
    guard rest.first == "e" || rest.first == "E" else { return 0 }
    var after = rest.dropFirst()
    let isNegative = after.first == "-"
    if isNegative || after.first == "+" { after.removeFirst() }
    let digits = readDigits(&after)
    guard !digits.isEmpty else { return 0 }
    rest = after
    // Beyond six digits the exact power no longer matters: the value overflows or vanishes.
    let magnitude = digits.reduce(0) { min($0 * 10 + Int($1), 1_000_000) }
    return isNegative ? -magnitude : magnitude
  }

  private static func asciiDigit(_ character: Character) -> UInt8? {
    guard let code = character.asciiValue, (48...57).contains(code) else { return nil }
    return code - 48
  }
}

extension DecimalNumber {
  /// The shortest decimal that reads back as a finite number.
  init(_ value: Double) {
    precondition(value.isFinite, "\(value) has no decimal digits")
    let text = value.description
    guard let (number, rest) = Self.read(text[...]), rest.isEmpty else {
      preconditionFailure("the standard library describes a Double as \(text)")
    }
    self = number.withoutTrailingZeros
  }

  var withoutTrailingZeros: DecimalNumber {
    let kept = digits.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
    return DecimalNumber(
      isNegative: isNegative, digits: Array(digits[..<kept]),
      exponent: kept == 0 ? 0 : exponent + digits.count - kept)
  }

  /// The power of ten of the first digit: 2 for 345, -1 for 0.5; 0 for zero.
  var magnitude: Int { digits.isEmpty ? 0 : digits.count - 1 + exponent }

  /// The number rounded to so many digits, halves away from zero; missing digits become zeros.
  func rounded(toDigits count: Int) -> DecimalNumber {
    precondition(count >= 1, "a number is not printed with \(count) digits")
    guard !digits.isEmpty else {
      return DecimalNumber(isNegative: isNegative, digits: [], exponent: 1 - count)
    }
    var kept = Array(digits.prefix(count))
    var power = exponent + digits.count - kept.count
    if digits.count > count, digits[count] >= 5 {
      var index = count - 1
      while index >= 0, kept[index] == 9 {
        kept[index] = 0
        index -= 1
      }
      if index >= 0 {
        kept[index] += 1
      } else {
        kept = [1] + kept.dropLast()
        power += 1
      }
    }
    let missing = count - kept.count
    kept += Array(repeating: 0, count: missing)
    return DecimalNumber(isNegative: isNegative, digits: kept, exponent: power - missing)
  }

  /// The number as people read it: `0.00123`, `45.60`, `123000`, and `1.5e-7` or `2.00e26` beyond.
  var text: String {
    let sign = isNegative ? "-" : ""
    let figures = digits.map(String.init).joined()
    if digits.isEmpty {
      return exponent < 0 ? sign + "0." + String(repeating: "0", count: -exponent) : sign + "0"
    }
    if magnitude < -4 || magnitude > max(6, digits.count) {
      let rest = figures.dropFirst()
      return sign + figures.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "e\(magnitude)"
    }
    if exponent >= 0 { return sign + figures + String(repeating: "0", count: exponent) }
    let whole = figures.count + exponent
    if whole <= 0 { return sign + "0." + String(repeating: "0", count: -whole) + figures }
    return sign + figures.prefix(whole) + "." + figures.dropFirst(whole)
  }
}
