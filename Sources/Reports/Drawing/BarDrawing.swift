/// Lays out a plot of bars: one row for each category, a key, numbers at the ends.
struct BarDrawing {
  private typealias Size = Canvas.Size
  private static let lineHeight = Size.label * Size.lineHeight
  private static let widestCategory = 190.0
  private static let keyRow = 22.0
  private static let square = 11.0

  private let figure: Figure
  private let plot: BarPlot
  private let scale: AxisScale
  /// The thickness of a bar and the distance between the middles of two categories.
  private let thickness: Double
  private let pitch: Double
  private let names: [[String]]
  /// Where the names of the categories end.
  private let namesEnd: Double
  private var canvas: Canvas

  init(_ figure: Figure, _ plot: BarPlot) {
    self.figure = figure
    self.plot = plot
    names = plot.categories.map {
      TextMetrics.lines($0, size: Size.label, within: Self.widestCategory)
    }
    let bars = plot.categories.count * (plot.arrangement == .grouped ? plot.series.count : 1)
    thickness = plot.arrangement == .stacked ? 24 : bars <= 12 ? 17 : bars <= 30 ? 14 : 11
    let group =
      plot.arrangement == .stacked ? thickness : thickness * Double(plot.series.count)
    let tallestName = Double(names.map(\.count).max() ?? 1) * Self.lineHeight
    pitch = max(group, tallestName) + 14
    let (thickness, pitch) = (thickness, pitch)
    let ends = BarEnd.ends(of: plot) { Self.offset(of: $0, in: plot) * thickness / pitch }
    scale = AxisScale(
      .linear,
      holding: ends.map(\.value) + plot.references.map(\.value) + (plot.isOfShares ? [100] : []),
      startsAtZero: true, most: 7)

    let nameWidth =
      names.joined().map { TextMetrics.width(of: $0, size: Size.label) }.max() ?? 0
    let key = Self.key(of: plot)
    let keyRows = (key.last?.row).map { $0 + 1 } ?? 0
    namesEnd = Canvas.padding + nameWidth
    let margins = BarEnd.margins(for: ends, on: scale, names: namesEnd + 10)
    canvas = Canvas(
      figure, left: margins.left, right: margins.right,
      above: Double(keyRows) * Self.keyRow + Double(plot.references.count) * Self.lineHeight,
      plotHeight: max(60, Double(plot.categories.count) * pitch))
    draw(
      key,
      at: canvas.top - Double(keyRows) * Self.keyRow
        - Double(plot.references.count) * Self.lineHeight)
    drawWords(ends)
    for (index, reference) in plot.references.enumerated() { draw(reference, index) }
  }

  /// How far a series stands from the middle of its group, in bars.
  private static func offset(of series: Int, in plot: BarPlot) -> Double {
    plot.arrangement == .stacked ? 0 : Double(series) - Double(plot.series.count - 1) / 2
  }

  /// How far the interval of a part stands from the middle of its stack, on the sheet.
  private static func shift(of series: Int, in plot: BarPlot) -> Double {
    let room = 14.0
    guard plot.series.count > 1 else { return 0 }
    return (Double(series) / Double(plot.series.count - 1) - 0.5) * room
  }

  private func across(_ value: Double) -> Double {
    canvas.left + scale.fraction(value) * (canvas.right - canvas.left)
  }

  private func down(_ row: Double) -> Double {
    canvas.top + (row + 0.5) * (canvas.bottom - canvas.top) / Double(plot.categories.count)
  }

  private mutating func drawWords(_ ends: [BarEnd]) {
    for (row, lines) in names.enumerated() {
      let top = down(Double(row)) - Double(lines.count) * Self.lineHeight / 2
      for (number, line) in lines.enumerated() {
        canvas.add(
          line, x: namesEnd, y: top + (Double(number) + 0.5) * Self.lineHeight,
          colour: Palette.title, alignment: .right)
      }
    }
    for end in ends {
      canvas.add(
        end.text, x: across(end.value) + (end.value < 0 ? -5 : 5), y: down(end.row),
        size: min(Size.label, thickness * 0.9), colour: Palette.text,
        alignment: end.value < 0 ? .right : .left, isOpaque: true)
    }
    if plot.isOfShares { drawParts() }
    canvas.add(
      plot.axis.words, x: (canvas.left + canvas.right) / 2, y: canvas.bottom + 36,
      colour: Palette.text, alignment: .center)
  }

