import Documents
import ExportControl
import Quantities

extension RuleReader {
  /// The places that two keys name.
  func places(_ key: String, _ exceptions: String?, of entry: CatalogEntry) -> Places {
    var result = Places()
    if let fact = entry.record.fact(key) {
      for name in entry.record.names(key) {
        place(name, at: fact, entry, key, group: &result.groups, country: &result.countries)
      }
    }
    if let exceptions, let fact = entry.record.fact(exceptions) {
      for name in entry.record.names(exceptions) {
        place(
          name, at: fact, entry, exceptions, group: &result.exceptGroups,
          country: &result.exceptCountries)
      }
    }
    return result
  }

  private func place(
    _ name: String, at fact: Fact, _ entry: CatalogEntry, _ key: String, group: inout [String],
    country: inout [Country]
  ) {
    if groups.contains(name) {
      group.append(name)
    } else if let found = countries.byWord[name.lowercased()] {
      country.append(found)
    } else {
      report(
        "no country and no group of countries is named \"\(name)\"", at: fact, entry, key,
        expected: "names that `bessemer catalog list groups` or `… list countries` shows",
        suggestion: NearestName.suggestion(for: name, among: groups + countries.words))
    }
  }

  /// The country of a name that a fact states.
  func country(_ name: String, at fact: Fact, of entry: CatalogEntry) -> Country? {
    if let found = countries.byWord[name.lowercased()] { return found }
    problems.add(
      Diagnostic(
        at: fact.location, path: DocumentPath([.key(entry.name)]),
        "no country is named \"\(name)\"",
        expected: "a name or a code that `bessemer catalog list countries` shows",
        suggestion: NearestName.suggestion(for: name.lowercased(), among: countries.words)
          .map { .name($0) }))
    return nil
  }

  func names(
    _ key: String, of entry: CatalogEntry, among known: [String], kind: CatalogKind
  ) -> [String] {
    guard let fact = entry.record.fact(key) else { return [] }
    return names(entry.record.names(key), at: fact, entry, key, among: known, kind: kind)
  }

  /// Those of the names that are known; the rest is reported.
  func names(
    _ names: [String], at fact: Fact, _ entry: CatalogEntry, _ key: String, among known: [String],
    kind: CatalogKind
  ) -> [String] {
    names.filter { name in
      if known.contains(name) { return true }
      report(
        "no \(kind.singular) is named \"\(name)\"", at: fact, entry, key,
        expected: "one of \(known.count) names (see `\(kind.listCommand)`)",
        suggestion: NearestName.suggestion(for: name, among: known))
      return false
    }
  }

  func choices<Choice: RawRepresentable & CaseIterable>(
    _ key: String, of entry: CatalogEntry, _ type: Choice.Type
  ) -> [Choice] where Choice.RawValue == String {
    guard let fact = entry.record.fact(key) else { return [] }
    return entry.record.names(key).compactMap { choice($0, at: fact, entry, key, type) }
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ word: String, at fact: Fact, _ entry: CatalogEntry, _ key: String, _ type: Choice.Type
  ) -> Choice? where Choice.RawValue == String {
    if let choice = Choice(rawValue: word) { return choice }
    let known = Choice.allCases.map(\.rawValue)
    report(
      "there is no \"\(word)\" here", at: fact, entry, key,
      expected: "one of " + known.joined(separator: ", "),
      suggestion: NearestName.suggestion(for: word, among: known))
    return nil
  }

  /// The first and the last day that a fact means.
  func first(of fact: Fact) -> CalendarDate? { try? CalendarPeriod(fact.text).first }
  func last(of fact: Fact) -> CalendarDate? { try? CalendarPeriod(fact.text).last }

  /// The way to a key, or a way, below an entry.
  static func path(_ entry: CatalogEntry, _ key: String) -> DocumentPath {
    DocumentPath([.key(entry.name)] + (DocumentPath(key)?.components ?? [.key(key)]))
  }

  func report(
    _ message: String, at fact: Fact, _ entry: CatalogEntry, _ key: String, expected: String,
    suggestion: String? = nil
  ) {
    problems.add(
      Diagnostic(
        at: fact.location, path: Self.path(entry, key), message,
        found: fact.text, expected: expected, suggestion: suggestion.map { .name($0) }))
  }
}
