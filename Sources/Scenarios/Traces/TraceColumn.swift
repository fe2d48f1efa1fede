import Documents
import Quantities

/// What a column of a trace may mean.
enum TraceColumn: String, CaseIterable {
  case arrival, input, output, cached, requestClass, session, hashes

  /// The names that it goes by, without marks and in lower case.
  private var names: [String] {
    switch self {
    case .arrival: ["arrival", "timestamp", "arrivaltime", "arrivedat", "time"]
    case .input:
      [
        "input", "prompt", "inputtokens", "prompttokens", "inputlength", "contexttokens",
        "requesttokens", "numprefilltokens",
      ]
    case .output:
      [
        "output", "outputtokens", "outputlength", "generatedtokens", "responsetokens",
        "numdecodetokens", "completiontokens",
      ]
    case .cached: ["cached", "cachedtokens"]
    case .requestClass: ["class", "type"]
    case .session: ["session", "sessionid", "conversation", "conversationid"]
    case .hashes: ["hashids", "blockhashes"]
    }
  }

  /// Names of the public traces that are near one of ours and mean something else.
  private static let foreign = ["totaltokens", "logtype", "model", "elapsedtime", "turn", "chatid"]

  /// The meaning of a heading, with its unit in brackets taken off.
  init?(_ heading: String) {
    let plain = Self.plain(heading)
    guard let column = Self.allCases.first(where: { $0.names.contains(plain) }) else { return nil }
    self = column
  }

  /// The heading without spaces, marks, capitals and unit.
  static func plain(_ heading: String) -> String {
    let name = heading.prefix { $0 != "[" }
    return String(name.lowercased().filter { $0.isLetter || $0.isNumber })
  }

  /// The name that a heading with an unknown name probably means.
  static func nearest(to heading: String) -> String? {
    let plain = plain(heading)
    guard !foreign.contains(plain) else { return nil }
    return NearestName.suggestion(for: plain, among: allCases.flatMap(\.names))
  }

  /// What a heading means, nil where it is passed over; nearly a known name is an error.
  static func meaning(of name: String, at column: Int) throws(TraceProblem) -> TraceColumn? {
    if let meaning = TraceColumn(name) { return meaning }
    if let nearest = TraceColumn.nearest(to: name) {
      throw TraceProblem(
        "no column is named \"\(name)\"", at: column, found: name,
        expected: "a name that is known, or one that is not nearly one",
        suggestion: .name(nearest))
    }
    return nil
  }

  /// What people write into a heading.
  var example: String {
    switch self {
    case .requestClass: "class"
    case .hashes: "hash_ids"
    default: rawValue
    }
  }

  var isRequired: Bool { [.arrival, .input, .output].contains(self) }
}

/// How arrivals are written.
enum ArrivalUnit {
  case seconds, milliseconds

  /// What the unit in a heading says: `arrival [ms]`.
  init?(heading: String) {
    guard let open = heading.firstIndex(of: "["), let close = heading.lastIndex(of: "]") else {
      return nil
    }
    switch heading[heading.index(after: open)..<close] {
    case "s": self = .seconds
    case "ms": self = .milliseconds
    default: return nil
    }
  }
}
