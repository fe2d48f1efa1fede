import Documents
import ExportControl
import Foundation
import Quantities
import ReferenceData

extension SupplyReader {
  /// Which rules hold; nil after problems were reported.
  func ruleTerms() -> SupplyScenario.RuleTerms? {
    let base = keys.optional("supply.rules.base")?.tabulatedName(of: "rule book")
    let importer = keys.optional("supply.rules.importer")?.tabulatedName(of: "importer policy")
    guard let base, let importer else { return nil }
    let book: RuleBook
    do { book = try catalog.ruleBook() } catch {
      problems.add(Diagnostic(at: variant.root.location, "\(error)"))
      return nil
    }
    var changes: [RuleBookChange] = []
    var isSound = true
    if base == "none" {
      for name in ["without", "with", "changes", "with-from"] {
        keys.stated("supply.rules.\(name)")?.report(
          "there is no rule to change", expected: "`base: current`",
          suggestion: .advice("remove `base: none`, or this"))
      }
      changes.append(.none)
    }
    if importer == "none" {
      changes.append(.without(book.rules.filter { $0.subject == .importer }.map(\.id)))
    }
    func add(_ change: RuleBookChange?, at reader: ValueReader) {
      guard let change else {
        isSound = false
        return
      }
      do {
        _ = try book.applying([change])
        changes.append(change)
      } catch {
        reader.report("\(error)", expected: Self.expectation(error))
        isSound = false
      }
    }
    for (reader, name) in names(under: "supply.rules.without", in: book) {
      add(name.map { .without([$0]) }, at: reader)
    }
    let date = keys.stated("supply.rules.with-from").map { self.date(of: $0) }
    if case .some(.none) = date { return nil }
    for (reader, name) in names(under: "supply.rules.with", in: book) {
      add(name.map { .with($0, from: date ?? nil) }, at: reader)
    }
    let cases = keys.stated("supply.rules.changes")?.entries() ?? []
    for (name, place, value) in cases {
      guard let rule = book.rule(name) else {
        problems.add(
          Diagnostic(
            at: place, path: value.path, "no rule is named \"\(name)\"", found: name,
            expected: "a rule of `bessemer catalog list rules`",
            suggestion: NearestName.suggestion(for: name, among: book.rules.map(\.id))
              .map { .name($0) }))
        isSound = false
        continue
      }
      let own = self.changes(of: rule)
      for (change, reader) in own { add(change, at: reader) }
      if isSound, !holdsAtAll(rule, under: own.compactMap(\.0), in: book) {
        value.report(
          "the rule ends before it begins", expected: "`from` before `until`",
          suggestion: .advice("state another date, or the rule under `without`"))
        isSound = false
      }
    }
    return isSound
      ? SupplyScenario.RuleTerms(
        isEmpty: base == "none", changes: changes, hasImporterPolicies: importer != "none")
      : nil
  }

  /// What would do in the place of a change that does not fit the rules: the thresholds that there
  /// are, as a scenario moves them.
  private static func expectation(_ error: any Error) -> String {
    func moved(_ measure: Measure, _ value: Double) -> String {
      "\(measure.unit == "GB/s" ? measure.format(value) : measure.number(value)) becomes …"
    }
    switch error as? RuleError {
    case .severalThresholds(_, let measure, let values):
      return values.map { moved(measure, $0) }.joined(separator: ", or ")
    case .noThreshold(let id, let measure, let known):
      let own = known.filter { $0.measure == measure }
      if !own.isEmpty { return own.map { moved(measure, $0.threshold) }.joined(separator: ", or ") }
      let others = known.map(\.measure.rawValue)
      return others.isEmpty
        ? "a date or a figure of \(id), which has no threshold"
        : "a threshold that \(id) has: \(Set(others).sorted().joined(separator: ", "))"
    default: return "see `bessemer catalog list rules`"
    }
  }

  /// Whether a rule that begins or ends on other days still has days on which it binds.
  private func holdsAtAll(
    _ rule: ExportRule, under changes: [RuleBookChange], in book: RuleBook
  ) -> Bool {
    guard let changed = (try? book.applying(changes))?.rule(rule.id), let binding = changed.binding,
      let last = changed.last
    else { return true }
    return binding <= last
  }

  /// The rules of a list, each nil after it was reported.
  private func names(under path: String, in book: RuleBook) -> [(ValueReader, String?)] {
    guard let reader = keys.stated(path) else { return [] }
    let items = reader.node.sequence == nil ? [reader] : reader.items() ?? []
    return items.map { item in
      (
        item,
        item.name(
          among: book.rules.map(\.id), of: "rule", see: "bessemer catalog list rules")
      )
    }
  }

  /// What the scenario changes in one rule, nil for what cannot be read.
  private func changes(of rule: ExportRule) -> [(RuleBookChange?, ValueReader)] {
    func reader(_ key: String) -> ValueReader? {
      keys.stated("supply.rules.changes.\(rule.id).\(key)")
    }
    var found: [(RuleBookChange?, ValueReader)] = []
    if let reader = reader("from") {
      found.append((date(of: reader).map { .begins([rule.id], $0) }, reader))
    }
    if let reader = reader("until") {
      found.append((date(of: reader).map { .ends(rule.id, $0) }, reader))
    }
    for measure in Measure.movable {
      guard let reader = reader(measure.rawValue) else { continue }
      found.append(
        (
          threshold(of: measure, reader).map { old, new in
            .threshold(rule: rule.id, measure, from: old, to: new)
          }, reader
        ))
    }
    for parameter in RuleParameter.ofSupply {
      guard let reader = reader(parameter.rawValue) else { continue }
      found.append(
        (
          reader.tabulatedNumber().map {
            .parameter(rule: rule.id, parameter, $0)
          }, reader
        ))
    }
    if found.isEmpty {
      keys.stated("supply.rules.changes.\(rule.id)")?.report(
        "nothing changes in this rule", expected: "a date, a threshold or a figure of it",
        suggestion: .advice("state one, or remove the rule from `changes`"))
    }
    return found
  }

  /// A threshold in base units, with the one whose place it takes where that is stated.
  private func threshold(of measure: Measure, _ reader: ValueReader) -> (Double?, Double)? {
    let expected = ScenarioKeys.key(reader.path.description)?.expected ?? "a threshold"
    return reader.value(expected: expected) { text in
      let parts = text.components(separatedBy: " becomes ")
      guard parts.count <= 2 else {
        throw TextProblem("a threshold becomes one other", expected: expected)
      }
      let values = try parts.map { part in
        measure.unit == "GB/s"
          ? try UnitNotation().parse(part, as: BytesPerSecond.self).value
          : try UnitNotation().number(part)
      }
      guard values.allSatisfy({ $0 > 0 && $0.isFinite }) else {
        throw TextProblem("a threshold is more than nothing", expected: expected)
      }
      return values.count == 2 ? (values[0], values[1]) : (nil, values[0])
    }
  }
}
