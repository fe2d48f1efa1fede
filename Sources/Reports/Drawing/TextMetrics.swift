/// How wide text will be, before it is drawn.
///
/// Widths are those of Helvetica (Adobe Font Metrics, in thousandths of the size), which Arial and
/// Liberation Sans share, with a tenth to spare; or those of DejaVu Sans, which many systems put in
/// their place, where they are greater. Characters not listed take the width of a digit, East Asian
/// ones a full square.
enum TextMetrics {
  static func width(of text: String, size: Double) -> Double {
    size * text.reduce(0) { $0 + max(1.1 * width(of: $1), dejaVuWidths[$1] ?? 0) }
  }

  private static func width(of character: Character) -> Double {
    if let known = widths[character] { return known }
    guard let scalar = character.unicodeScalars.first else { return 0 }
    if scalar.value >= 0x1100, scalar.properties.isAlphabetic { return 1 }
    return character.isUppercase ? 0.69 : 0.556
  }

  private static let widths = byCharacter([
    ("ijl'|", 0.222), (" !,./:;I[]ft\\", 0.278), ("()-r`·", 0.333), ("\"", 0.355),
    ("*", 0.389), ("ckJsvxyz", 0.5), ("abdeghnopqu0123456789$#?L_", 0.556),
    ("+<=>~±×≤≥−", 0.584), ("FTZ", 0.611), ("ABEKPSVXY&", 0.667), ("CDHNRUw", 0.722),
    ("GOQ", 0.778), ("Mm", 0.833), ("%", 0.889), ("W", 0.944), ("—@", 1.0),
  ])

  /// The advance widths of DejaVu Sans, to the hundredth above.
  private static let dejaVuWidths = byCharacter([
    ("ijl'", 0.28), ("IJ", 0.30), (" ,.·", 0.32), ("/:;|\\", 0.34), ("f", 0.36), ("-", 0.37),
    ("()[]t", 0.40), ("!²", 0.41), ("r", 0.42), ("\"", 0.46), ("*_`–°", 0.5), ("s", 0.53),
    ("z?", 0.54), ("c", 0.55), ("L", 0.56), ("Fk", 0.58), ("vxy", 0.60), ("P", 0.61),
    ("TYaoe", 0.62), ("Ehnuσ$0123456789Sbdgpqµρ€", 0.64), ("K", 0.66), ("AVBXZ", 0.69),
    ("CR", 0.70), ("U", 0.74), ("HN", 0.76), ("DG&", 0.78), ("OQ", 0.79), ("w", 0.82),
    ("+<=>~±×≤≥−#", 0.84), ("M", 0.87), ("%", 0.95), ("m", 0.98), ("W", 0.99), ("—@…", 1.0),
  ])

  private static func byCharacter(_ classes: [(String, Double)]) -> [Character: Double] {
    var widths = [Character: Double]()
    for (characters, width) in classes {
      for character in characters { widths[character] = width }
    }
    return widths
  }

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
