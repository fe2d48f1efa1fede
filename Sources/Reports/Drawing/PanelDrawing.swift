/// Lays out panels of lines above each other, each with its own scale, the names of its lines and
/// bands for their intervals.
///
/// gnuplot draws them as one plot: its vertical axis is the paper, on which each panel has its strip.
struct PanelDrawing {
  private typealias Size = Canvas.Size
  private static let lineHeight = Size.label * Size.lineHeight
  /// Room between the plot and the names of its lines, for the strokes that join them.
  private static let gap = 16.0
  private static let widestLabel = 150.0
  private static let least = 84.0
  /// Between two panels, for the words of the lower one.
  private static let between = 34.0

  /// A panel with its strip of the paper, upwards from the bottom of the lowest.
  private struct Strip {
    let panel: PanelPlot.Panel
    let scale: AxisScale
    let bottom: Double

    func height(_ value: Double, of length: Double) -> Double {
      bottom + scale.fraction(value) * length
    }
  }

  private let figure: Figure
  private let names: [String]
  private let x: AxisScale
  private let strips: [Strip]
  /// The height of a panel.
  private let length: Double
  private var canvas: Canvas

  init(_ figure: Figure, _ plot: PanelPlot) {
    self.figure = figure
    names = plot.names
    x = AxisScale(
      plot.x.scale,
      holding: plot.panels.flatMap { $0.series.flatMap { $0.points.map(\.x) } }
        + (plot.x.scale == .years ? [] : [0]),
      startsAtZero: false, most: 10)
    let words = names.map {
      TextMetrics.lines($0, size: Size.label, within: Self.widestLabel)
    }
    let length = max(Self.least, Double(words.joined().count) * Self.lineHeight)
    self.length = length
    let count = plot.panels.count
    strips = plot.panels.enumerated().map { index, panel in
      Strip(
        panel: panel,
        scale: AxisScale(
          panel.y.scale,
          holding: panel.series.flatMap { $0.points.flatMap { [$0.y, $0.low, $0.high] } }
            .compactMap(\.self), startsAtZero: true, most: 4),
        bottom: Double(count - 1 - index) * (length + Self.between))
    }
    let ticks =
      strips.flatMap(\.scale.ticks)
      .map { TextMetrics.width(of: $0.label, size: Size.label) }.max() ?? 0
    let widest = words.joined().map { TextMetrics.width(of: $0, size: Size.label) }.max() ?? 0
    canvas = Canvas(
      figure, left: Canvas.padding + ticks + 10, right: Self.gap + widest + Canvas.padding,
      above: 24, plotHeight: Double(count) * (length + Self.between) - Self.between)
    canvas.add(
      plot.x.words, x: (canvas.left + canvas.right) / 2, y: canvas.bottom + 36,
      colour: Palette.text, alignment: .center)
    for strip in strips {
      let base = canvas.bottom - strip.bottom
      canvas.add(
        strip.panel.y.words, x: Canvas.padding, y: base - length - 16, colour: Palette.text,
        isOpaque: true)
      if strip.bottom > 0 {
        canvas.addLine(
          from: (canvas.left, base), to: (canvas.right, base), colour: Palette.axis, width: 1)
      }
      drawNames(words, of: strip)
    }
  }

  /// Writes the names at the right edge, spread so that none overlaps and joined to the ends of
  /// their lines.
  private mutating func drawNames(_ words: [[String]], of strip: Strip) {
    let lines = strip.panel.series.filter { !words[index(of: $0)].isEmpty }
    let ends = lines.map { line in
      let last = line.points[line.points.count - 1]
      return (
        x: canvas.left + x.fraction(last.x) * (canvas.right - canvas.left),
        y: canvas.bottom - strip.height(last.y, of: length)
      )
    }
    let base = canvas.bottom - strip.bottom
    let middles = LabelSpreading.positions(
      of: ends.map(\.y),
      heights: lines.map { Double(words[index(of: $0)].count) * Self.lineHeight },
      within: (base - length - Self.lineHeight / 2)...(base + Self.lineHeight / 2))
    for ((line, end), middle) in zip(zip(lines, ends), middles) {
      let index = index(of: line)
      if canvas.right - end.x > 12 || abs(end.y - middle) > 3 {
        canvas.addLine(
          from: (end.x + 2, end.y), to: (canvas.right + Self.gap - 3, middle),
          colour: Palette.style(index).colour, width: 0.8)
      }
      let top = middle - Double(words[index].count) * Self.lineHeight / 2
      for (number, word) in words[index].enumerated() {
        canvas.add(
          word, x: canvas.right + Self.gap, y: top + (Double(number) + 0.5) * Self.lineHeight,
          colour: Palette.style(index).ink)
      }
    }
  }

  private func index(of line: LineSeries) -> Int { names.firstIndex(of: line.name)! }

  var script: FigureScript {
    let ticks = strips.flatMap { strip in
      strip.scale.ticks.map {
        AxisScale.Tick(value: strip.height($0.value, of: length), label: $0.label)
      }
    }
    let paper = AxisScale(
      scale: .linear, lower: 0, upper: canvas.bottom - canvas.top, ticks: ticks)
    let axes =
      [FigureScript.range("x", x), FigureScript.range("y", paper)]
      + FigureScript.ticks("x", x) + FigureScript.ticks("y", paper)
      + [
        "set grid xtics ytics \(FigureScript.grid)",
        "set border 1 linecolor rgb '\(Palette.axis)' linewidth 1",
      ]
    var bands = [String]()
    var lines = [String]()
    var first = 0
    for strip in strips {
      let range = strip.scale.upper - strip.scale.lower
      let slope = GnuplotText.number(length / range)
      let offset = GnuplotText.number(strip.bottom - strip.scale.lower * length / range)
      for line in strip.panel.series {
        let style = Palette.style(index(of: line))
        let rows = "'\(figure.name).csv' skip 1 every ::\(first)::\(first + line.points.count - 1)"
        first += line.points.count
        if line.points.contains(where: { $0.low != nil }) {
          bands.append(
            "\(rows) using 3:(\(offset) + \(slope) * $5):(\(offset) + \(slope) * $6) "
              + "with filledcurves fillcolor rgb '\(style.colour)' "
              + "fillstyle transparent solid 0.16 noborder notitle")
        }
        lines.append(
          "\(rows) using 3:(\(offset) + \(slope) * $4) with lines "
            + "linecolor rgb '\(style.colour)' linewidth 1.5 dashtype \(style.dash) notitle")
      }
    }
    return FigureScript(canvas: canvas, axes: axes, plots: bands + lines)
  }
}
