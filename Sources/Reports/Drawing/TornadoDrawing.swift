/// Lays out a tornado: one row for each input, its bars around the line of the base case.
struct TornadoDrawing {
  private typealias Size = Canvas.Size
  private static let lineHeight = Size.label * Size.lineHeight
  private static let widestName = 190.0
  private static let square = 11.0
  private static let thickness = 20.0
  /// The low end is the lighter shade; both are told apart without colour.
  private static let shades = [
    (colour: Palette.tint, ink: "#2079AC"), (colour: "#0072B2", ink: "#00639B"),
  ]

  private let figure: Figure
  private let plot: TornadoPlot
  private let scale: AxisScale
  private let pitch: Double
  private let names: [[String]]
  private let namesEnd: Double
  private var canvas: Canvas

  init(_ figure: Figure, _ plot: TornadoPlot) {
    self.figure = figure
    self.plot = plot
    names = plot.rows.map {
      TextMetrics.lines($0.name, size: Size.label, within: Self.widestName)
    }
    let tallest = Double(names.map(\.count).max() ?? 1) * Self.lineHeight
    pitch = max(Self.thickness, tallest) + 12
    let outcomes = plot.rows.flatMap { [$0.low.outcome, $0.high.outcome] } + [plot.base]
    scale = AxisScale(
      .linear, holding: outcomes, startsAtZero: false, endsAtTicks: true, most: 7)
    let widest =
      names.joined().map { TextMetrics.width(of: $0, size: Size.label) }.max() ?? 0
    namesEnd = Canvas.padding + widest
    let margins = Self.margins(of: plot, on: scale, names: namesEnd + 10)
    canvas = Canvas(
      figure, left: margins.left, right: margins.right, above: 22 + Self.lineHeight,
      plotHeight: max(60, Double(plot.rows.count) * pitch))
    drawKey()
    drawWords()
  }

  /// The words at the end of a bar: the value of the input, or the outcome where it has none.
  private static func words(_ end: TornadoPlot.End) -> String {
    end.label ?? TickLabel.number(end.outcome)
  }

  /// Margins that leave room for words that reach out of the plot.
  private static func margins(
    of plot: TornadoPlot, on scale: AxisScale, names: Double
  ) -> (left: Double, right: Double) {
    var (left, right) = (names, Canvas.padding + 12)
    let edge = Canvas.width - Canvas.padding
    for end in plot.rows.flatMap({ [$0.low, $0.high] }) {
      let width = TextMetrics.width(of: words(end), size: Size.label) + 10
      let share = scale.fraction(end.outcome)
      if end.outcome < plot.base {
        // The plot is at least half as wide as what is left of the sheet.
        left = max(left, names + width - share * (edge - names) / 2)
      } else {
        // left + share × (sheet − right − left) + width ≤ edge
        right = max(right, (left + width - edge) / max(share, 0.1) + Canvas.width - left)
      }
    }
    return (left, min(right, Canvas.width - left - 120))
  }

  private func across(_ value: Double) -> Double {
    canvas.left + scale.fraction(value) * (canvas.right - canvas.left)
  }

  private func down(_ row: Double) -> Double {
    canvas.top + (row + 0.5) * (canvas.bottom - canvas.top) / Double(plot.rows.count)
  }

  private mutating func drawKey() {
    let y = canvas.top - Self.lineHeight - 14
    var x = Canvas.padding
    for (name, shade) in zip([plot.lowName, plot.highName], Self.shades) {
      let words = "input at its \(name)"
      canvas.addSquare(x: x, y: y, side: Self.square, colour: shade.colour)
      canvas.add(words, x: x + Self.square + 6, y: y, colour: shade.ink)
      x += Self.square + 24 + TextMetrics.width(of: words, size: Size.label)
    }
  }

  private mutating func drawWords() {
    for (row, lines) in names.enumerated() {
      let top = down(Double(row)) - Double(lines.count) * Self.lineHeight / 2
      for (number, line) in lines.enumerated() {
        canvas.add(
          line, x: namesEnd, y: top + (Double(number) + 0.5) * Self.lineHeight,
          colour: Palette.title, alignment: .right)
      }
    }
    for (row, input) in plot.rows.enumerated() { drawEnds(of: input, row) }
    let label = "\(plot.baseLabel) \(TickLabel.number(plot.base))"
    canvas.add(
      label, x: across(plot.base), y: canvas.top - Self.lineHeight / 2, colour: Palette.reference,
      alignment: .center)
    canvas.add(
      plot.axis.words, x: (canvas.left + canvas.right) / 2, y: canvas.bottom + 36,
      colour: Palette.text, alignment: .center)
  }

  /// Words beside the bars; where both go one way, each beside its half.
  private mutating func drawEnds(of input: TornadoPlot.Row, _ row: Int) {
    let isOneSided = input.isOneSided(around: plot.base)
    // Beside the base a word without a bar stands on the other side than its sibling's.
    let isLowLeft =
      input.low.outcome < plot.base
      || (input.low.outcome == plot.base && input.high.outcome > plot.base)
    for (index, end) in [input.low, input.high].enumerated() {
      let isLeft = isOneSided || index == 0 ? isLowLeft : !isLowLeft
      let shift = isOneSided ? (index == 0 ? -0.27 : 0.27) * Self.thickness / pitch : 0
      canvas.add(
        Self.words(end), x: across(end.outcome) + (isLeft ? -5 : 5), y: down(Double(row) + shift),
        size: isOneSided ? Self.thickness / 2 : Size.label, colour: Self.shades[index].ink,
        alignment: isLeft ? .right : .left, isOpaque: true)
    }
  }

  var script: FigureScript {
    let last = Double(plot.rows.count) - 0.5
    let base = GnuplotText.number(plot.base)
    let axes =
      [FigureScript.range("x", scale), "set yrange [\(last):-0.5]", "unset ytics"]
      + FigureScript.ticks("x", scale) + ["set grid xtics noytics \(FigureScript.grid)"]
    // The half of a row that a bar fills, scaled by its upper and its lower edge.
    let half = GnuplotText.place((Self.thickness - 2) / 2 / pitch)
    let columns =
      "(($4 + $5) / 2):6:($5 < $4 ? $5 : $4):($5 < $4 ? $4 : $5):($6 + \(half) * $7):"
      + "($6 + \(half) * $8)"
    let bars = Self.shades.enumerated().map { end, shade in
      "'\(figure.name).csv' skip 1 every 2::\(end) using \(columns) with boxxyerror "
        + "fillstyle solid noborder linecolor rgb '\(shade.colour)' notitle"
    }
    // Plotted, so that it stands before the bars and behind the words.
    let line =
      "'+' every ::0::0 using (\(base)):(-0.5):(0):(\(plot.rows.count)) with vectors nohead "
      + "linecolor rgb '\(Palette.reference)' linewidth 1.2 notitle"
    return FigureScript(canvas: canvas, axes: axes, plots: bars + [line])
  }
}
