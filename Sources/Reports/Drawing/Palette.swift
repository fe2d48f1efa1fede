/// Colours that people with any colour vision tell apart, and marks that need no colour.
///
/// The colours are those of Okabe & Ito (2008), "Color Universal Design", without its yellow, which
/// is too light for lines and words on white.
enum Palette {
  struct Style {
    /// For lines, bars and bands.
    let colour: String
    /// A darker tone of it, for words.
    let ink: String
    /// gnuplot's number of a filled mark.
    let mark: Int
    /// gnuplot's number of a dash pattern; 1 is solid.
    let dash: Int
  }

  private static let tones = [
    (colour: "#0072B2", ink: "#00639B"), (colour: "#D55E00", ink: "#B65000"),
    (colour: "#009E73", ink: "#007A59"), (colour: "#CC79A7", ink: "#A5497C"),
    (colour: "#56B4E9", ink: "#2079AC"), (colour: "#E69F00", ink: "#9A6A00"),
    (colour: "#4D4D4D", ink: "#333333"),
  ]
  /// Circle, square, triangle, diamond, triangle down, pentagon.
  private static let marks = [7, 5, 9, 13, 11, 15]
  private static let dashes = [1, 2, 4, 5]

  /// How the series of a number looks; colours repeat after seven with another dash pattern.
  static func style(_ index: Int) -> Style {
    let tone = tones[index % tones.count]
    return Style(
      colour: tone.colour, ink: tone.ink, mark: marks[index % marks.count],
      dash: dashes[index / tones.count % dashes.count])
  }

  /// How the lines of a plot look, in their order: those that are joined in turn, scattered points
  /// like the line they belong to, and laws alike.
  static func styles(of series: [LineSeries]) -> [Style] {
    let joined = series.filter { $0.look == .joined }
    func number(_ name: String) -> Int { joined.firstIndex { $0.name == name } ?? joined.count }
    return series.map { line in
      switch line.look {
      case .joined: style(number(line.name))
      case .scattered(let other): style(number(other))
      case .law: Style(colour: reference, ink: reference, mark: 7, dash: 2)
      }
    }
  }

  /// The light shade of the first colour: areas that lines are drawn across, and the lower of two ends.
  static let tint = "#8CC0DE"
  static let title = "#1A1A1A"
  static let text = "#4A4A4A"
  static let faint = "#6E6E6E"
  static let grid = "#E4E4E4"
  static let axis = "#8A8A8A"
  static let reference = "#333333"
}
