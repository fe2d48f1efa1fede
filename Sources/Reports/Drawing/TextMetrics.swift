/// How wide text will be, before it is drawn.
///
/// Widths are those of Helvetica (Adobe Font Metrics, in thousandths of the size), which Arial and
/// Liberation Sans share; characters not listed take the width of a digit, East Asian ones a full
/// square. A tenth is added for systems that substitute a wider font.
enum TextMetrics {
  static func width(of text: String, size: Double) -> Double {
    1.1 * size * text.reduce(0) { $0 + width(of: $1) }
  }

  private static func width(of character: Character) -> Double {
    if let known = widths[character] { return known }
    guard let scalar = character.unicodeScalars.first else { return 0 }
    if scalar.value >= 0x1100, scalar.properties.isAlphabetic { return 1 }
    return character.isUppercase ? 0.69 : 0.556
  }

  private static let widths: [Character: Double] = {
    let classes: [(String, Double)] = [
      ("ijl'|", 0.222), (" !,./:;I[]ft\\", 0.278), ("()-r`·", 0.333), ("\"", 0.355),
      ("*", 0.389), ("ckJsvxyz", 0.5), ("abdeghnopqu0123456789$#?L_", 0.556),
      ("+<=>~±×≤≥−", 0.584), ("FTZ", 0.611), ("ABEKPSVXY&", 0.667), ("CDHNRUw", 0.722),
      ("GOQ", 0.778), ("Mm", 0.833), ("%", 0.889), ("W", 0.944), ("—@", 1.0),
    ]
    var widths = [Character: Double]()
    for (characters, width) in classes {
      for character in characters { widths[character] = width }
    }
    return widths
  }()

  /// The text in lines that fit a width, broken at spaces where there are any.
  static func lines(_ text: String, size: Double, within limit: Double) -> [String] {
    var lines = [String]()
    var line = ""
    for word in text.split(separator: " ").map(String.init) {
      let longer = line.isEmpty ? word : line + " " + word
      if width(of: longer, size: size) <= limit {
        line = longer
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = ""
      // A word that no line holds is broken.
      for character in word {
        if !line.isEmpty, width(of: line + String(character), size: size) > limit {
          lines.append(line)
          line = ""
        }
        line.append(character)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
