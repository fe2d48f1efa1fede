import Documents
import Quantities

/// A condition on the values of a sweep: `fleet.accelerator != h20 or workload.arrivals.rate < 300 /s`.
///
///     condition  = and-part { "or" and-part }
///     and-part   = part { "and" part }
///     part       = "(" condition ")" | name sign value
///     sign       = "=" | "!=" | "<" | "<=" | ">" | ">="
///
/// A name is a swept path, or the word `alternative`; `==` is `=`. Numbers compare in one unit; anything
/// else is equal or not.
indirect enum SweepCondition: Sendable, Hashable {
  case any([SweepCondition])
  case all([SweepCondition])
  case comparison(name: String, sign: Sign, value: String)

  enum Sign: String, Sendable, Hashable, CaseIterable {
    // Longer ones first, so that "<=" is not read as "<".
    case unequal = "!="
    case atMost = "<="
    case atLeast = ">="
    case equal = "="
    case below = "<"
    case above = ">"
  }

  /// What a name stands for that is no path.
  static let alternative = "alternative"

  /// Nil after reporting what does not fit.
  init?(_ reader: ValueReader, paths: [String]) {
    guard let text = reader.text(expected: "a condition, such as fleet.replicas > 1") else {
      return nil
    }
    do { self = try Self.parse(text, names: paths.sorted() + [Self.alternative]) } catch {
      reader.report(
        error.message, expected: error.expected ?? "a condition, such as fleet.replicas > 1",
        suggestion: error.suggestion ?? .advice("write a swept path, a sign and a value"))
      return nil
    }
  }

  private static func parse(_ text: String, names: [String]) throws(TextProblem) -> SweepCondition {
    let text = unwrapped(text)
    for (word, join) in [
      (" or ", SweepCondition.any), (" and ", SweepCondition.all),
    ] as [(String, ([SweepCondition]) -> SweepCondition)] {
      let pieces = split(text, at: word)
      guard pieces.count > 1 else { continue }
      var parts: [SweepCondition] = []
      for piece in pieces { parts.append(try parse(piece, names: names)) }
      return join(parts)
    }
    let signs = Sign.allCases.compactMap { sign in
      text.firstRange(of: sign.rawValue).map { (sign, $0) }
    }
    // Of signs that begin at one place the longer one is listed first.
    guard let (sign, range) = signs.min(by: { $0.1.lowerBound < $1.1.lowerBound }) else {
      throw TextProblem("\"\(text)\" has no sign")
    }
    let name = text[..<range.lowerBound].trimmed
    var value = text[range.upperBound...].trimmed
    if sign == .equal, value.hasPrefix("=") { value = value.dropFirst().trimmed }
    guard names.contains(name) else {
      throw TextProblem(
        "\"\(name)\" is not swept", expected: "one of " + names.joined(separator: ", "),
        suggestion: NearestName.suggestion(for: name, among: names).map { .name($0) })
    }
    guard !value.isEmpty else { throw TextProblem("\"\(text)\" has no value") }
    if let mark = ["&&", "||", "=", "<", ">"].first(where: value.contains) {
      throw TextProblem(
        "\"\(mark)\" stands in a value",
        expected: "parts joined by `and` and `or`, each with one of = != < <= > >=")
    }
    if UnitNotation.parts(of: value) == nil, sign != .equal, sign != .unequal {
      throw TextProblem("\"\(value)\" is no number that others are above or below")
    }
    return .comparison(name: name, sign: sign, value: value)
  }

  /// The text without brackets around the whole of it.
  private static func unwrapped(_ text: String) -> String {
    let text = text[...].trimmed
    guard text.first == "(", text.last == ")" else { return text }
    var depth = 0
    for (offset, character) in text.enumerated() {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if depth == 0, offset < text.count - 1 { return text }
    }
    return unwrapped(String(text.dropFirst().dropLast()))
  }

  /// The pieces around a word outside of brackets.
  private static func split(_ text: String, at word: String) -> [String] {
    var pieces: [String] = []
    var piece = ""
    var depth = 0
    var rest = text[...]
    while let character = rest.first {
      if depth == 0, rest.hasPrefix(word) {
        pieces.append(piece)
        piece = ""
        rest = rest.dropFirst(word.count)
        continue
      }
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      piece.append(character)
      rest.removeFirst()
    }
    return pieces + [piece]
  }

  /// Every part that compares a name with a value.
  var comparisons: [(name: String, sign: Sign, value: String)] {
    switch self {
    case .any(let parts), .all(let parts): parts.flatMap(\.comparisons)
    case .comparison(let name, let sign, let value): [(name, sign, value)]
    }
  }

  /// Whether it holds where names have these values.
  func holds(_ values: (String) -> String?) -> Bool {
    switch self {
    case .any(let parts): parts.contains { $0.holds(values) }
    case .all(let parts): parts.allSatisfy { $0.holds(values) }
    case .comparison(let name, let sign, let value):
      values(name).map { sign.holds($0, value) } ?? false
    }
  }
}

extension SweepCondition.Sign {
  /// Whether it holds between two values as written.
  func holds(_ left: String, _ right: String) -> Bool {
    if let a = UnitNotation.parts(of: left), let b = UnitNotation.parts(of: right),
      let factor = UnitNotation().conversion(of: b.unit, to: a.unit)
    {
      let (x, y) = (a.number, b.number * factor)
      return switch self {
      case .equal: x == y
      case .unequal: x != y
      case .atMost: x <= y
      case .atLeast: x >= y
      case .below: x < y
      case .above: x > y
      }
    }
    return switch self {
    case .equal: left == right
    case .unequal: left != right
    case .atMost, .atLeast, .below, .above: false
    }
  }
}
