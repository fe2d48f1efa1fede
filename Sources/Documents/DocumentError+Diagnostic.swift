extension DocumentError {
  /// The problem in words.
  public var diagnostic: Diagnostic {
    switch self {
    case .missingFile(let path, let nearest):
      Diagnostic(
        at: SourceLocation(file: path), "no such file",
        suggestion: nearest.map { .name($0) } ?? .advice("check the folder and the spelling"))
    case .directory(let path):
      Diagnostic(
        at: SourceLocation(file: path), "this is a folder", expected: "a YAML file",
        suggestion: .advice("name a file inside it"))
    case .unreadableFile(let path, let reason):
      Diagnostic(
        at: SourceLocation(file: path), "the file cannot be read", found: reason,
        expected: "a readable YAML file",
        suggestion: .advice("allow reading it, or name another file"))
    case .tooLarge(let name, let bytes, let limit):
      Diagnostic(
        at: SourceLocation(file: name), "the file is too large", found: "\(bytes) bytes",
        expected: "at most \(limit) bytes",
        suggestion: .advice("keep bulk data in a CSV file beside the document"))
    case .emptyDocument(let name):
      Diagnostic(
        at: SourceLocation(file: name), "the document is empty", found: "nothing but white space",
        expected: "keys and values", suggestion: .advice("write at least one line `key: value`"))
    case .notText(let location, let offset, let byte):
      Diagnostic(
        at: location, "this is not text",
        found: "byte 0x\(hexadecimal(byte)) at offset \(offset)", expected: "UTF-8 text",
        suggestion: .advice("name a YAML file, or save this one as UTF-8"))
    case .tooDeep(let location, let levels, let limit):
      Diagnostic(
        at: location, "lists and mappings are nested too deep",
        found: "\(levels) levels or more", expected: "at most \(limit) levels",
        suggestion: .advice("close a bracket that was left open, or flatten the document"))
    case .tooManyNodes(let location, let count, let limit):
      Diagnostic(
        at: location, "the document has too many nodes", found: "\(count) or more",
        expected: "at most \(limit)",
        suggestion: .advice("keep bulk data in a CSV file beside the document"))
    case .tooManyAliasedNodes(let location, let count, let limit):
      Diagnostic(
        at: location, "the aliases expand to too many nodes", found: "\(count) or more",
        expected: "at most \(limit)", suggestion: .advice("write out what the alias stands for"))
    case .duplicateKey(let key, let location, let first):
      Diagnostic(
        at: location, "the key \"\(key.inOneLine)\" stands twice",
        found: location == first
          ? "another below in the same mapping" : "the first at \(first.fileAndLine)",
        expected: "each key once", suggestion: .advice("remove or rename one of them"))
    case .tab(let location):
      Diagnostic(
        at: location, "a tab stands where white space has a meaning", found: "a tab",
        expected: "spaces", suggestion: .advice("replace the tab with spaces"))
    case .severalDocuments(let location):
      Diagnostic(
        at: location, "a second document begins", expected: "one document per file",
        suggestion: .advice("move what follows to a file of its own"))
    case .directive(let location):
      Diagnostic(
        at: location, "directives are not read", expected: "no line that begins with %",
        suggestion: .advice("remove the line"))
    case .mergeKey(let location):
      Diagnostic(
        at: location, "merge keys are not read", found: "<<", expected: "a key",
        suggestion: .advice("repeat the keys, or put them in a file and name it in `extends`"))
    case .tag(let tag, let location):
      Diagnostic(
        at: location, "tags are not read", found: tag, expected: "a value without a tag",
        suggestion: .advice("remove the tag: the place decides how a value is read"))
    case .undefinedAlias(let name, let location):
      Diagnostic(
        at: location, "no anchor is named \"\(name.inOneLine)\" above this line",
        found: "*\(name)", expected: "the name of an anchor &name that ends above",
        suggestion: .advice("quote the text if no alias is meant"))
    case .malformedAlias(let text, let location):
      Diagnostic(
        at: location, "an alias is a * and a name, and stands alone", found: text,
        expected: "*name", suggestion: .advice("quote the text if no alias is meant"))
    case .keyNotText(let location):
      Diagnostic(
        at: location, "a list, a mapping or an alias stands where a key belongs",
        expected: "a key of plain text", suggestion: .advice("quote the key if text is meant"))
    case .unclosedQuote(let location):
      Diagnostic(
        at: location, "the quote that begins here is not closed",
        expected: "a closing quote", suggestion: .advice("add it at the end of the value"))
    case .unclosedBracket(let location):
      Diagnostic(
        at: location, "the bracket that opens here is not closed in order",
        expected: "a comma or the closing bracket",
        suggestion: .advice("add what is missing between here and the end of the value"))
    case .reservedCharacter(let character, let location):
      Diagnostic(
        at: location, "text that begins with \(character) must stand in quotes",
        found: "\(character)", expected: "a letter, a digit or a quote",
        suggestion: .advice("put the whole value in quotes"))
    case .unexpectedColon(let location):
      Diagnostic(
        at: location, "a colon stands where no key can be", found: ":",
        expected: "one key and one value on a line, aligned with the other keys",
        suggestion: .advice("put the value in quotes if the colon is part of it, or align the key"))
    case .syntax(let problem, let location):
      location.file.hasSuffix(".json")
        ? Diagnostic(
          at: location, "this is not JSON: \(problem)", expected: "\"key\": value, …",
          suggestion: .advice("check the commas, the quotes and the brackets on and above the line")
        )
        : Diagnostic(
          at: location, "this is not YAML: \(problem)", expected: "`key: value` lines",
          suggestion: .advice(
            "check the indentation, the colons and the quotes on and above the line"))
    case .malformedPath(let text, let location):
      Diagnostic(
        at: location, "this is not the path of a key", found: text,
        expected: "keys between dots, such as fleet.plan.tensor or figures[0]",
        suggestion: .advice("quote a key that holds a dot: alternatives.\"with fp8.1\""))
    case .notAContainer(let path, let found, let location):
      Diagnostic(
        at: location, path: path, "this is a value and has no keys", found: found,
        expected: "a mapping", suggestion: .advice("set \(path) itself"))
    case .indexOutOfRange(let path, let count, let location):
      Diagnostic(
        at: location, path: path, "the list has no such place", expected: "0 to \(count)",
        suggestion: .advice("count from 0; the place \(count) appends"))
    case .keyInSequence(let path, let key, let location):
      Diagnostic(
        at: location, path: path, "this is a list and has no keys", found: key,
        expected: "a place counted from 0, such as \(path)[0]",
        suggestion: .advice("write the place in brackets"))
    case .missingEqualsSign(let text, let location):
      Diagnostic(
        at: location, "a setting needs an equals sign", found: text, expected: "path=value",
        suggestion: .advice("write fleet.replicas=4"))
    }
  }
}

extension DocumentError: CustomStringConvertible {
  public var description: String { diagnostic.description }
}

private func hexadecimal(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16, uppercase: true)
  return digits.count == 1 ? "0" + digits : digits
}
