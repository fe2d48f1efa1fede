extension ValueReader {
  /// A whole number in decimal digits.
  public func integer(in range: ClosedRange<Int> = .min ... .max) -> Int? {
    let expected = "a whole number" + within(range)
    guard let text = text(expected: expected) else { return nil }
    let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      report("\"\(text.inOneLine)\" is not a whole number", expected: expected)
      return nil
    }
    guard let value = Int(text), range.contains(value) else {
      report("\(text.inOneLine) is out of range", expected: expected)
      return nil
    }
    return value
  }

  /// A pure number in decimal notation, such as 0.5, -3 or 1e-06.
  public func number(in range: ClosedRange<Double>? = nil) -> Double? {
    let expected = "a number" + (range.map { " from \($0.lowerBound) to \($0.upperBound)" } ?? "")
    guard let text = text(expected: expected) else { return nil }
    guard let value = decimal(text) else {
      report("\"\(text.inOneLine)\" is not a number", expected: expected)
      return nil
    }
    guard value.isFinite, range?.contains(value) ?? true else {
      report("\(text.inOneLine) is out of range", expected: expected)
      return nil
    }
    return value
  }

  /// A share, written as 0.02 or as 2 %.
  public func fraction(in range: ClosedRange<Double> = 0...1) -> Double? {
    let bounds = "from \(range.lowerBound) to \(range.upperBound)"
    let expected = "a fraction \(bounds), such as 0.25 or 25 %"
    guard let text = text(expected: expected) else { return nil }
    let isPercentage = text.hasSuffix("%")
    let digits = isPercentage ? String(text.dropLast()).trimmingSpaces : text
    guard let number = decimal(digits) else {
      report("\"\(text.inOneLine)\" is not a fraction", expected: expected)
      return nil
    }
    let value = isPercentage ? number / 100 : number
    guard range.contains(value) else {
      let percentage = value > 1 && value <= 100 && !isPercentage && range.upperBound <= 1
      report(
        "\(text.inOneLine) is out of range", expected: expected,
        suggestion: percentage ? .advice("write \(digits) % if a percentage is meant") : nil)
      return nil
    }
    return value
  }

  /// A yes or a no: `true`, `yes`, `on`, or `false`, `no`, `off`, in any case.
  public func boolean() -> Bool? {
    let expected = "true or false (or yes, no, on, off)"
    guard let text = text(expected: expected) else { return nil }
    switch text.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default:
      report("\"\(text.inOneLine)\" is neither true nor false", expected: expected)
      return nil
    }
  }

  /// One of `names`, of things of a kind such as `accelerator`.
  ///
  /// `see` is the command that lists the names where there are too many to print.
  public func name(among names: [String], of kind: String, see: String? = nil) -> String? {
    let expected = choices(names, see: see)
    guard let text = text(expected: expected) else { return nil }
    if names.contains(text) { return text }
    let article = names.isEmpty ? "there is no \(kind)" : "no \(kind) is named"
    report(
      names.isEmpty ? article : "\(article) \"\(text.inOneLine)\"",
      expected: names.isEmpty ? nil : expected,
      suggestion: nearestName(to: text, among: names).map { .name($0) })
    return nil
  }

  /// A case of an enumeration, by its raw value.
  public func choice<Value: CaseIterable & RawRepresentable<String>>(
    of type: Value.Type = Value.self, kind: String
  ) -> Value? {
    name(among: type.allCases.map(\.rawValue), of: kind).flatMap(Value.init(rawValue:))
  }
}

private func within(_ range: ClosedRange<Int>) -> String {
  switch (range.lowerBound == .min, range.upperBound == .max) {
  case (true, true): ""
  case (false, true): " of at least \(range.lowerBound)"
  case (true, false): " of at most \(range.upperBound)"
  case (false, false): " from \(range.lowerBound) to \(range.upperBound)"
  }
}

/// The number that a text of digits, a point and an exponent stands for; no `nan`, `inf`, `0x`.
private func decimal(_ text: String) -> Double? {
  guard text.utf8.contains(where: { (0x30...0x39).contains($0) }),
    text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) })
  else { return nil }
  return Double(text)
}

extension String {
  var trimmingSpaces: String {
    var rest = self[...]
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
