/// Lays out a waterfall: one row for each step, floating bars with a line from each end to the next.
struct WaterfallDrawing {
  private typealias Size = Canvas.Size
  private static let lineHeight = Size.label * Size.lineHeight
  private static let widestName = 210.0
  private static let thickness = 20.0
  private static let square = 11.0

  private let figure: Figure
  private let plot: WaterfallPlot
  private let scale: AxisScale
  private let pitch: Double
  /// The rows that share a line of the sheet, under one name.
  private let lines: [(name: [String], rows: [WaterfallPlot.Row])]
  private let namesEnd: Double
  private var canvas: Canvas

  init(_ figure: Figure, _ plot: WaterfallPlot) {
    self.figure = figure
    self.plot = plot
    var lines: [(name: String, rows: [WaterfallPlot.Row])] = []
    for row in plot.rows {
      if plot.arrangement == .apart, lines.last?.name == row.name {
        lines[lines.count - 1].rows.append(row)
      } else {
        lines.append((row.name, [row]))
      }
    }
    let wrapped = lines.map { line in
      (TextMetrics.lines(line.name, size: Size.label, within: Self.widestName), line.rows)
    }
    self.lines = wrapped
    let tallest = Double(wrapped.map(\.0.count).max() ?? 1) * Self.lineHeight
    let deepest = Double(wrapped.map(\.1.count).max() ?? 1)
    pitch = max(Self.thickness * deepest, tallest) + (plot.arrangement == .apart ? 14 : 12)
    let values = plot.rows.flatMap { [$0.from, $0.to] + [$0.low, $0.high].compactMap { $0 } }
    scale = AxisScale(
      plot.axis.scale, holding: values, startsAtZero: plot.arrangement == .sum, most: 7)
    let widest =
      wrapped.flatMap(\.0).map { TextMetrics.width(of: $0, size: Size.label) }.max() ?? 0
    namesEnd = Canvas.padding + widest
    let margins = Self.margins(of: plot, on: scale, names: namesEnd + 10)
    let hasKey = plot.rows.contains { $0.kind == .second }
    canvas = Canvas(
      figure, left: margins.left, right: margins.right, above: hasKey ? 22 : 0,
      plotHeight: max(60, Double(wrapped.count) * pitch))
    if hasKey { drawKey() }
    drawWords()
  }

  // MARK: Places

  /// Where a bar reaches furthest on the side of its words, its interval included.
  private static func reach(of row: WaterfallPlot.Row) -> (value: Double, isLeft: Bool) {
    let isLeft = row.to < row.from
    return (isLeft ? row.low ?? row.to : row.high ?? row.to, isLeft)
  }

  /// Margins that leave room for words that reach out of the plot.
  private static func margins(
    of plot: WaterfallPlot, on scale: AxisScale, names: Double
  ) -> (left: Double, right: Double) {
    var (left, right) = (names, Canvas.padding + 12)
    let edge = Canvas.width - Canvas.padding
    for row in plot.rows {
      let width = TextMetrics.width(of: row.words, size: Size.label) + 12
      let (value, isLeft) = reach(of: row)
      let share = scale.fraction(value)
      if isLeft {
        // The plot is at least half as wide as what is left of the sheet.
        left = max(left, names + width - share * (edge - names) / 2)
      } else {
        right = max(right, (left + width - edge) / max(share, 0.1) + Canvas.width - left)
      }
    }
    return (left, min(right, Canvas.width - left - 160))
  }

  private func across(_ value: Double) -> Double {
    canvas.left + scale.fraction(value) * (canvas.right - canvas.left)
  }

  private func down(_ row: Double) -> Double {
    canvas.top + (row + 0.5) * (canvas.bottom - canvas.top) / Double(lines.count)
  }

  /// How far a bar stands from the middle of its line, in lines.
  private func offset(_ place: Int, of count: Int) -> Double {
    (Double(place) - Double(count - 1) / 2) * Self.thickness / pitch
  }

  // MARK: Words

