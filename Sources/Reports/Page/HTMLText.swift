internal import Foundation

/// Text that may stand in a page as it is, in an element or between quotes in an attribute.
///
/// The template inserts only this type, so that nothing reaches a page unescaped by oversight.
struct HTMLText: CustomStringConvertible, Equatable {
  let html: String

  var description: String { html }

  /// A plain text.
  ///
  /// It looks at scalars: a mark with an accent on it is one character and still a mark. Control
  /// characters, which a page may not hold, are replaced; line breaks stay.
  init(_ plain: String) {
    var scalars = String.UnicodeScalarView()
    for scalar in plain.replacing("\r\n", with: "\n").unicodeScalars {
      switch scalar {
      case "&": scalars.append(contentsOf: "&amp;".unicodeScalars)
      case "<": scalars.append(contentsOf: "&lt;".unicodeScalars)
      case ">": scalars.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": scalars.append(contentsOf: "&quot;".unicodeScalars)
      case "'": scalars.append(contentsOf: "&#39;".unicodeScalars)
      case "\n", "\t": scalars.append(scalar)
      case "\r": scalars.append("\n")
      default: scalars.append(Self.isAllowed(scalar) ? scalar : "\u{fffd}")
      }
    }
    html = String(scalars)
  }

  /// What is markup already.
  init(markup: String) { html = markup }

  /// Bytes as an address that holds them (RFC 2397).
  init(data bytes: [UInt8], type: String) {
    html = "data:\(type);base64," + Data(bytes).base64EncodedString()
  }

  /// Neither a control character nor one that is none (Unicode Standard, section 23.7).
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory != .control && !scalar.properties.isNoncharacterCodePoint
  }
}
