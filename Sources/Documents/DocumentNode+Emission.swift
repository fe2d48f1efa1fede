extension DocumentNode {
  /// What is noted behind the leaves of an emitted document.
  public enum Annotation: Sendable {
    case none
    /// `# file:line` of the place that set the leaf.
    case origins
  }

  /// The tree as YAML text; reading it again gives an equal tree.
  public func yaml(annotation: Annotation = .none) -> String {
    var lines: [String] = []
    emit(after: "", indent: 0, annotation: annotation, into: &lines)
    return lines.joined(separator: "\n") + "\n"
  }

  /// Writes this node behind `prefix`, which is a key with its colon, a dash, or nothing.
  private func emit(
    after prefix: String, indent: Int, annotation: Annotation, into lines: inout [String]
  ) {
    let margin = String(repeating: " ", count: indent)
    switch content {
    case .scalar(let scalar):
      leaf(prefix, scalar.yaml, annotation: annotation, into: &lines)
    case .sequence(let items) where items.isEmpty:
      leaf(prefix, "[]", annotation: annotation, into: &lines)
    case .mapping(let mapping) where mapping.isEmpty:
      leaf(prefix, "{}", annotation: annotation, into: &lines)
    case .sequence(let items):
      if !prefix.isEmpty { lines.append(prefix) }
      for item in items {
        item.emit(after: margin + "-", indent: indent + 2, annotation: annotation, into: &lines)
      }
    case .mapping(let mapping):
      if !prefix.isEmpty { lines.append(prefix) }
      for entry in mapping.entries {
        let key = DocumentScalar(entry.key, style: entry.key.isEmpty ? .quoted : .plain).yaml
        entry.value.emit(
          after: "\(margin)\(key):", indent: indent + 2, annotation: annotation, into: &lines)
      }
    }
  }

  private func leaf(
    _ prefix: String, _ text: String, annotation: Annotation, into lines: inout [String]
  ) {
    var line = prefix
    if !text.isEmpty { line += prefix.isEmpty ? text : " \(text)" }
    if case .origins = annotation { line += "  # \(location.fileAndLine.inOneLine)" }
    lines.append(line)
  }
}

extension DocumentScalar {
  /// The text as it can stand behind a key, in quotes where it would mean something else bare.
  var yaml: String {
    if isEmpty || isNull { return text }
    return style == .plain && text.isSafePlain ? text : text.inDoubleQuotes
  }
}

extension String {
  /// Whether the text reads back as itself in any place, without quotes.
  fileprivate var isSafePlain: Bool {
    guard let first = unicodeScalars.first, let last = unicodeScalars.last else { return false }
    let isSafeStart =
      first.properties.isAlphabetic || "0123456789.+/<=(^~$".unicodeScalars.contains(first)
    let isNegative =
      first == "-" && (unicodeScalars.dropFirst().first?.properties.numericType != nil)
    guard isSafeStart || isNegative, last != ":", last != " ", self != "~", self != "null",
      self != "<<",
      !hasPrefix("..."), !hasPrefix("---"), !contains(": "), !contains(" #")
    else { return false }
    return unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "[", "]", "{", "}", ",", "\"", "'", "`", "&", "*", "!", "|", "\t": false
      default:
        scalar.value >= 0x20 && scalar.value != 0x7F
          && !(0x80...0x9F).contains(scalar.value) && scalar.value != 0x2028
          && scalar.value != 0x2029
          && scalar.value != 0xA0 && scalar.value != 0xFEFF
      }
    }
  }

  fileprivate var inDoubleQuotes: String {
    var result = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .format, .unassigned:
          let digits = String(scalar.value, radix: 16, uppercase: true)
          result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
