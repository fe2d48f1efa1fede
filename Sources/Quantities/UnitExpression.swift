/// A written unit such as `USD/kW-month` or `M tok/s`, multiplied out.
///
///     unit    = [product] { ("/" | "per") product }
///     product = factor { [" " | "-" | "·" | "*"] factor }
///     factor  = symbol | "(" unit ")"
///
/// Everything between one slash and the next belongs to the denominator.
struct UnitExpression {
  var exponents = UnitExponents.none
  var decimalExponent = 0
  var multiplier = 1.0
  /// A percent sign or a times sign was written: the number is a plain one.
  var isMarked = false
  /// The numerator names no thing that is counted: `/s`, `10k /s`, `T`.
  var hasBareNumerator = true

  enum Failure: Error {
    case unknown(symbol: String, range: Range<String.Index>)
    case missingExchangeRate(currency: String)
    case malformed
  }
}

extension UnitExpression {
  /// - Parameters:
  ///   - expected: what the place asks for; it decides whether `B` is a byte or a billion.
  ///   - exchangeRates: what foreign money is worth, if known.
  init(
    _ text: String, expected: UnitExponents, exchangeRates: ExchangeRates?
  ) throws(Failure) {
    var reader = UnitExpressionReader(text: text, expected: expected, exchangeRates: exchangeRates)
    self = try reader.expression(depth: 0)
    guard reader.isAtEnd else { throw .malformed }
  }

  /// The unit written alone is worth so much of a number with these digits.
  func value(of number: DecimalNumber) -> Double {
    number.value(timesTenTo: decimalExponent) * multiplier
  }

  fileprivate mutating func multiply(by unit: Unit, times power: Int) {
    exponents = exponents.adding(unit.exponents, times: power)
    decimalExponent += unit.decimalExponent * power
    multiplier = power > 0 ? multiplier * unit.multiplier : multiplier / unit.multiplier
  }

  fileprivate mutating func multiply(by other: UnitExpression, times power: Int) {
    multiply(
      by: Unit(
        exponents: other.exponents, decimalExponent: other.decimalExponent,
        multiplier: other.multiplier), times: power)
    isMarked = isMarked || other.isMarked
  }
}

extension UnitExponents {
  /// Whether things are counted above the line: tokens, requests, or whatever no table lists.
  var isCount: Bool {
    bases.contains {
      self[$0] == 1 && (UnitTable.counted.contains($0) || UnitTable.unit($0) == nil)
    }
  }

  /// Whether the two differ only in one counted thing that the first one names above the line.
  func namesOnlyACount(beyond other: UnitExponents) -> Bool {
    let difference = self - other
    return difference.bases.count == 1 && difference.isCount && isCount
  }
}

private struct UnitExpressionReader {
  typealias Failure = UnitExpression.Failure

  enum Token: Equatable {
    case symbol(String, Range<String.Index>)
    case slash, open, close
  }

  let expected: UnitExponents
  /// Base dimensions that another module has added; they are counted under their own symbol.
  let own: [String]
  let exchangeRates: ExchangeRates?
  private var tokens: [Token]
  private var position = 0

  init(text: String, expected: UnitExponents, exchangeRates: ExchangeRates?) {
    self.expected = expected
    own = expected.bases.filter { UnitTable.unit($0) == nil }
    self.exchangeRates = exchangeRates
    tokens = Self.tokens(of: text)
  }

  var isAtEnd: Bool { position == tokens.count }

  private var next: Token? { isAtEnd ? nil : tokens[position] }

  private static func tokens(of text: String) -> [Token] {
    var tokens = [Token]()
    var start = text.startIndex
    func endSymbol(at end: String.Index) {
      guard start < end else { return }
      let symbol = String(text[start..<end])
      tokens.append(symbol == "per" ? .slash : .symbol(symbol, start..<end))
    }
    for index in text.indices {
      let character = text[index]
      guard character.isWhitespace || "/()-\u{b7}\u{22c5}*".contains(character) else { continue }
      endSymbol(at: index)
      switch character {
      case "/": tokens.append(.slash)
      case "(": tokens.append(.open)
      case ")": tokens.append(.close)
      default: break
      }
      start = text.index(after: index)
    }
    endSymbol(at: text.endIndex)
    return tokens
  }

  mutating func expression(depth: Int) throws(Failure) -> UnitExpression {
    guard depth < 8 else { throw .malformed }
    var result = UnitExpression()
    if tokens.isEmpty { return result }
    if next != .slash { try product(into: &result, power: 1, depth: depth) }
    while next == .slash {
      position += 1
      try product(into: &result, power: -1, depth: depth)
    }
    // A plain number has no other unit above the line.
    guard !result.isMarked || result.hasBareNumerator else { throw .malformed }
    return result
  }

  private mutating func product(
    into result: inout UnitExpression, power: Int, depth: Int
  ) throws(Failure) {
    let first = position
    while let token = next, token != .slash, token != .close {
      position += 1
      switch token {
      case .open:
        let inner = try expression(depth: depth + 1)
        guard next == .close else { throw .malformed }
        position += 1
        result.multiply(by: inner, times: power)
        if power > 0 { result.hasBareNumerator = false }
      case .symbol(let symbol, let range):
        try factor(symbol, range, into: &result, power: power, isFirst: position == first + 1)
      case .slash, .close:
        break
      }
    }
    guard position > first else { throw .malformed }
  }

  private func factor(
    _ symbol: String, _ range: Range<String.Index>, into result: inout UnitExpression, power: Int,
    isFirst: Bool
  ) throws(Failure) {
    if let mark = UnitTable.marks[symbol], power > 0, !result.isMarked {
      result.decimalExponent += mark
      result.isMarked = true
    } else if let scale = UnitTable.scales[symbol], isFirst, isScale(symbol, power: power) {
      result.decimalExponent += scale * power
    } else if let unit = try unit(symbol) {
      result.multiply(by: unit, times: power)
      if power > 0 { result.hasBareNumerator = false }
    } else {
      throw .unknown(symbol: symbol, range: range)
    }
  }

  /// Whether a scale word at the start of a product multiplies what follows or a bare count.
  private func isScale(_ symbol: String, power: Int) -> Bool {
    // Where bytes are due, "B" is a byte.
    if symbol == "B", expected[Byte.symbol] != 0 { return false }
    if case .symbol(let following, _) = next {
      guard let unit = UnitTable.unit(following) else {
        // An unknown unit is then reported instead of its scale.
        return true
      }
      return unit.isMoney || unit.isCounted
    }
    guard power > 0, expected.isNone || expected.isCount else { return false }
    // "3 B/s" looks too much like bytes to be three billion a second.
    return isAtEnd || symbol != "B"
  }

  private func unit(_ symbol: String) throws(Failure) -> Unit? {
    if let base = own.first(where: { symbol == $0 || symbol == $0 + "s" }) {
      return Unit(exponents: UnitExponents(base: base))
    }
    guard var unit = UnitTable.unit(symbol) else { return nil }
    if let currency = unit.currency {
      guard let exchangeRates else { throw .missingExchangeRate(currency: currency) }
      unit.multiplier *= exchangeRates.dollarsPerYuan
    }
    return unit
  }
}
