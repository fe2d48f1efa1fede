/// How many columns of a terminal a text takes.
///
/// East Asian wide and fullwidth characters take two (Unicode Standard Annex 11; characters of
/// ambiguous width take one), emoji take two, and combining marks and format characters none.
/// A `Character` with its marks is measured as one.
enum DisplayWidth {
  static func of(_ text: some StringProtocol) -> Int {
    // Printable ASCII, which is most text, takes one column each.
    if text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return text.utf8.count }
    return text.reduce(0) { $0 + of($1) }
  }

  static func of(_ character: Character) -> Int {
    let scalars = character.unicodeScalars
    // A variation selector asks for the picture instead of the text.
    if scalars.contains("\u{fe0f}"), scalars.first?.properties.isEmoji == true { return 2 }
    return scalars.first(where: { !isZeroWidth($0) }).map { isWide($0) ? 2 : 1 } ?? 0
  }

  private static func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: true
    default: false
    }
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x1100 { return false }
    return scalar.properties.isEmojiPresentation || wide.contains { $0.contains(scalar.value) }
  }

  /// The blocks of wide and fullwidth characters other than emoji.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x2329...0x232a, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf,
    0x4e00...0xa4cf, 0xa960...0xa97c, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19,
    0xfe30...0xfe6b, 0xff01...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18cff, 0x1aff0...0x1b2fb,
    0x1f200...0x1f265, 0x20000...0x3fffd,
  ]
}

extension String {
  /// The text without anything that would move the cursor: white space becomes a space, other
  /// control characters the replacement character.
  var printable: String {
    if utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return self }
    var result = ""
    for character in self {
      if character.isWhitespace {
        result.append(" ")
      } else if character.unicodeScalars.contains(where: {
        $0.properties.generalCategory == .control
      }) {
        result.append("\u{fffd}")
      } else {
        result.append(character)
      }
    }
    return result
  }

  /// The text cut to a display width, with `…` where something is left out.
  func truncated(to width: Int) -> String {
    guard DisplayWidth.of(self) > width else { return self }
    guard width > 0 else { return "" }
    var result = ""
    var used = 1
    for character in self {
      used += DisplayWidth.of(character)
      guard used <= width else { break }
      result.append(character)
    }
    return result + "…"
  }

  /// The text in lines of at most a display width, broken at spaces where there are any.
  func wrapped(to width: Int) -> [String] {
    guard DisplayWidth.of(self) > width, width > 0 else { return [self] }
    var lines = [String]()
    var line = ""
    var lineWidth = 0
    for word in split(separator: " ") {
      let wordWidth = DisplayWidth.of(word)
      if lineWidth > 0, lineWidth + 1 + wordWidth <= width {
        line += " " + word
        lineWidth += 1 + wordWidth
        continue
      }
      if lineWidth > 0 { lines.append(line) }
      (line, lineWidth) = ("", 0)
      for character in word {
        let characterWidth = DisplayWidth.of(character)
        if lineWidth > 0, lineWidth + characterWidth > width {
          lines.append(line)
          (line, lineWidth) = ("", 0)
        }
        line.append(character)
        lineWidth += characterWidth
      }
    }
    return lineWidth > 0 ? lines + [line] : lines
  }
}
