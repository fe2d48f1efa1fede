import Documents
import Quantities

/// Reads a mapping of a data file by a table of fields, reporting whatever does not belong.
///
/// `source`, `grade` and `as-of` may stand in any mapping and hold for all numbers below it until
/// another mapping, or the number itself, states its own.
struct RecordReader {
  /// Evidence stated so far on the way from the entry down; what is missing may still come.
  struct Stated {
    var sources: [String] = []
    var asOf: String?
    var grade: EvidenceGrade?

    var complete: Evidence? {
      guard !sources.isEmpty, let asOf, let grade else { return nil }
      return Evidence(sources: sources, asOf: asOf, grade: grade)
    }

    /// What is not stated yet, as keys.
    var missing: [String] {
      [sources.isEmpty ? "source" : nil, grade == nil ? "grade" : nil, asOf == nil ? "as-of" : nil]
        .compactMap(\.self)
    }
  }

  static let evidenceKeys = ["source", "grade", "as-of", "note"]

  let needsEvidence: Bool
  let mustBeComplete: Bool

  func record(
    _ value: ValueReader, fields: [Field], stated: Stated, meaning: String = ""
  ) -> Record? {
    let ownEvidence = fields.map(\.key)
    let shared = Self.evidenceKeys.filter { !ownEvidence.contains($0) }
    guard let reader = value.mapping(keys: fields.map(\.key) + shared) else { return nil }
    let stated = evidence(in: reader, besides: stated, except: ownEvidence)
    var record = Record(at: value.location)
    for entry in reader.mapping.entries {
      guard let item = reader.optional(entry.key) else { continue }
      if let field = fields.first(where: { $0.key == entry.key }) {
        if let member = member(item, field: field, stated: stated) {
          record.append(entry.key, member)
        }
      } else if entry.key == "note", let text = item.text() {
        record.append("note", .fact(Self.remark(text, meaning: "Remark", at: item.location)))
      }
    }
    if mustBeComplete {
      for field in fields where field.isRequired && !reader.has(field.key) {
        _ = reader.required(field.key, expected: field.meaning.lowercased())
      }
    }
    return record
  }

  private func member(_ value: ValueReader, field: Field, stated: Stated) -> Record.Member? {
    switch field.content {
    case .value(let form):
      return fact(value, form: form, meaning: field.meaning, stated: stated).map { .fact($0) }
    case .group(let fields):
      return record(value, fields: fields, stated: stated).map { .group($0) }
    case .list(let fields):
      return value.list { record($0, fields: fields, stated: stated) }.map { .list($0) }
    }
  }

  private func fact(
    _ value: ValueReader, form: Form, meaning: String, stated: Stated
  ) -> Fact? {
    guard value.node.mapping != nil else {
      return fact(value, range: nil, note: nil, form: form, meaning: meaning, stated: stated)
    }
    guard let reader = value.mapping(keys: ["value", "range"] + Self.evidenceKeys),
      let plain = reader.required("value")
    else { return nil }
    let stated = evidence(in: reader, besides: stated, except: [])
    return fact(
      plain, range: reader.optional("range"), note: reader.optional("note")?.text(), form: form,
      meaning: meaning, stated: stated)
  }

  private func fact(
    _ value: ValueReader, range: ValueReader?, note: String?, form: Form, meaning: String,
    stated: Stated
  ) -> Fact? {
    guard let parsed = form.parse(value) else { return nil }
    let text =
      value.node.text ?? value.node.sequence?.compactMap(\.text).joined(separator: ", ") ?? ""
    if form.isNumeric, needsEvidence, stated.complete == nil {
      value.report(
        "the number does not say where it comes from",
        expected: stated.missing.joined(separator: ", ") + " here or in a mapping around it")
    }
    var interval: ClosedRange<Double>?
    if let range {
      interval = form.interval(range)
      if let interval, let magnitude = parsed.magnitude, !interval.contains(magnitude) {
        range.report("the value \(text) lies outside its range")
      }
    }
    return Fact(
      value: parsed, text: text, interval: interval, intervalText: range?.node.text,
      evidence: stated.complete, note: note, meaning: meaning, location: value.location,
      bounds: form.bounds)
  }

  /// The evidence that a mapping states, completed by that of the mappings around it.
  private func evidence(in reader: MappingReader, besides outer: Stated, except own: [String])
    -> Stated
  {
    var stated = outer
    if !own.contains("source"), let source = reader.optional("source") {
      let names =
        source.node.sequence == nil ? source.text().map { [$0] } : source.list { $0.text() }
      stated.sources = names ?? outer.sources
    }
    if !own.contains("grade"), let grade = reader.optional("grade") {
      stated.grade = grade.choice(of: EvidenceGrade.self, kind: "grade of evidence")
    }
    if !own.contains("as-of"), let date = reader.optional("as-of"), Form.date.parse(date) != nil {
      stated.asOf = date.node.text
    }
    return stated
  }

  private static func remark(_ text: String, meaning: String, at location: SourceLocation) -> Fact {
    Fact(
      value: .text(text), text: text, interval: nil, intervalText: nil, evidence: nil, note: nil,
      meaning: meaning, location: location)
  }
}

extension Fact.Value {
  /// The number in base units, of values that are numbers.
  var magnitude: Double? {
    switch self {
    case .quantity(let value, _), .number(let value, _): value
    case .count(let count, _): Double(count)
    case .interval, .text, .names, .flag: nil
    }
  }
}
