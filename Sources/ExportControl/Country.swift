/// A country or territory by its two-letter code (ISO 3166-1), such as `CN`.
public struct Country: Sendable, Hashable, Comparable {
  /// Both letters in one number, which compares faster than a text.
  private let letters: UInt16

  /// - Precondition: the code is two capital letters.
  public init(_ code: String) {
    precondition(Self.isCode(code), "\"\(code)\" is no code of a country")
    letters = code.utf8.reduce(0) { $0 << 8 | UInt16($1) }
  }

  public var code: String {
    String(decoding: [UInt8(letters >> 8), UInt8(letters & 0xFF)], as: UTF8.self)
  }

  /// Whether a text has the form of a code.
  public static func isCode(_ text: String) -> Bool {
    text.utf8.count == 2
      && text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
  }

  public static let china = Country("CN")
  public static let unitedStates = Country("US")

  public static func < (a: Self, b: Self) -> Bool { a.letters < b.letters }
}

extension Country: CustomStringConvertible {
  public var description: String { code }
}
