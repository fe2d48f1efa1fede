/// One line of what is known of an entry: a fact of the catalog, or a figure that follows from facts.
public struct FactRow: Sendable, Hashable {
  /// The path of the field: `memory.capacity`.
  public let field: String
  public let meaning: String
  /// The value without its unit.
  public let value: String
  public let unit: String
  /// The 90 % interval as it is written.
  public let interval: String?
  /// Names of citations, the main one first.
  public let sources: [String]
  public let asOf: String?
  public let grade: EvidenceGrade?
  public let note: String?
  /// How a derived figure follows from facts; nil for facts.
  public let formula: String?

  /// Whether the figure was computed rather than read.
  public var isDerived: Bool { formula != nil }

  /// The value with its unit.
  public var text: String { unit.isEmpty ? value : "\(value) \(unit)" }
}

extension FactRow {
  /// - Parameter citesWords: Whether values that are no numbers carry their source too.
  init(path: String, fact: Fact, citesWords: Bool = false) {
    let evidence = fact.isNumeric || citesWords ? fact.evidence : nil
    let parts = fact.text.split(separator: " ", maxSplits: 1).map(String.init)
    var value = fact.text
    var unit = ""
    switch fact.value {
    case .quantity where parts.count == 2: (value, unit) = (parts[0], parts[1])
    // Nouns of counts are regular plurals.
    case .count(let count, let noun): unit = count == 1 ? String(noun.dropLast()) : noun
    case .number(_, let written): unit = written
    case .quantity, .interval, .text, .names, .flag: break
    }
    self.init(
      field: path, meaning: fact.meaning, value: value, unit: unit, interval: fact.intervalText,
      sources: evidence?.sources ?? [], asOf: evidence?.asOf, grade: evidence?.grade,
      note: fact.note, formula: nil)
  }

  /// A figure that follows from facts.
  static func derived(
    _ field: String, _ meaning: String, _ text: String, unit: String? = nil, formula: String,
    grade: EvidenceGrade? = nil, note: String? = nil
  ) -> FactRow {
    let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
    let splits = unit == nil && parts.count == 2
    return FactRow(
      field: field, meaning: meaning, value: splits ? parts[0] : text,
      unit: unit ?? (splits ? parts[1] : ""), interval: nil, sources: [], asOf: nil, grade: grade,
      note: note, formula: formula)
  }
}
