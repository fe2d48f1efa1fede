import Documents
import Foundation
import Quantities
import Stochastics

extension EngineFit {
  /// A catalog file with a profile like the fitted one, its host terms in the place of the old.
  ///
  /// Each term has its 90 % range, `e^(±1.645·σ)` by the standard error σ of its logarithm, or says
  /// why the rows give it none.
  ///
  /// - Parameters:
  ///   - name: of the entry; none that the catalog has.
  ///   - source: where the measurements stand.
  ///   - date: a year, a month or a day.
  public func yaml(named name: String, source: String, date: String, heading: [String]) -> String {
    Self.yaml(
      of: profile, named: name, source: source, date: date, heading: heading,
      terms: estimates.map(EngineTerm.init), note: note)
  }

  /// A file of the same name, source and date before anything is fitted, by which the catalog can
  /// tell whether it would read them.
  public static func emptyYAML(
    of profile: String, named name: String, source: String, date: String
  ) -> String {
    let nothing = EngineTerm(key: EngineTerm.clientDelay, value: "0 s", range: nil, note: nil)
    return yaml(
      of: profile, named: name, source: source, date: date, heading: [], terms: [nothing],
      note: "nothing was fitted")
  }

  private static func yaml(
    of profile: String, named name: String, source: String, date: String, heading: [String],
    terms: [EngineTerm], note: String
  ) -> String {
    let nodes = terms.map { ($0.key, $0.node(source: source, date: date)) }
    let host = nodes.filter { $0.0 != EngineTerm.clientDelay }
    let entry =
      [("like", .word(profile)), ("title", .word("\(name), own measurements"))]
      + (host.isEmpty ? [] : [("overhead", .entries(host))])
      + nodes.filter { $0.0 == EngineTerm.clientDelay }
      + [("note", .word(note))]
    return heading.map { "# \($0)\n" }.joined()
      + DocumentNode.entries([("engines", .entries([(name, .entries(entry))]))]).yaml()
  }

  /// What the copied profile says of its own fit does not hold of this one.
  private var note: String {
    func percent(_ errors: [Double]) -> String {
      UnitNotation.format(100 * errors.map(abs).quantile(0.5), significantDigits: 2) + " %"
    }
    let sentences = errors.map { error in
      "\(error.metric) \(percent(error.fitted)) (median) on \(error.fitted.count) rows"
        + (error.leftOut.isEmpty
          ? "" : ", \(percent(error.leftOut)) on rows left out by source and model")
    }
    return "errors of the fit: " + sentences.joined(separator: "; ")
  }
}

/// One host term as a catalog states it.
private struct EngineTerm {
  static let clientDelay = "client-delay"

  let key: String
  let value: String
  let range: String?
  let note: String?

  init(key: String, value: String, range: String?, note: String?) {
    self.key = key
    self.value = value
    self.range = range
    self.note = note
  }

  init(_ estimate: RobustFit.Estimate) {
    func text(_ value: Double) -> String { EngineFit.text(value, of: estimate.parameter) }
    key = estimate.parameter.name
    value = text(estimate.value)
    switch estimate.standing {
    case .identified:
      // The 95th percentile of the normal distribution.
      let factor = estimate.standardError.map { exp(1.645 * $0) }
      range = factor.map { "\(text(estimate.value / $0)) to \(text(estimate.value * $0))" }
      note = nil
    case .atBound, .undetermined:
      range = nil
      note = EngineFit.words(on: estimate.standing)
    }
  }

  func node(source: String, date: String) -> DocumentNode {
    .entries(
      [("value", .word(value))] + (range.map { [("range", .word($0))] } ?? [])
        + [("source", .word(source)), ("as-of", .word(date)), ("grade", .word("measured"))]
        + (note.map { [("note", .word($0))] } ?? []))
  }
}

extension DocumentNode {
  private static let nowhere = SourceLocation(file: "")

  fileprivate static func word(_ text: String) -> DocumentNode { DocumentNode(text, at: nowhere) }

  fileprivate static func entries(_ entries: [(String, DocumentNode)]) -> DocumentNode {
    let entries = entries.map {
      DocumentMapping.Entry(key: $0.0, keyLocation: nowhere, value: $0.1)
    }
    return DocumentNode(.mapping(DocumentMapping(entries)), at: nowhere)
  }
}
