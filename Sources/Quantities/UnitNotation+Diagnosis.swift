extension UnitNotation {
  /// What a place in a document asks for.
  struct Place {
    var exponents: UnitExponents
    var examples: [String]
    /// Denominators such as `/s` that the place's own units end in.
    var endings: [String]

    init<D: Dimension>(_ dimension: D.Type, examples: [String]? = nil) {
      let ladder = UnitLadder.ladder(for: dimension)
      exponents = dimension.exponents
      self.examples = examples ?? ladder.examples
      endings = ladder.rungs.prefix(1).compactMap { rung in
        rung.unit.firstIndex(of: "/").map { String(rung.unit[$0...]) }
      }
    }
  }

  /// A text split into its number and the rest.
  struct Written {
    var text: String
    var number: DecimalNumber
    /// The number as it was written.
    var numeral: String
    var unit: String
  }

  func read(_ text: String, for place: Place) throws(UnitNotationError) -> Written {
    let text = text.trimmed
    guard !text.isEmpty else { throw .empty(expected: place.examples) }
    // A currency sign stands before the number; it is moved behind it.
    var amount = text[...]
    let sign = amount.first.map { "+-\u{2212}".contains($0) } == true ? amount.removeFirst() : nil
    let mark = amount.first.flatMap { "$\u{a5}".contains($0) ? $0 : nil }
    if mark != nil { amount = amount.dropFirst().drop { $0.isWhitespace } }
    amount = (sign.map(String.init) ?? "") + amount
    guard let (number, rest) = DecimalNumber.read(amount),
      rest.first.map({ !".,:_".contains($0) }) ?? true
    else {
      throw notANumber(text, for: place)
    }
    let unit = String(rest).trimmed
    return Written(
      text: text, number: number, numeral: String(amount.dropLast(rest.count)),
      unit: Self.normalized(mark.map { Self.insert(String($0), into: unit) } ?? unit))
  }

  func check(
    _ expression: UnitExpression, of written: Written, for place: Place
  ) throws(UnitNotationError) {
    if expression.exponents == place.exponents { return }
    let isImplied =
      expression.hasBareNumerator && !expression.isMarked
      && place.exponents.namesOnlyACount(beyond: expression.exponents)
    if isImplied { return }
    if written.unit.isEmpty { throw .missingUnit(found: written.text, expected: place.examples) }
    throw .wrongDimension(
      found: written.text, kind: expression.exponents.kind, expectedKind: place.exponents.kind,
      expected: place.examples,
      suggestion: place.endings.map { written.text + $0 }.first { fits($0, place) })
  }

  func finite(_ value: Double, _ written: Written) throws(UnitNotationError) -> Double {
    guard value.isFinite else { throw .notFinite(found: written.text) }
    guard value != 0 || written.number.digits.isEmpty else {
      throw .outOfRange(
        found: written.text, expected: "zero or a magnitude of at least 1e-307", suggestion: nil)
    }
    return value
  }

  /// The error for a unit that could not be read.
  func unreadable(
    _ written: Written, for place: Place, because failure: UnitExpression.Failure
  ) -> UnitNotationError {
    switch failure {
    case .missingExchangeRate(let currency):
      return .missingExchangeRate(found: written.text, currency: currency)
    case .malformed:
      return .unknownUnit(
        found: written.text, unit: written.unit, expected: place.examples, suggestion: nil)
    case .unknown(let symbol, let range):
      func replaced(by other: String) -> String {
        written.numeral + " " + written.unit.replacingCharacters(in: range, with: other)
      }
      if let meanings = UnitTable.meanings(ofRefused: symbol), meanings.count > 1 {
        let fitting = meanings.map(replaced).filter { fits($0, place) }
        if fitting.count != 1 {
          return .ambiguousUnit(
            found: written.text, unit: symbol,
            alternatives: fitting.isEmpty ? meanings.map(replaced) : fitting)
        }
      }
      return .unknownUnit(
        found: written.text, unit: symbol, expected: place.examples,
        suggestion: proposals(for: symbol, place).map(replaced).first { fits($0, place) })
    }
  }
}

extension UnitNotation {
  private func notANumber(_ text: String, for place: Place) -> UnitNotationError {
    let word = text.lowercased().drop { "+-".contains($0) }.prefix { $0.isLetter }
    if ["nan", "inf", "infinity"].contains(word) { return .notFinite(found: text) }
    // Commas between groups of three are dropped in the proposal; others may be decimal points.
    let groups = text.prefix { $0.isNumber || "+-,.".contains($0) }
      .prefix { $0 != "." }.split(separator: ",")
    var suggestion: String?
    if let currency = ["USD", "CNY", "RMB"].first(where: text.hasPrefix) {
      suggestion = String(text.dropFirst(currency.count)).trimmed + " " + currency
    } else if groups.count > 1, groups.dropFirst().allSatisfy({ $0.count == 3 }) {
      suggestion = text.filter { $0 != "," }
    } else if groups.count == 2 {
      suggestion = String(text.map { $0 == "," ? "." : $0 })
    }
    return .notANumber(
      found: text, expected: place.examples,
      suggestion: suggestion.flatMap { fits($0, place) ? $0 : nil })
  }

  /// Units that a wrong spelling may stand for, the likeliest first.
  private func proposals(for symbol: String, _ place: Place) -> [String] {
    var proposals = UnitTable.meanings(ofRefused: symbol) ?? []
    if UnitTable.scales[symbol] != nil || symbol == "G" {
      // A prefix that lost its unit.
      return proposals + UnitTable.symbols.filter { $0.hasPrefix(symbol) && $0.count == 2 }
    }
    let bases = Set(place.exponents.bases)
    let related = UnitTable.symbols.filter {
      UnitTable.unit($0).map { bases.isSuperset(of: $0.exponents.bases) } ?? false
    }
    for candidates in [related, UnitTable.symbols] {
      NearestName.suggestion(for: symbol, among: candidates).map { proposals.append($0) }
    }
    return proposals
  }

  /// Whether a proposal would itself be read, so that none is made in vain.
  private func fits(_ text: String, _ place: Place) -> Bool {
    guard let (number, rest) = DecimalNumber.read(text[...]) else { return false }
    let unit = Self.normalized(String(rest).trimmed)
    guard
      let expression = try? UnitExpression(
        unit, expected: place.exponents, exchangeRates: exchangeRates)
    else { return false }
    let written = Written(text: text, number: number, numeral: "", unit: unit)
    let isRight = expression.exponents == place.exponents
    let isImplied =
      expression.hasBareNumerator && place.exponents.namesOnlyACount(beyond: expression.exponents)
    return (isRight || isImplied)
      && (try? finite(expression.value(of: written.number), written)) != nil
  }

  /// Puts a currency sign that stood before the number after its scale word: `$60M/year`.
  private static func insert(_ currency: String, into unit: String) -> String {
    let scale = unit.prefix { $0.isLetter }
    guard UnitTable.scales[String(scale)] != nil else { return currency + unit }
    return scale + " " + currency + unit.dropFirst(scale.count)
  }

  private static func normalized(_ unit: String) -> String {
    String(unit.filter { $0 != "^" }.map { $0 == "\u{b2}" ? "2" : $0 })
  }
}

extension String {
  var trimmed: String {
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }

  func replacingCharacters(in range: Range<Index>, with other: String) -> String {
    String(self[..<range.lowerBound]) + other + self[range.upperBound...]
  }
}
