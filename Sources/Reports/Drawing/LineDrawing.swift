/// Lays out a plot of lines: scales, margins, names at the ends of lines, reference lines.
struct LineDrawing {
  typealias Size = Canvas.Size
  static let lineHeight = Size.label * Size.lineHeight
  /// Room between the plot and the names of its lines, for the strokes that join them.
  private static let gap = 16.0
  static let widestLabel = 150.0
  /// Above this many points the line says where they are.
  private static let mostMarks = 40
  /// The same of lines over years, whose points only sample what goes on between them.
  private static let mostMarksOverYears = 8

  let plot: LinePlot
  let figure: Figure
  let x: AxisScale
  let y: AxisScale
  let styles: [Palette.Style]
  var canvas: Canvas
  var clutter = Clutter()

  init(_ figure: Figure, _ plot: LinePlot) {
    self.figure = figure
    self.plot = plot
    styles = Palette.styles(of: plot.series)
    let points = plot.series.flatMap(\.points)
    func marks(_ direction: ReferenceLine.Direction) -> [Double] {
      plot.references.filter { $0.direction == direction }.map(\.value)
    }
    x = AxisScale(
      plot.x.scale,
      holding: points.map(\.x) + marks(.vertical) + plot.regions.flatMap(\.ends),
      startsAtZero: false, most: 10)
    let heights = points.flatMap { [$0.low, $0.y, $0.high].compactMap { $0 } }
      .filter(plot.y.admits)
    y = AxisScale(
      plot.y.scale, holding: heights + marks(.horizontal), startsAtZero: true, most: 7)

    let names = plot.series.map { line -> [String] in
      if case .scattered = line.look { return [] }
      return TextMetrics.lines(line.name, size: Size.label, within: Self.widestLabel)
    }
    let widest = names.joined().map { TextMetrics.width(of: $0, size: Size.label) }.max()
    let ticks = y.ticks.map { TextMetrics.width(of: $0.label, size: Size.label) }.max() ?? 0
    let labelLines = names.reduce(0) { $0 + $1.count }
    canvas = Canvas(
      figure, left: Canvas.padding + ticks + 10,
      right: widest.map { Self.gap + $0 + Canvas.padding } ?? 28,
      above: 24, plotHeight: max(310, Double(labelLines) * Self.lineHeight))
    drawAxisWords()
    for line in plot.series {
      let places = line.points.map { place($0.x, $0.y) }
      if case .scattered = line.look {
        for place in places { clutter.add(line: [place]) }
      } else {
        clutter.add(line: places, marks: line.look == .joined)
      }
    }
    drawNames(names)
    for reference in plot.references where reference.direction == .vertical {
      let at = place(reference.value, y.lower).x
      clutter.add(line: [(at, canvas.top), (at, canvas.bottom)], marks: false)
    }
    for region in plot.regions { draw(region) }
    for reference in plot.references { draw(reference) }
  }

  func place(_ valueX: Double, _ valueY: Double) -> Clutter.Place {
    (
      canvas.left + x.fraction(valueX) * (canvas.right - canvas.left),
      canvas.bottom - y.fraction(valueY) * (canvas.bottom - canvas.top)
    )
  }

  /// Where a line ends; a figure's lines have points.
  private func end(of line: LineSeries) -> Clutter.Place {
    let last = line.points[line.points.count - 1]
    return place(last.x, last.y)
  }

  private mutating func drawAxisWords() {
    canvas.add(
      plot.y.words, x: Canvas.padding, y: canvas.top - 18, colour: Palette.text)
    canvas.add(
      plot.x.words, x: (canvas.left + canvas.right) / 2, y: canvas.bottom + 36,
      colour: Palette.text, alignment: .center)
  }

  // MARK: Names

  /// Writes the names: beside the end of a line where there is room, else at the right edge of the
  /// plot, spread so that none overlaps and joined to the ends they belong to.
  private mutating func drawNames(_ names: [[String]]) {
    var atEdge = [Int]()
    for (index, name) in names.enumerated() where !name.isEmpty {
      let end = end(of: plot.series[index])
      // A name at the edge is near enough to a line that ends there.
      if end.x < canvas.right - 60, let box = freeBox(for: name, near: end) {
        if abs((box.top + box.bottom) / 2 - end.y) > Self.lineHeight {
          canvas.addLine(
            from: end,
            to: (max(box.left, min(box.right, end.x)), box.top < end.y ? box.bottom : box.top),
            colour: styles[index].colour, width: 0.8)
        }
        write(name, in: box, series: index)
      } else {
        atEdge.append(index)
      }
    }
    let ends = atEdge.map { end(of: plot.series[$0]) }
    let middles = LabelSpreading.positions(
      of: ends.map(\.y), heights: atEdge.map { Double(names[$0].count) * Self.lineHeight },
      within: (canvas.top - Self.lineHeight / 2)...(canvas.bottom + Self.lineHeight / 2))
    for ((index, end), middle) in zip(zip(atEdge, ends), middles) {
      let box = Self.box(names[index], x: canvas.right + Self.gap, middle: middle)
      let isFar = end.x < canvas.right - 60
      if isFar || abs(end.y - middle) > 3 {
        canvas.addLine(
          from: (end.x + 6, end.y), to: (canvas.right + Self.gap - 3, middle),
          colour: styles[index].colour, width: 0.8, dash: isFar ? 3 : 1)
      }
      write(names[index], in: box, series: index)
    }
  }

