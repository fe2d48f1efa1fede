internal import Foundation

/// Lays out a roofline: scales, roofs with their labels, points with names that keep off each
/// other, and the list beside the plot.
struct RooflineDrawing {
  private typealias Size = Canvas.Size
  private static let lineHeight = Size.label * Size.lineHeight
  private static let asideWidth = 196.0

  private let figure: Figure
  private let plot: RooflinePlot
  private let x: AxisScale
  private let y: AxisScale
  private var canvas: Canvas
  private var clutter = Clutter()
  private var roofLabels: [Box] = []

  init(_ figure: Figure, _ plot: RooflinePlot) {
    self.figure = figure
    self.plot = plot
    let marks = plot.groups.flatMap(\.marks)
    let highest = plot.ceilings.map(\.rate).max() ?? 1
    let ridge = highest / plot.slope
    x = AxisScale(
      .logarithmic,
      holding: marks.flatMap { [$0.intensity / 2, $0.intensity * 3] } + [ridge / 2, ridge * 5],
      startsAtZero: false, most: 8)
    y = AxisScale(
      .logarithmic, holding: marks.map { $0.rate / 2.5 } + [highest * 1.6], startsAtZero: false,
      most: 8)
    let ticks = y.ticks.map { TextMetrics.width(of: $0.label, size: Size.label) }.max() ?? 0
    let asideLines = Self.aside(of: plot).count
    canvas = Canvas(
      figure, left: Canvas.padding + ticks + 10,
      right: Self.asideWidth + 18 + Canvas.padding, above: 24,
      plotHeight: max(400, Double(asideLines) * Self.lineHeight))
    drawAxisWords()
    addMarksToClutter()
    drawRoofLabels()
    drawMarkNames()
    drawAside()
  }

  private func place(_ intensity: Double, _ rate: Double) -> Clutter.Place {
    (
      canvas.left + x.fraction(intensity) * (canvas.right - canvas.left),
      canvas.bottom - y.fraction(rate) * (canvas.bottom - canvas.top)
    )
  }

  private mutating func drawAxisWords() {
    canvas.add(plot.y.words, x: Canvas.padding, y: canvas.top - 18, colour: Palette.text)
    canvas.add(
      plot.x.words, x: (canvas.left + canvas.right) / 2, y: canvas.bottom + 36,
      colour: Palette.text, alignment: .center)
  }

  // MARK: Roofs

  /// The ends of each roof inside the plot: first that of the memory, then the ceilings.
  private var roofs: [(from: (x: Double, y: Double), to: (x: Double, y: Double))] {
    let highest = plot.ceilings.map(\.rate).max() ?? 1
    let start = max(x.lower, y.lower / plot.slope)
    let slope = ((start, start * plot.slope), (highest / plot.slope, highest))
    return [slope]
      + plot.ceilings.map { (($0.rate / plot.slope, $0.rate), (x.upper, $0.rate)) }
  }

