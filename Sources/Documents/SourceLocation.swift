/// The place in a file, or in a command-line option, at which a piece of text stands.
public struct SourceLocation: Sendable, Hashable {
  /// A line and a column, both counted from one; columns count Unicode scalars.
  public struct Position: Sendable, Hashable, Comparable {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }

    public static func < (a: Self, b: Self) -> Bool {
      (a.line, a.column) < (b.line, b.column)
    }
  }

  /// The name of the file as the user wrote it, or of an option such as `--set`.
  public let file: String

  /// The place inside the file; `nil` where the file as a whole is meant.
  public let position: Position?

  /// The whole of a file.
  public init(file: String) {
    self.file = file
    self.position = nil
  }

  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.position = Position(line: line, column: column)
  }

  public var line: Int? { position?.line }
  public var column: Int? { position?.column }

  /// The file and the line without the column, as comments of origin print it.
  public var fileAndLine: String {
    guard let position else { return file }
    return "\(file):\(position.line)"
  }
}

extension SourceLocation: Comparable {
  /// Orders by file, then line, then column; a whole file precedes the places in it.
  public static func < (a: Self, b: Self) -> Bool {
    if a.file != b.file { return a.file < b.file }
    switch (a.position, b.position) {
    case (let x?, let y?): return x < y
    case (nil, _?): return true
    case (_, nil): return false
    }
  }
}

extension SourceLocation: CustomStringConvertible {
  public var description: String {
    guard let position else { return file }
    return "\(file):\(position.line):\(position.column)"
  }
}
