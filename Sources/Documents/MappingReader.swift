internal import Quantities

/// Reads one mapping whose keys are known, reporting every key that is not.
///
///     let fleet = ValueReader(document, into: problems).mapping(keys: ["accelerator", "replicas"])
///     let name = fleet?.required("accelerator")?.name(among: catalog.names, of: "accelerator")
///     let replicas = fleet?.optional("replicas")?.integer(in: 1...10_000) ?? 1
///
/// A missing key is not reported when an unknown one was probably meant to be it.
public struct MappingReader {
  public let mapping: DocumentMapping
  /// Where the mapping begins.
  public let location: SourceLocation
  public let path: DocumentPath
  public let problems: DiagnosticCollector
  private let probablyMeant: Set<String>

  init(
    _ mapping: DocumentMapping, at location: SourceLocation, path: DocumentPath, keys: [String],
    into problems: DiagnosticCollector
  ) {
    self.mapping = mapping
    self.location = location
    self.path = path
    self.problems = problems
    var probablyMeant: Set<String> = []
    for entry in mapping.entries where !keys.contains(entry.key) {
      let absent = keys.filter { mapping[$0] == nil }
      let nearest =
        NearestName.suggestion(for: entry.key, among: absent)
        ?? NearestName.suggestion(for: entry.key, among: keys)
      if let nearest { probablyMeant.insert(nearest) }
      problems.add(
        Diagnostic(
          at: entry.keyLocation, path: path.appending(key: entry.key),
          "no key is named \"\(entry.key.inOneLine)\" here", found: entry.key,
          expected: keys.isEmpty ? "no keys" : choices(keys, atMost: 40),
          suggestion: nearest.map { .name($0) }
            ?? .advice("remove it, or take one of the keys above")))
    }
    self.probablyMeant = probablyMeant
  }

  /// The value of a key that must be there; `nil`, and a problem, if it is not.
  public func required(_ key: String, expected: String? = nil) -> ValueReader? {
    if let value = optional(key) { return value }
    if !probablyMeant.contains(key) {
      problems.add(
        Diagnostic(
          at: location, path: path.appending(key: key), "the key \"\(key)\" is missing",
          expected: expected, suggestion: .advice("add a line `\(key): …`")))
    }
    return nil
  }

  /// The value of a key that may be left out.
  public func optional(_ key: String) -> ValueReader? {
    mapping[key].map { ValueReader($0, path: path.appending(key: key), into: problems) }
  }

  public func has(_ key: String) -> Bool { mapping[key] != nil }

  /// The place of the key itself, or of the mapping if the key is not there.
  public func keyLocation(_ key: String) -> SourceLocation {
    mapping.entry(key)?.keyLocation ?? location
  }

  /// Reports a problem of the mapping as a whole, such as keys that exclude each other.
  public func report(
    _ message: String, at key: String? = nil, found: String? = nil, expected: String? = nil,
    suggestion: Diagnostic.Suggestion? = nil
  ) {
    problems.add(
      Diagnostic(
        at: key.map(keyLocation) ?? location, path: key.map { path.appending(key: $0) } ?? path,
        message, found: found, expected: expected, suggestion: suggestion))
  }
}

/// At most sixteen names in a row, or their number.
func choices(_ names: [String], atMost most: Int = 30, see: String? = nil) -> String {
  if names.count > most {
    return "one of \(names.count) names" + (see.map { " (see `\($0)`)" } ?? "")
  }
  return names.count == 1 ? names[0] : "one of " + names.joined(separator: ", ")
}
