/// The sheet a figure is drawn on: words above and below, the plot between them.
///
/// Lengths are in units of an 800-wide sheet, downwards from its top left corner.
struct Canvas {
  static let width = 800.0
  static let padding = 16.0

  enum Size {
    static let title = 18.0
    static let subtitle = 13.5
    static let label = 12.5
    static let caption = 10.0
    static let lineHeight = 1.28
  }

  let height: Double
  /// The rectangle between the axes.
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  private(set) var commands: [String] = []
  /// The title apart, because its font differs between terminals.
  private(set) var titleCommands: [String] = []
  private var firstFreeLabel = 1
  private var labelCount = 0

  /// - Parameters:
  ///   - words: Title, subtitle and caption.
  ///   - left: The margin for what stands left of the plot.
  ///   - right: The margin for what stands right of it.
  ///   - above: Room between subtitle and plot, for an axis label or a key.
  ///   - plotHeight: The height of the rectangle between the axes.
  init(
    _ words: Figure, left: Double, right: Double, above: Double, plotHeight: Double
  ) {
    let inner = Self.width - 2 * Self.padding
    // Bold letters are wider than their plain forms by about a tenth.
    let title = TextMetrics.lines(words.title, size: Size.title, within: inner / 1.06)
    let subtitle = TextMetrics.lines(words.subtitle, size: Size.subtitle, within: inner)
    let caption = ([words.caption] + words.omissions).filter { !$0.isEmpty }.flatMap {
      // Where a wider font is substituted, small letters grow most.
      TextMetrics.lines($0, size: Size.caption, within: inner * 0.93)
    }
    let afterTitle = Self.padding + Double(title.count) * Size.title * Size.lineHeight
    let afterSubtitle = afterTitle + Double(subtitle.count) * Size.subtitle * Size.lineHeight
    let captionHeight = Double(caption.count) * Size.caption * Size.lineHeight
    top = afterSubtitle + 12 + above
    bottom = top + plotHeight
    // Below the plot: ticks, the axis label, a gap, the caption.
    let captionTop = bottom + 20 + 22 + 10
    height = (captionTop + captionHeight + Self.padding).rounded(.up)
    self.left = left
    self.right = Self.width - right

    titleCommands = title.enumerated().map { index, line in
      let y = Self.padding + (Double(index) + 0.5) * Size.title * Size.lineHeight
      return
        "set label \(index + 1) \(GnuplotText.quoted(line)) at \(screen(Self.padding, y)) left "
        + "font title_font textcolor rgb '\(Palette.title)' noenhanced"
    }
    firstFreeLabel = title.count + 1
    add(subtitle, from: afterTitle, size: Size.subtitle, colour: Palette.text)
    add(caption, from: captionTop, size: Size.caption, colour: Palette.faint)
  }

  private mutating func add(
    _ lines: [String], from top: Double, size: Double, colour: String
  ) {
    for (index, line) in lines.enumerated() {
      let y = top + (Double(index) + 0.5) * size * Size.lineHeight
      add(line, x: Self.padding, y: y, size: size, colour: colour)
    }
  }

  enum Alignment: String { case left, center, right }

  /// Writes a line of text; `y` is its middle. An opaque one covers the lines behind it.
  mutating func add(
    _ text: String, x: Double, y: Double, size: Double = Size.label, colour: String,
    alignment: Alignment = .left, isOpaque: Bool = false
  ) {
    commands.append(
      "set label \(firstFreeLabel + labelCount) \(GnuplotText.quoted(text)) at \(screen(x, y)) \(alignment.rawValue) front "
        + "font ',\(size)' textcolor rgb '\(colour)' noenhanced"
        + (isOpaque ? " boxed" : ""))
    labelCount += 1
  }

  /// Draws a straight line.
  mutating func addLine(
    from a: (x: Double, y: Double), to b: (x: Double, y: Double), colour: String, width: Double,
    dash: Int = 1
  ) {
    commands.append(
      "set arrow from \(screen(a.x, a.y)) to \(screen(b.x, b.y)) nohead front "
        + "linecolor rgb '\(colour)' linewidth \(width) dashtype \(dash)")
  }

  /// Draws a filled square, as in a key.
  mutating func addSquare(x: Double, y: Double, side: Double, colour: String) {
    commands.append(
      "set object rectangle from \(screen(x, y + side / 2)) to \(screen(x + side, y - side / 2)) "
        + "front fillcolor rgb '\(colour)' fillstyle solid noborder")
  }

  private func screen(_ x: Double, _ y: Double) -> String {
    let (across, up) = (x / Self.width, 1 - y / height)
    return "screen \(GnuplotText.place(across)), screen \(GnuplotText.place(up))"
  }

  /// The commands that set the plot's rectangle on the sheet.
  var frame: [String] {
    [
      "set lmargin at screen \(GnuplotText.place(left / Self.width))",
      "set rmargin at screen \(GnuplotText.place(right / Self.width))",
      "set tmargin at screen \(GnuplotText.place(1 - top / height))",
      "set bmargin at screen \(GnuplotText.place(1 - bottom / height))",
    ]
  }
}
