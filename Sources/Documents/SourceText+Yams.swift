internal import Yams

extension SourceText {
  func location(_ mark: Mark?) -> SourceLocation {
    guard let mark else { return SourceLocation(file: name) }
    return location(line: mark.line, column: mark.column)
  }

  /// The parser's complaint as a fact of ours.
  func translate(_ error: YamlError, limits: DocumentLimits) -> DocumentError {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      return translate(problem, at: mark, context: context, limits: limits)
    case .duplicatedKeysInMapping(let keys, let context):
      let key = restored(keys.first ?? "")
      let first = location(context.mark)
      return .duplicateKey(key, repetition(of: key, after: context.mark) ?? first, first: first)
    case .reader(let problem, _, _, _), .writer(let problem), .emitter(let problem),
      .representer(let problem):
      return .syntax(problem: problem, SourceLocation(file: name))
    case .no, .memory, .dataCouldNotBeDecoded:
      return .syntax(problem: "\(error)", SourceLocation(file: name))
    }
  }

  private func translate(
    _ problem: String, at mark: Mark, context: YamlError.Context?, limits: DocumentLimits
  ) -> DocumentError {
    let place = clamped(mark)
    if problem.contains("nesting level") {
      return .tooDeep(place, levels: 1_000, limit: limits.depth)
    }
    if problem.contains("another document") { return .severalDocuments(place) }
    if character(at: mark) == "\t" { return .tab(place) }
    let surroundings = context?.text ?? ""
    if surroundings.contains("quoted scalar"), problem.contains("end of stream"), let context {
      return .unclosedQuote(location(context.mark))
    }
    if surroundings.contains("flow"), let context, problem.contains("expected ','") {
      return .unclosedBracket(location(context.mark))
    }
    if surroundings.contains("block scalar"), let context, let first = character(at: context.mark) {
      return .reservedCharacter(Character(first), location(context.mark))
    }
    if problem.contains("cannot start any token"), let first = character(at: mark) {
      return .reservedCharacter(Character(first), place)
    }
    if problem.contains("mapping values are not allowed") { return .unexpectedColon(place) }
    let words = surroundings.isEmpty ? problem : "\(problem) \(surroundings)"
    return .syntax(problem: words, place)
  }

  /// The place of a mark; one behind a last line without a line break moves to that line's end.
  private func clamped(_ mark: Mark) -> SourceLocation {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard mark.line > lines.count, let last = lines.last else { return location(mark) }
    return location(line: lines.count, column: last.unicodeScalars.count + 1)
  }

  private func character(at mark: Mark) -> Unicode.Scalar? {
    guard let line = line(mark.line) else { return nil }
    return line.unicodeScalars.dropFirst(mark.column - 1).first
  }

  private func line(_ number: Int) -> Substring? {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return lines.indices.contains(number - 1) ? lines[number - 1] : nil
  }

  /// Where a key of a block mapping stands again; the parser tells only the first place.
  private func repetition(of key: String, after mark: Mark) -> SourceLocation? {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for number in lines.indices.dropFirst(mark.line) {
      let line = lines[number].unicodeScalars
      let indent = line.prefix { $0 == " " }.count
      if indent == line.count { continue }
      if indent < mark.column - 1 { return nil }
      let rest = restored(String(line.dropFirst(mark.column - 1)))
      for spelling in [key, "\"\(key)\"", "'\(key)'"]
      where indent == mark.column - 1 && rest.hasPrefix(spelling) {
        let end = rest.dropFirst(spelling.count).first { $0 != " " }
        if end == ":" { return location(line: number + 1, column: mark.column) }
      }
    }
    return nil
  }
}
