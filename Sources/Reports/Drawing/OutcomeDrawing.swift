/// Lays out a histogram: bars over the outcome, marks across it with their labels on top.
struct OutcomeDrawing {
  private typealias Size = Canvas.Size
  private static let lineHeight = Size.label * Size.lineHeight

  private let figure: Figure
  private let x: AxisScale
  private let y: AxisScale
  private let bins: [OutcomePlot.Bin]
  private let marks: [ReferenceLine]
  private var canvas: Canvas

  init(_ figure: Figure, _ plot: OutcomePlot) {
    self.figure = figure
    bins = plot.bins
    marks = plot.marks.sorted { $0.value < $1.value }
    let edges = [bins[0].low, bins[bins.count - 1].high]
    x = AxisScale(
      .linear, holding: edges + marks.map(\.value), startsAtZero: false, most: 9)
    let shares = bins.map { 100 * Double($0.count) / Double(plot.draws.count) }
    y = AxisScale(.linear, holding: shares, startsAtZero: true, most: 6)
    let ticks = y.ticks.map { TextMetrics.width(of: $0.label, size: Size.label) }.max() ?? 0
    canvas = Canvas(
      figure, left: Canvas.padding + ticks + 10, right: Canvas.padding + 12,
      above: 24 + Double(marks.count) * Self.lineHeight, plotHeight: 280)
    canvas.add(
      Axis("Share of draws", unit: "%").words, x: Canvas.padding,
      y: canvas.top - Double(marks.count) * Self.lineHeight - 16, colour: Palette.text)
    canvas.add(
      plot.axis.words, x: (canvas.left + canvas.right) / 2, y: canvas.bottom + 36,
      colour: Palette.text, alignment: .center)
    for (index, mark) in marks.enumerated() { draw(mark, index) }
  }

  /// A line up to the mark's own row of words, so that no two labels meet however near they are.
  private mutating func draw(_ mark: ReferenceLine, _ index: Int) {
    let at = canvas.left + x.fraction(mark.value) * (canvas.right - canvas.left)
    let row = canvas.top - (Double(index) + 0.5) * Self.lineHeight
    canvas.addLine(
      from: (at, canvas.bottom), to: (at, row - Self.lineHeight / 2 + 2),
      colour: Palette.reference, width: 1, dash: 2)
    let words = "\(mark.label) \(TickLabel.number(mark.value))"
    let width = TextMetrics.width(of: words, size: Size.label)
    let isRight = at + 6 + width <= Canvas.width - Canvas.padding
    canvas.add(
      words, x: isRight ? at + 6 : at - 6, y: row, colour: Palette.reference,
      alignment: isRight ? .left : .right, isOpaque: true)
  }

  var script: FigureScript {
    let axes =
      [FigureScript.range("x", x), FigureScript.range("y", y)]
      + FigureScript.ticks("x", x) + FigureScript.ticks("y", y)
      + [
        "set grid noxtics ytics \(FigureScript.grid)",
        "set border 1 linecolor rgb '\(Palette.axis)' linewidth 1",
      ]
    return FigureScript(
      canvas: canvas, axes: axes,
      plots: [
        "'\(figure.name).csv' skip 1 using (($1 + $2) / 2):4:1:2:(0):4 with boxxyerror "
          + "fillstyle solid border rgb '#ffffff' linecolor rgb '\(Palette.tint)' notitle"
      ])
  }
}
