public import Documents
import Quantities

/// A name in a scenario that a later stage looks up, with the place to report if it is unknown.
public struct NamedPlace: Sendable, Hashable {
  public let name: String
  let reader: ReaderPlace

  struct ReaderPlace: Sendable, Hashable {
    let node: DocumentNode
    let path: DocumentPath
  }

  init(_ name: String, at reader: ValueReader) {
    self.name = name
    self.reader = ReaderPlace(node: reader.node, path: reader.path)
  }

  /// Says why the name or what stands beside it cannot be used.
  public func diagnostic(
    _ message: String, expected: String? = nil, suggestion: Diagnostic.Suggestion? = nil
  ) -> Diagnostic {
    Diagnostic(
      at: reader.node.location, path: reader.path, message, found: reader.node.text,
      expected: expected, suggestion: suggestion)
  }
}

/// What must hold of a result: `cost.output < 0.5 USD/Mtok`, `p95(time-per-output-token) <= 50 ms`,
/// `tpot.p95 of interactive <= 50 ms`.
public struct Threshold: Sendable, Hashable {
  public enum Relation: String, Sendable, Hashable, CaseIterable {
    case atMost = "<="
    case atLeast = ">="
    case below = "<"
    case above = ">"

    /// Whether it holds between a value and its limit.
    public func holds(_ value: Double, _ limit: Double) -> Bool {
      switch self {
      case .atMost: value <= limit
      case .atLeast: value >= limit
      case .below: value < limit
      case .above: value > limit
      }
    }

    /// Whether small values are the good ones.
    public var isUpperBound: Bool { self == .atMost || self == .below }
  }

  /// The condition as written.
  public let text: String
  public let metric: NamedPlace
  /// The class of requests that it is of; nil for all together.
  public let requestClass: String?
  public let relation: Relation
  /// The limit as a number of ``unit``.
  public let limit: Double
  public let unit: String

  /// Reads a condition; nil after reporting what does not fit.
  init?(_ reader: ValueReader) {
    let expected = ScenarioKeys.key("thresholds")?.expected
    guard let text = reader.text(expected: "a condition, such as cost.output < 0.5 USD/Mtok") else {
      return nil
    }
    guard
      let relation = Relation.allCases.first(where: { text.contains($0.rawValue) }),
      let sign = text.firstRange(of: relation.rawValue)
    else {
      reader.report(
        "there is no <, <=, > or >= in this condition", expected: expected,
        suggestion: .advice("write a metric, a sign and a limit: ttft.p95 <= 2 s"))
      return nil
    }
    let left = text[..<sign.lowerBound].trimmed
    let right = text[sign.upperBound...].trimmed
    guard let (limit, unit) = UnitNotation.parts(of: right), limit.isFinite else {
      reader.report(
        "the limit does not begin with a number", expected: expected,
        suggestion: .advice("put the metric to the left and the limit to the right"))
      return nil
    }
    let words = left.split(separator: " ").map(String.init)
    guard !words.isEmpty, words.count == 1 || (words.count >= 3 && words[1] == "of") else {
      reader.report(
        "this names no metric", expected: expected,
        suggestion: .advice(
          "write its name, such as cost.output, or `ttft.p95 of NAME` for a class of requests"))
      return nil
    }
    self.text = text
    metric = NamedPlace(Self.name(of: words[0]), at: reader)
    requestClass = words.count > 1 ? words[2...].joined(separator: " ") : nil
    self.relation = relation
    self.limit = limit
    self.unit = unit
  }

  /// `p95(time-to-first-token)` as the metric is called in tables: `ttft.p95`.
  private static func name(of word: String) -> String {
    guard let open = word.firstIndex(of: "("), word.last == ")" else { return word }
    let inside = String(word[word.index(after: open)..<word.index(before: word.endIndex)])
    return (latencies[inside] ?? inside) + "." + word[..<open]
  }

  /// What latencies are called in `objectives`, and in tables.
  private static let latencies = [
    "time-to-first-token": "ttft", "time-per-output-token": "tpot", "inter-token-latency": "itl",
    "end-to-end": "e2e", "queue-wait": "queue",
  ]
}
