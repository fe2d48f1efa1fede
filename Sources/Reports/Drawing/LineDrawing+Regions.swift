extension LineDrawing {
  /// The colour of a region: that of the series it belongs to, or grey.
  private func style(of region: PlotRegion) -> Palette.Style? {
    region.like.flatMap { name in plot.series.firstIndex { $0.name == name } }.map { styles[$0] }
  }

  /// Writes the name of a region where it covers least, within the region: on few lines where there is
  /// room, else on more and shorter ones.
  mutating func draw(_ region: PlotRegion) {
    guard !region.label.isEmpty else { return }
    var best: (lines: [String], box: Box, count: Int)?
    for width in [Self.widestLabel, 110, 80, 60] {
      let lines = TextMetrics.lines(region.label, size: Canvas.Size.label, within: width)
      for box in boxes(of: lines) where holds(box, in: region) {
        let count = clutter.count(under: box)
        if count < best?.count ?? .max { best = (lines, box, count) }
      }
      if best?.count == 0 { break }
    }
    guard let best else { return }
    for (number, line) in best.lines.enumerated() {
      canvas.add(
        line, x: best.box.left, y: best.box.top + (Double(number) + 0.5) * Self.lineHeight,
        colour: style(of: region)?.ink ?? Palette.text)
    }
    clutter.add(best.box)
  }

  /// Places for lines of words all over the plot, from the top left.
  private func boxes(of lines: [String]) -> [Box] {
    let size = Self.box(lines, x: 0, middle: 0)
    let half = (size.bottom - size.top) / 2
    func steps(_ from: Double, _ to: Double) -> [Double] {
      from > to ? [] : (0...40).map { from + (to - from) * Double($0) / 40 }
    }
    return steps(canvas.top + half + 4, canvas.bottom - half - 4).flatMap { middle in
      steps(canvas.left + 6, canvas.right - size.right - 2).map {
        Self.box(lines, x: $0, middle: middle)
      }
    }
  }

  /// Whether a box lies in a region, some way from its edge and from the regions that begin in it.
  private func holds(_ box: Box, in region: PlotRegion) -> Bool {
    switch region.extent {
    case .columns(let from, let to):
      func across(_ value: Double) -> Double { place(value, y.lower).x }
      let left = from.map(across) ?? canvas.left
      let next = plot.regions.compactMap { other -> Double? in
        guard case .columns(let start?, _) = other.extent else { return nil }
        return across(start)
      }.filter { $0 > left + 1 }.min()
      let right = min(to.map(across) ?? canvas.right, next ?? canvas.right)
      return box.left >= left + 4 && box.right <= right
    case .below(let name), .above(let name):
      guard let line = plot.series.first(where: { $0.name == name }) else { return false }
      let places = line.points.map { place($0.x, $0.y) }
      guard let left = height(of: places, at: box.left),
        let right = height(of: places, at: box.right)
      else { return false }
      let heights = [left, right] + places.filter { box.left < $0.x && $0.x < box.right }.map(\.y)
      if case .below = region.extent { return heights.allSatisfy { $0 + 6 < box.top } }
      return heights.allSatisfy { $0 - 6 > box.bottom }
    }
  }

  /// Where a line through places runs at a place across the sheet; nil beside it.
  private func height(of places: [Clutter.Place], at across: Double) -> Double? {
    for (a, b) in zip(places, places.dropFirst())
    where min(a.x, b.x) <= across && across <= max(a.x, b.x) && a.x != b.x {
      return a.y + (b.y - a.y) * (across - a.x) / (b.x - a.x)
    }
    return nil
  }

  /// Commands for regions that are columns.
  var columns: [String] {
    plot.regions.compactMap { region in
      guard case .columns(let from, let to) = region.extent else { return nil }
      func end(_ value: Double?, _ edge: Double) -> String { GnuplotText.number(value ?? edge) }
      return "set object rectangle from first \(end(from, x.lower)), graph 0 "
        + "to first \(end(to, x.upper)), graph 1 behind "
        + "fillcolor rgb '\(style(of: region)?.colour ?? Palette.faint)' "
        + "fillstyle transparent solid 0.10 noborder"
    }
  }

  /// Parts of the `plot` command for regions beside lines.
  var areas: [String] {
    plot.regions.compactMap { region in
      let edge: Double
      let name: String
      switch region.extent {
      case .columns: return nil
      case .below(let series): (name, edge) = (series, y.lower)
      case .above(let series): (name, edge) = (series, y.upper)
      }
      guard let index = plot.series.firstIndex(where: { $0.name == name }) else { return nil }
      let first = plot.series[..<index].reduce(0) { $0 + $1.points.count }
      return "'\(figure.name).csv' skip 1 every "
        + "::\(first)::\(first + plot.series[index].points.count - 1) "
        + "using 2:(\(GnuplotText.number(edge))):3 with filledcurves "
        + "fillcolor rgb '\(style(of: region)?.colour ?? Palette.faint)' "
        + "fillstyle transparent solid 0.10 noborder notitle"
    }
  }
}