  /// Each share that is long enough for its number, in its bar.
  private mutating func drawParts() {
    var ends = [Double](repeating: 0, count: plot.categories.count)
    for one in plot.series {
      for (row, bar) in one.bars.enumerated() {
        guard let value = bar?.value else { continue }
        let middle = ends[row] + value / 2
        ends[row] += value
        guard Self.sharesWithNumber.contains(value) else { continue }
        canvas.add(
          "\(Int(value.rounded()))", x: across(middle), y: down(Double(row)), colour: "#FFFFFF",
          alignment: .center)
      }
    }
  }

  /// Less has no room, and all of a whole is seen.
  private static let sharesWithNumber = 4.0..<99.5

  // MARK: Key and references

  private struct KeyEntry {
    let series: Int
    let x: Double
    let row: Int
  }

  /// Where the names of the series stand in the key; one series needs none.
  private static func key(of plot: BarPlot) -> [KeyEntry] {
    guard plot.series.count > 1 else { return [] }
    var entries = [KeyEntry]()
    var (x, row) = (Canvas.padding, 0)
    for (index, one) in plot.series.enumerated() {
      let width = square + 6 + TextMetrics.width(of: one.name, size: Size.label)
      if x > Canvas.padding, x + width > Canvas.width - Canvas.padding {
        (x, row) = (Canvas.padding, row + 1)
      }
      entries.append(KeyEntry(series: index, x: x, row: row))
      x += width + 18
    }
    return entries
  }

  private mutating func draw(_ key: [KeyEntry], at top: Double) {
    for entry in key {
      let y = top + Double(entry.row) * Self.keyRow + 4
      let style = Palette.style(entry.series)
      canvas.addSquare(x: entry.x, y: y, side: Self.square, colour: style.colour)
      canvas.add(
        plot.series[entry.series].name, x: entry.x + Self.square + 6, y: y, colour: style.ink)
    }
  }

  private mutating func draw(_ reference: ReferenceLine, _ index: Int) {
    let x = across(reference.value)
    let y = canvas.top - (Double(index) + 0.5) * Self.lineHeight
    let width = TextMetrics.width(of: reference.label, size: Size.label)
    let isRight = x + 5 + width <= Canvas.width - Canvas.padding
    canvas.add(
      reference.label, x: isRight ? x + 5 : x - 5, y: y, colour: Palette.reference,
      alignment: isRight ? .left : .right)
  }

  // MARK: Commands

  var script: FigureScript {
    let last = Double(plot.categories.count) - 0.5
    let axes =
      [FigureScript.range("x", scale), "set yrange [\(last):-0.5]", "unset ytics"]
      + FigureScript.ticks("x", scale)
      + [
        "set grid xtics noytics \(FigureScript.grid)",
        "set arrow from first 0, graph 0 to first 0, graph 1 nohead front "
          + "linecolor rgb '\(Palette.axis)' linewidth 1",
        "set errorbars small",
      ]
    var boxes = [String]()
    var intervals = [String]()
    var first = 0
    for (index, one) in plot.series.enumerated() {
      let style = Palette.style(index)
      let count = one.bars.compactMap { $0 }.count
      let rows = "'\(figure.name).csv' skip 1 every ::\(first)::\(first + count - 1)"
      first += count
      let offset = GnuplotText.place(Self.offset(of: index, in: plot) * thickness / pitch)
      let half = GnuplotText.place((thickness - 2) / 2 / pitch)
      boxes.append(
        "\(rows) using ($6 + $3):($7 + \(offset)):6:($6 + $3):($7 + \(offset) - \(half)):"
          + "($7 + \(offset) + \(half)) with boxxyerror fillstyle solid noborder "
          + "linecolor rgb '\(style.colour)' notitle")
      if one.bars.contains(where: { $0?.low != nil }) {
        // In a stack the intervals of neighbours would lie on each other.
        let shift =
          plot.arrangement == .grouped
          ? offset : GnuplotText.place(Self.shift(of: index, in: plot) / pitch)
        intervals.append(
          "\(rows) using ($6 + $3):($7 + \(shift)):($6 + $4):($6 + $5) with xerrorbars pointtype -1 "
            + "linecolor rgb '\(Palette.title)' linewidth 1 notitle")
      }
    }
    // Plotted, so that it stands before the bars and behind the numbers.
    let references = plot.references.map { reference in
      "'+' every ::0::0 using (\(GnuplotText.number(reference.value))):(-0.5):(0):"
        + "(\(plot.categories.count)) with vectors nohead linecolor rgb '\(Palette.reference)' "
        + "linewidth 1 dashtype 2 notitle"
    }
    return FigureScript(canvas: canvas, axes: axes, plots: boxes + references + intervals)
  }
}