  /// A place for a name beside, above or below the end of its line where it covers nothing.
  private func freeBox(for name: [String], near end: Clutter.Place) -> Box? {
    let height = Double(name.count) * Self.lineHeight
    let width = Self.box(name, x: 0, middle: 0).right
    let shifts = [0.0, 0.8, -0.8, 1.3, -1.3, 2, -2, 3, -3].map { $0 * height }
    let candidates = shifts.flatMap { shift in
      [end.x + 8, end.x - width / 2].map { Self.box(name, x: $0, middle: end.y + shift) }
    }
    return candidates.first { box in
      box.left > canvas.left && box.right < canvas.right - 4 && box.top > canvas.top
        && box.bottom < canvas.bottom - 2 && clutter.count(under: box) == 0
    }
  }

  private mutating func write(_ name: [String], in box: Box, series: Int) {
    for (number, line) in name.enumerated() {
      canvas.add(
        line, x: box.left, y: box.top + (Double(number) + 0.5) * Self.lineHeight,
        colour: styles[series].ink)
    }
    clutter.add(box)
  }

  static func box(_ lines: [String], x: Double, middle: Double) -> Box {
    let width = lines.map { TextMetrics.width(of: $0, size: Size.label) }.max() ?? 0
    let height = Double(lines.count) * lineHeight
    return Box(left: x, top: middle - height / 2, right: x + width, bottom: middle + height / 2)
  }

  // MARK: Reference lines

  private mutating func draw(_ reference: ReferenceLine) {
    let width = TextMetrics.width(of: reference.label, size: Size.label)
    let boxes: [Box]
    switch reference.direction {
    case .horizontal:
      let at = place(x.lower, reference.value).y
      canvas.addLine(
        from: (canvas.left, at), to: (canvas.right, at), colour: Palette.reference, width: 1,
        dash: 2)
      let starts = [
        canvas.left + 4, (canvas.left + canvas.right - width) / 2, canvas.right - width,
      ]
      boxes = [at - 10, at + 10].flatMap { middle in
        starts.map { Self.box([reference.label], x: $0, middle: middle) }
      }
    case .vertical:
      let at = place(reference.value, y.lower).x
      canvas.addLine(
        from: (at, canvas.bottom), to: (at, canvas.top), colour: Palette.reference, width: 1,
        dash: 2)
      let middles = stride(from: canvas.top + 8, to: canvas.bottom, by: 20)
      boxes = middles.flatMap { middle in
        [at + 6, at - 6 - width].map { Self.box([reference.label], x: $0, middle: middle) }
      }.filter { $0.left > canvas.left && $0.right < Canvas.width - Canvas.padding }
    }
    let isInside = { (box: Box) in box.top > canvas.top - 12 && box.bottom < canvas.bottom }
    let candidates = boxes.filter(isInside)
    let free = (candidates.isEmpty ? boxes : candidates).enumerated().min {
      (clutter.count(under: $0.element), $0.offset) < (clutter.count(under: $1.element), $1.offset)
    }
    guard let box = free?.element, !reference.label.isEmpty else { return }
    canvas.add(
      reference.label, x: box.left, y: (box.top + box.bottom) / 2, colour: Palette.reference)
    clutter.add(box)
  }

  // MARK: Commands

  var script: FigureScript {
    let axes =
      [FigureScript.range("x", x), FigureScript.range("y", y)]
      + FigureScript.ticks("x", x) + FigureScript.ticks("y", y)
      + [
        "set grid xtics ytics \(FigureScript.grid)",
        "set border 1 linecolor rgb '\(Palette.axis)' linewidth 1",
      ]
    var bands = [String]()
    var lines = [String]()
    var first = 0
    for (index, series) in plot.series.enumerated() {
      let style = styles[index]
      let rows =
        "'\(figure.name).csv' skip 1 every ::\(first)::\(first + series.points.count - 1)"
      first += series.points.count
      if series.points.contains(where: { $0.low != nil }) {
        bands.append(
          "\(rows) using 2:\(low(of: series)):5 with filledcurves "
            + "fillcolor rgb '\(style.colour)' fillstyle transparent solid 0.16 noborder notitle")
      }
      let isLaw = series.look == .law
      let line =
        "linecolor rgb '\(style.colour)' linewidth \(isLaw ? 1.2 : 2) dashtype \(style.dash)"
      let mark = "pointtype \(style.mark) pointsize \(series.points.count == 1 ? 0.9 : 0.5)"
      if case .scattered = series.look {
        lines.append(
          "\(rows) using 2:3 with points \(line) pointtype \(style.mark) pointsize 0.35 notitle")
        continue
      }
      switch series.points.count {
      case _ where isLaw: lines.append("\(rows) using 2:3 with lines \(line) notitle")
      case 1: lines.append("\(rows) using 2:3 with points \(line) \(mark) notitle")
      case ...(plot.x.scale == .years ? Self.mostMarksOverYears : Self.mostMarks):
        lines.append("\(rows) using 2:3 with linespoints \(line) \(mark) notitle")
      default: lines.append("\(rows) using 2:3 with lines \(line) notitle")
      }
    }
    return FigureScript(canvas: canvas, axes: axes + columns, plots: areas + bands + lines)
  }

  /// The lower edge of a band; one that reaches zero on a logarithmic axis ends at the axis.
  private func low(of series: LineSeries) -> String {
    let reachesZero = series.points.contains { $0.low.map { $0 <= 0 } ?? false }
    guard plot.y.scale == .logarithmic, reachesZero else { return "4" }
    let floor = GnuplotText.number(y.lower)
    return "(valid(4) ? (column(4) > \(floor) ? column(4) : \(floor)) : NaN)"
  }
}
