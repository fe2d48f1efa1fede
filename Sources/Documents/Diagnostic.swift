/// One problem of the user's input, with all that is needed to mend it.
public struct Diagnostic: Sendable, Hashable {
  public enum Suggestion: Sendable, Hashable {
    /// A name that was probably meant.
    case name(String)
    /// What to do, as an imperative sentence without a full stop.
    case advice(String)
  }

  public let location: SourceLocation
  /// The place in the document's tree; the root where the document as a whole is meant.
  public let path: DocumentPath
  /// What is wrong, as a clause without a full stop.
  public let message: String
  /// What stands there.
  public let found: String?
  /// What should stand there.
  public let expected: String?
  public let suggestion: Suggestion?

  public init(
    at location: SourceLocation, path: DocumentPath = DocumentPath(), _ message: String,
    found: String? = nil, expected: String? = nil, suggestion: Suggestion? = nil
  ) {
    self.location = location
    self.path = path
    self.message = message
    self.found = found
    self.expected = expected
    self.suggestion = suggestion
  }
}

extension Diagnostic: CustomStringConvertible {
  /// The one form in which input problems are printed:
  ///
  ///     Scenarios/serve-70b.yaml:14:16: fleet.accelerator: no accelerator is named "h10O"
  ///       found     h10O
  ///       expected  one of 79 names (see `bessemer catalog list accelerators`)
  ///       did you mean "h100-sxm"?
  public var description: String {
    var lines = ["\(location): " + (path.isRoot ? "" : "\(path): ") + message]
    if let found { lines.append("  found     \(found.inOneLine)") }
    if let expected { lines.append("  expected  \(expected)") }
    switch suggestion {
    case .name(let name): lines.append("  did you mean \"\(name)\"?")
    case .advice(let advice): lines.append("  fix       \(advice)")
    case nil: break
    }
    return lines.joined(separator: "\n")
  }
}

extension String {
  /// At most 60 characters, without line breaks or control characters.
  var inOneLine: String {
    var line = ""
    for scalar in unicodeScalars.prefix(61) {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: line += "\u{2423}"
      default: line.unicodeScalars.append(scalar)
      }
    }
    return unicodeScalars.count > 60 ? String(line.prefix(60)) + "…" : line
  }
}