  /// Names the roofs where their labels cover no point: a ceiling above or below its line, the
  /// memory beside its slope.
  private mutating func drawRoofLabels() {
    let roofs = roofs
    for roof in roofs {
      clutter.add(
        line: [place(roof.from.x, roof.from.y), place(roof.to.x, roof.to.y)], marks: false)
    }
    for (ceiling, roof) in zip(plot.ceilings, roofs.dropFirst()) {
      let (from, to) = (place(roof.from.x, roof.from.y), place(roof.to.x, roof.to.y))
      let width = TextMetrics.width(of: ceiling.label, size: Size.label)
      // From the right end leftwards, above the line before below it.
      let lefts = [0.0, 0.25, 0.5, 0.75, 1].map { to.x - 4 - width - $0 * (to.x - from.x) }
      write(
        ceiling.label, at: [-10.0, 10].flatMap { shift in lefts.map { ($0, from.y + shift) } })
    }
    let (from, to) = (place(roofs[0].from.x, roofs[0].from.y), place(roofs[0].to.x, roofs[0].to.y))
    let width = TextMetrics.width(of: plot.slopeLabel, size: Size.label)
    write(
      plot.slopeLabel,
      at: [0.3, 0.4, 0.2, 0.5, 0.6, 0.7].map { share in
        let at = (x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y))
        return (max(canvas.left + 4, at.x - width - 12), at.y - 10)
      })
  }

  /// Writes the label of a roof at the first of the places where it covers least.
  private mutating func write(_ label: String, at places: [(left: Double, middle: Double)]) {
    let boxes = places.map { Self.box([label], left: $0.left, middle: $0.middle) }
    let free = boxes.enumerated().min {
      (clutter.count(under: $0.element), $0.offset) < (clutter.count(under: $1.element), $1.offset)
    }
    guard let box = free?.element, !label.isEmpty else { return }
    canvas.add(label, x: box.left, y: (box.top + box.bottom) / 2, colour: Palette.reference)
    clutter.add(box)
    roofLabels.append(box)
  }

  private static func box(_ lines: [String], left: Double, middle: Double) -> Box {
    let width = lines.map { TextMetrics.width(of: $0, size: Size.label) }.max() ?? 0
    let half = Double(lines.count) * lineHeight / 2
    return Box(left: left, top: middle - half, right: left + width, bottom: middle + half)
  }

  // MARK: Points

  /// gnuplot's size of a point whose area is a share; the least can still be seen.
  private static func pointSize(_ share: Double) -> Double { max(0.45, 4.2 * share.squareRoot()) }

  /// The radius on the sheet of a point of a size.
  private static let radiusOfUnitSize = 4.6

  /// Points of one group that touch each other, and share a label of several lines.
  private struct Cluster {
    let group: Int
    /// Of the largest of them.
    let at: Clutter.Place
    let radius: Double
    var lines: [String]
  }

  /// The clusters, those with the largest points first.
  private var clusters: [Cluster] {
    let marks = plot.groups.enumerated()
      .flatMap { group, one in one.marks.map { (group: group, mark: $0) } }
    // Equal shares stay in their order.
    let order = marks.indices.sorted {
      (-marks[$0].mark.share, $0) < (-marks[$1].mark.share, $1)
    }
    var clusters: [Cluster] = []
    for index in order {
      let (group, mark) = marks[index]
      let at = place(mark.intensity, mark.rate)
      let radius = Self.radiusOfUnitSize * Self.pointSize(mark.share)
      let near = clusters.firstIndex {
        $0.group == group && hypot($0.at.x - at.x, $0.at.y - at.y) < $0.radius + radius
      }
      guard !mark.name.isEmpty else { continue }
      if let near {
        clusters[near].lines.append(Self.words(mark))
      } else {
        clusters.append(Cluster(group: group, at: at, radius: radius, lines: [Self.words(mark)]))
      }
    }
    return clusters
  }

  private mutating func addMarksToClutter() {
    for mark in plot.groups.flatMap(\.marks) {
      let at = place(mark.intensity, mark.rate)
      // A square about as large as the disc: the corners of its box are free.
      let half = Self.radiusOfUnitSize * Self.pointSize(mark.share) * 0.85
      clutter.add(
        Box(left: at.x - half, top: at.y - half, right: at.x + half, bottom: at.y + half))
    }
  }

  /// Writes the names, each where it covers least and is near.
  private mutating func drawMarkNames() {
    let clusters = clusters
    for (cluster, box) in zip(clusters, boxes(for: clusters)) {
      let style = Palette.style(cluster.group)
      if let leader = Self.leader(from: cluster, to: box) {
        canvas.addLine(from: leader.0, to: leader.1, colour: style.colour, width: 0.8)
      }
      // Against the side that faces the points.
      let isLeft = (box.left + box.right) / 2 < cluster.at.x && box.right <= cluster.at.x
      for (number, line) in cluster.lines.enumerated() {
        canvas.add(
          line, x: isLeft ? box.right : box.left,
          y: box.top + (Double(number) + 0.5) * Self.lineHeight, colour: style.ink,
          alignment: isLeft ? .right : .left)
      }
    }
  }

  /// Where the names go: first those of the largest points, each beside those before it; then each
  /// moves where it costs less beside all others, until none does.
  private func boxes(for clusters: [Cluster]) -> [Box] {
    var placed: [(box: Box, ring: Double)] = []
    for round in 0..<8 {
      var hasMoved = false
      for (index, cluster) in clusters.enumerated() {
        var all = clutter
        var words = Clutter()
        for box in roofLabels { words.add(box) }
        for (other, (box, _)) in placed.enumerated() where other != index {
          all.add(box)
          words.add(box)
          if let leader = Self.leader(from: clusters[other], to: box) {
            all.add(line: [leader.0, leader.1], marks: false)
          }
        }
        let best = bestBox(for: cluster, beside: all, words: words)
        if round == 0 {
          placed.append(best.place)
        } else if best.cost < cost(of: placed[index], for: cluster, beside: all, words: words) {
          placed[index] = best.place
          hasMoved = true
        }
      }
      if round > 0, !hasMoved { break }
    }
    return placed.map(\.box)
  }

  /// The line from a point to its name, where that is not beside it.
  private static func leader(
    from cluster: Cluster, to box: Box
  ) -> (Clutter.Place, Clutter.Place)? {
    let edge = nearest(box, to: cluster.at)
    let gap = hypot(edge.x - cluster.at.x, edge.y - cluster.at.y) - cluster.radius
    guard gap > 7 else { return nil }
    let share = cluster.radius / (gap + cluster.radius)
    let start = (
      x: cluster.at.x + share * (edge.x - cluster.at.x),
      y: cluster.at.y + share * (edge.y - cluster.at.y)
    )
    return (start, edge)
  }

  private static func words(_ mark: RooflinePlot.Mark) -> String {
    mark.name + " " + percentage(mark.share)
  }

  /// A share with at most two digits.
  static func percentage(_ share: Double) -> String {
    share >= 0.0995
      ? String(format: "%.0f %%", share * 100)
      : share >= 0.001 ? String(format: "%.1f %%", share * 100) : "< 0.1 %"
  }

  /// Twenty-four directions on rings further and further out.
  private func bestBox(
    for cluster: Cluster, beside all: Clutter, words: Clutter
  ) -> (cost: Double, place: (box: Box, ring: Double)) {
    let size = Self.box(cluster.lines, left: 0, middle: 0)
    let (half, rise) = (size.right / 2, size.bottom)
    var best: (cost: Double, place: (box: Box, ring: Double))?
    for ring in [3.0, 8, 14, 22, 32, 44, 58, 74, 92, 112, 134, 158, 184] {
      for step in 0..<24 {
        let angle = Double(step) / 24 * 2 * .pi
        let (dx, dy) = (cos(angle), sin(angle))
        // The box just clears the ring.
        let reach = cluster.radius + ring
        let middle = (
          x: cluster.at.x + dx * (reach + half * abs(dx)),
          y: cluster.at.y + dy * (reach + rise * abs(dy))
        )
        let box = Self.box(cluster.lines, left: middle.x - half, middle: middle.y)
        guard box.left > canvas.left + 2, box.right < canvas.right - 2, box.top > canvas.top,
          box.bottom < canvas.bottom - 2
        else { continue }
        let cost = cost(of: (box, ring), for: cluster, beside: all, words: words)
        if best.map({ cost < $0.cost }) ?? true { best = (cost, (box, ring)) }
      }
    }
    return best
      ?? (.infinity, (Self.box(cluster.lines, left: cluster.at.x, middle: cluster.at.y), 0))
  }

  /// What a place of a name costs: much where it or its line meets other words, less where the
  /// line meets a point, least the distance.
  private func cost(
    of place: (box: Box, ring: Double), for cluster: Cluster, beside all: Clutter, words: Clutter
  ) -> Double {
    let line = (cluster.at, Self.nearest(place.box, to: cluster.at))
    let crossed = all.count(on: line, beyond: cluster.radius + 1)
    let crossedWords = words.count(on: line, beyond: cluster.radius + 1)
    return Double(all.count(under: place.box) + crossedWords) * 1_000
      + Double(crossed - crossedWords) * 250 + place.ring
  }

  /// The point of a rectangle next to a place.
  private static func nearest(_ box: Box, to place: Clutter.Place) -> Clutter.Place {
    (max(box.left, min(box.right, place.x)), max(box.top + 3, min(box.bottom - 3, place.y)))
  }

  // MARK: Beside the plot

  private enum AsideLine {
    case heading(String)
    case group(Int, String)
    case item(String)
    case gap
  }

  /// The lines of the list: each group with its name, which is also the key to its colour.
  private static func aside(of plot: RooflinePlot) -> [AsideLine] {
    var lines: [AsideLine] = []
    for (index, group) in plot.groups.enumerated() {
      if index > 0 { lines.append(.gap) }
      lines += TextMetrics.lines(group.name, size: Size.label, within: asideWidth - 18)
        .map { .group(index, $0) }
      guard !group.aside.isEmpty else { continue }
      lines += TextMetrics.lines(plot.asideHeading, size: Size.label, within: asideWidth)
        .map { .heading($0) }
      for item in group.aside {
        lines += TextMetrics.lines(item, size: Size.label, within: asideWidth - 10)
          .map { .item($0) }
      }
    }
    return lines
  }

  private mutating func drawAside() {
    let left = canvas.right + 18
    var y = canvas.top + Self.lineHeight / 2
    var lastGroup: Int?
    for line in Self.aside(of: plot) {
      switch line {
      case .heading(let text): canvas.add(text, x: left, y: y, colour: Palette.faint)
      case .group(let group, let text):
        let style = Palette.style(group)
        if lastGroup != group {
          canvas.addSquare(x: left, y: y, side: 11, colour: style.colour)
          lastGroup = group
        }
        canvas.add(text, x: left + 17, y: y, colour: style.ink)
      case .item(let text): canvas.add(text, x: left + 10, y: y, colour: Palette.text)
      case .gap: break
      }
      y += Self.lineHeight
    }
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
    let roofLines = roofs.map { roof in
      let (from, to) = (roof.from, roof.to)
      return
        "'+' every ::0::0 using (\(GnuplotText.number(from.x))):(\(GnuplotText.number(from.y))):"
        + "(\(GnuplotText.number(to.x - from.x))):(\(GnuplotText.number(to.y - from.y))) "
        + "with vectors nohead linecolor rgb '\(Palette.reference)' linewidth 1.6 notitle"
    }
    var marks: [String] = []
    var first = 0
    for (index, group) in plot.groups.enumerated() where !group.marks.isEmpty {
      let style = Palette.style(index)
      let rows =
        "'\(figure.name).csv' skip 1 every ::\(first)::\(first + group.marks.count - 1)"
      first += group.marks.count
      let size = "(4.2 * sqrt($5) > 0.45 ? 4.2 * sqrt($5) : 0.45)"
      // Translucent discs with a rim, so that neighbours show through each other.
      marks.append(
        "\(rows) using 3:4:\(size) with points pointtype 7 pointsize variable "
          + "linecolor rgb '#66\(style.colour.dropFirst())' notitle")
      marks.append(
        "\(rows) using 3:4:\(size) with points pointtype 6 pointsize variable linewidth 1 "
          + "linecolor rgb '\(style.colour)' notitle")
    }
    return FigureScript(canvas: canvas, axes: axes, plots: roofLines + marks)
  }
}