  private static func style(of kind: WaterfallPlot.Row.Kind) -> (colour: String, ink: String) {
    switch kind {
    case .total: ("#4D4D4D", "#333333")
    case .fall: ("#009E73", "#007A59")
    case .rise: ("#D55E00", "#B65000")
    case .first: ("#0072B2", "#00639B")
    case .second: (Palette.tint, "#2079AC")
    }
  }

  private mutating func drawKey() {
    var x = Canvas.padding
    let y = canvas.top - 18
    for (name, kind) in [
      (plot.firstName, WaterfallPlot.Row.Kind.first), (plot.secondName, .second),
    ] {
      let style = Self.style(of: kind)
      canvas.addSquare(x: x, y: y, side: Self.square, colour: style.colour)
      canvas.add(name, x: x + Self.square + 6, y: y, colour: style.ink)
      x += Self.square + 24 + TextMetrics.width(of: name, size: Size.label)
    }
  }

  private mutating func drawWords() {
    for (number, line) in lines.enumerated() {
      let top = down(Double(number)) - Double(line.name.count) * Self.lineHeight / 2
      for (place, words) in line.name.enumerated() {
        canvas.add(
          words, x: namesEnd, y: top + (Double(place) + 0.5) * Self.lineHeight,
          colour: Palette.title, alignment: .right)
      }
      for (place, row) in line.rows.enumerated() {
        let (value, isLeft) = Self.reach(of: row)
        canvas.add(
          row.words, x: across(value) + (isLeft ? -6 : 6),
          y: down(Double(number) + offset(place, of: line.rows.count)),
          colour: Self.style(of: row.kind).ink, alignment: isLeft ? .right : .left,
          isOpaque: true)
      }
    }
    canvas.add(
      plot.axis.words, x: (canvas.left + canvas.right) / 2, y: canvas.bottom + 36,
      colour: Palette.text, alignment: .center)
  }

  // MARK: Commands

  var script: FigureScript {
    let last = Double(lines.count) - 0.5
    let floor = plot.arrangement == .sum ? "0" : "1"
    let axes =
      [FigureScript.range("x", scale), "set yrange [\(last):-0.5]", "unset ytics"]
      + FigureScript.ticks("x", scale)
      + ["set grid xtics noytics \(FigureScript.grid)", "set errorbars small"]
    let half = GnuplotText.place((Self.thickness - 2) / 2 / pitch)
    var bars: [String] = []
    var intervals: [String] = []
    var joints: [String] = []
    var number = 0
    for (line, item) in lines.enumerated() {
      for (place, row) in item.rows.enumerated() {
        let shift = GnuplotText.place(offset(place, of: item.rows.count))
        let data = "'\(figure.name).csv' skip 1 every ::\(number)::\(number)"
        bars.append(
          "\(data) using 4:($7 + \(shift)):($3 < $4 ? $3 : $4):($3 < $4 ? $4 : $3):"
            + "($7 + \(shift) - \(half)):($7 + \(shift) + \(half)) with boxxyerror "
            + "fillstyle solid noborder linecolor rgb '\(Self.style(of: row.kind).colour)' notitle")
        if row.low != nil {
          intervals.append(
            "\(data) using 4:($7 + \(shift)):5:6 with xerrorbars pointtype -1 "
              + "linecolor rgb '\(Palette.title)' linewidth 1 notitle")
        }
        if plot.arrangement != .apart, line + 1 < lines.count {
          joints.append(
            "\(data) using 4:7:(0):(1) with vectors nohead linecolor rgb '\(Palette.axis)' "
              + "linewidth 1 notitle")
        }
        number += 1
      }
    }
    let base =
      "'+' every ::0::0 using (\(floor)):(-0.5):(0):(\(lines.count)) with vectors nohead "
      + "linecolor rgb '\(Palette.axis)' linewidth 1 notitle"
    return FigureScript(canvas: canvas, axes: axes, plots: joints + bars + [base] + intervals)
  }
}
