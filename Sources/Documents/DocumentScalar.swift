/// Text as it was written, and whether it stood in quotes.
public struct DocumentScalar: Sendable {
  public enum Style: Sendable, Hashable {
    /// Written bare.
    case plain
    /// Written in quotes or as a block of text, so that it can only be meant as text.
    case quoted
  }

  public let text: String
  public let style: Style

  public init(_ text: String, style: Style = .plain) {
    self.text = text
    self.style = style
  }

  /// Whether this is a plain `~` or `null`, which in a child document removes the parent's key.
  public var isNull: Bool { style == .plain && (text == "~" || text == "null") }

  /// Whether nothing was written at all.
  public var isEmpty: Bool { style == .plain && text.isEmpty }
}

extension DocumentScalar: Hashable {
  /// Quotes make a difference only where they keep `~`, `null` or nothing from being meant.
  public static func == (a: Self, b: Self) -> Bool {
    a.text == b.text && a.isNull == b.isNull && a.isEmpty == b.isEmpty
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
