/// Why a text cannot be read as a document, or a document not be changed as asked.
public enum DocumentError: Error, Sendable, Hashable {
  case missingFile(path: String, nearest: String?)
  case directory(path: String)
  case unreadableFile(path: String, reason: String)
  case tooLarge(name: String, bytes: Int, limit: Int)
  case emptyDocument(name: String)
  /// A byte, at an offset from zero, that text does not contain.
  case notText(SourceLocation, offset: Int, byte: UInt8)
  case tooDeep(SourceLocation, levels: Int, limit: Int)
  case tooManyNodes(SourceLocation, count: Int, limit: Int)
  case tooManyAliasedNodes(SourceLocation, count: Int, limit: Int)
  case duplicateKey(String, SourceLocation, first: SourceLocation)
  case tab(SourceLocation)
  case severalDocuments(SourceLocation)
  case directive(SourceLocation)
  case mergeKey(SourceLocation)
  case tag(String, SourceLocation)
  case undefinedAlias(String, SourceLocation)
  case malformedAlias(String, SourceLocation)
  /// A list, a mapping or an alias in the place of a key.
  case keyNotText(SourceLocation)
  case unclosedQuote(SourceLocation)
  case unclosedBracket(SourceLocation)
  /// Text that begins with a character that YAML gives another meaning.
  case reservedCharacter(Character, SourceLocation)
  /// A colon where no key can stand: inside a value, or behind a key that is indented too far.
  case unexpectedColon(SourceLocation)
  /// Another break of the grammar, in the parser's words.
  case syntax(problem: String, SourceLocation)
  case malformedPath(String, SourceLocation)
  /// A path that leads through text as if it were a mapping or a list.
  case notAContainer(DocumentPath, found: String, SourceLocation)
  case indexOutOfRange(DocumentPath, count: Int, SourceLocation)
  case keyInSequence(DocumentPath, key: String, SourceLocation)
  case missingEqualsSign(String, SourceLocation)
}
