internal import Quantities

/// Reads one value as what its place asks for, reporting what does not fit.
///
/// Every method returns `nil` after it has reported why.
public struct ValueReader {
  public let node: DocumentNode
  public let path: DocumentPath
  public let problems: DiagnosticCollector

  public init(
    _ node: DocumentNode, path: DocumentPath = DocumentPath(), into problems: DiagnosticCollector
  ) {
    self.node = node
    self.path = path
    self.problems = problems
  }

  public init(_ document: Document, into problems: DiagnosticCollector) {
    self.init(document.root, into: problems)
  }

  public var location: SourceLocation { node.location }

  /// What stands here, in a few words.
  public var found: String {
    switch node.content {
    case .scalar(let scalar): scalar.isEmpty ? "nothing" : scalar.text
    case .sequence(let items): "a list of \(items.count)"
    case .mapping(let mapping):
      mapping.count == 1 ? "a mapping of one key" : "a mapping of \(mapping.count) keys"
    }
  }

  public func report(
    _ message: String, expected: String? = nil, suggestion: Diagnostic.Suggestion? = nil
  ) {
    problems.add(
      Diagnostic(
        at: location, path: path, message, found: found, expected: expected,
        suggestion: suggestion))
  }

  /// Text that is not empty.
  public func text(expected: @autoclosure () -> String = "text") -> String? {
    guard let scalar = node.scalar, !scalar.isEmpty, !scalar.isNull else {
      let isNothing = node.isEmpty || node.isNull
      report(
        isNothing ? "the value is missing" : "a single value belongs here", expected: expected())
      return nil
    }
    return scalar.text
  }

  /// What `parse` makes of the text. A ``TextProblem`` or an error of the
  /// unit notation is reported in its own words.
  ///
  /// What was expected is put into words only where something is wrong.
  public func value<Value>(
    expected: @autoclosure () -> String, parse: (String) throws -> Value
  ) -> Value? {
    guard let text = text(expected: expected()) else { return nil }
    do {
      return try parse(text)
    } catch let problem as TextProblem {
      report(
        problem.message, expected: problem.expected ?? expected(), suggestion: problem.suggestion)
    } catch let error as UnitNotationError {
      report(
        error.problem, expected: error.expected.joined(separator: " or "),
        suggestion: error.suggestion.map { .name($0) })
    } catch {
      report("\(error)", expected: expected())
    }
    return nil
  }

  /// The items, each read by `read`; `nil` if any of them failed.
  public func list<Value>(_ read: (ValueReader) -> Value?) -> [Value]? {
    guard let items = items() else { return nil }
    let values = items.map(read)
    let good = values.compactMap(\.self)
    return good.count == values.count ? good : nil
  }

  /// A reader for each item of a list.
  public func items() -> [ValueReader]? {
    guard let items = node.sequence else {
      report("a list belongs here", expected: "a list, such as [a, b]")
      return nil
    }
    return items.enumerated().map { index, item in
      ValueReader(item, path: path.appending(index: index), into: problems)
    }
  }

  /// A mapping of the known `keys`; every other key is reported at once.
  public func mapping(keys: [String]) -> MappingReader? {
    guard let mapping = checkedMapping() else { return nil }
    return MappingReader(mapping, at: location, path: path, keys: keys, into: problems)
  }

  /// The entries of a mapping whose keys are names that the user chooses.
  public func entries() -> [(key: String, keyLocation: SourceLocation, value: ValueReader)]? {
    checkedMapping()?.entries.map { entry in
      let path = path.appending(key: entry.key)
      return (entry.key, entry.keyLocation, ValueReader(entry.value, path: path, into: problems))
    }
  }

  private func checkedMapping() -> DocumentMapping? {
    guard let mapping = node.mapping else {
      report("a mapping belongs here", expected: "keys and values, or {} for none")
      return nil
    }
    return mapping
  }
}

/// Why a text is not a value of some kind, thrown by parsers that know more than "no".
public struct TextProblem: Error, Sendable, Hashable {
  public let message: String
  public let expected: String?
  public let suggestion: Diagnostic.Suggestion?

  public init(
    _ message: String, expected: String? = nil, suggestion: Diagnostic.Suggestion? = nil
  ) {
    self.message = message
    self.expected = expected
    self.suggestion = suggestion
  }
}
