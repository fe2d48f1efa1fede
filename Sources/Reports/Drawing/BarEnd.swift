internal import Foundation

/// A number at the end of a bar or of a stack.
struct BarEnd {
  let text: String
  /// The value at which the bar, or its interval, ends.
  let value: Double
  /// The middle of the bar in rows, from 0 at the middle of the first category.
  let row: Double

  private var width: Double { TextMetrics.width(of: text, size: Canvas.Size.label) + 8 }
}

extension BarEnd {
  /// The numbers of a plot.
  ///
  /// - Parameter offset: How far the bars of a series stand from the middle of their category, in
  ///   rows.
  static func ends(of plot: BarPlot, offset: (Int) -> Double) -> [BarEnd] {
    switch plot.arrangement {
    case .grouped: grouped(plot, offset)
    case .stacked: stacked(plot)
    }
  }

  private static func grouped(_ plot: BarPlot, _ offset: (Int) -> Double) -> [BarEnd] {
    let greatest = plot.series.flatMap(\.bars).compactMap { $0.map { abs($0.value) } }.max() ?? 0
    var ends = [BarEnd]()
    for (index, one) in plot.series.enumerated() {
      for (row, bar) in one.bars.enumerated() {
        guard let bar else { continue }
        let halfWidth = bar.low.flatMap { low in bar.high.map { ($0 - low) / 2 } }
        let outer = bar.value < 0 ? bar.low : bar.high
        ends.append(
          BarEnd(
            text: words(bar.value, halfWidth, greatest), value: outer ?? bar.value,
            row: Double(row) + offset(index)))
      }
    }
    return ends
  }

  /// The whole of each stack. It is given no interval: those of its parts do not say how the parts
  /// vary together.
  private static func stacked(_ plot: BarPlot) -> [BarEnd] {
    let stacks = plot.categories.indices.map { row in plot.series.compactMap { $0.bars[row] } }
    let totals = stacks.map { $0.reduce(0) { $0 + $1.value } }
    let greatest = totals.max() ?? 0
    // Shares of a whole are 100 % together, which says nothing.
    if plot.isOfShares { return [] }
    return stacks.enumerated().compactMap { row, parts in
      guard !parts.isEmpty else { return nil }
      var (total, outer) = (0.0, 0.0)
      for part in parts {
        outer = max(outer, total + (part.high ?? part.value))
        total += part.value
      }
      return BarEnd(text: words(total, nil, greatest), value: outer, row: Double(row))
    }
  }

  /// A number with the digits of its interval; without one, with as many decimals as give the
  /// greatest number three digits.
  private static func words(_ value: Double, _ halfWidth: Double?, _ greatest: Double) -> String {
    guard halfWidth == nil, (0.01..<1e4).contains(greatest) else {
      return halfWidth == nil ? TickLabel.number(value) : PlusMinus(value, halfWidth).text
    }
    let places = max(0, 2 - Int(log10(greatest).rounded(.down)))
    let text = String(format: "%.\(places)f", value)
    let isLost = value != 0 && !text.contains { ("1"..."9").contains($0) }
    return isLost ? PlusMinus(value, nil).text(significantDigits: 1) : text
  }

  /// Margins that leave room for numbers that reach out of the plot.
  ///
  /// - Parameter names: The room that the names of the categories take, with the sheet's edge.
  static func margins(
    for ends: [BarEnd], on scale: AxisScale, names: Double
  ) -> (left: Double, right: Double) {
    let edge = Canvas.width - Canvas.padding
    var (left, right) = (names, Canvas.padding + 12)
    for end in ends where end.value < 0 {
      // The plot is at least half as wide as what is left of the sheet.
      left = max(left, names + end.width - scale.fraction(end.value) * (edge - names) / 2)
    }
    for end in ends where end.value >= 0 {
      let share = scale.fraction(end.value)
      // left + share × (sheet − right − left) + width ≤ edge
      guard share > 0 else { continue }
      right = max(right, (left + end.width - edge) / share + Canvas.width - left)
    }
    return (left, right)
  }
}
