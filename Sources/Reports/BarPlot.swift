/// Bars: one group or one stack for each category, one colour for each series.
///
/// They lie on their side, so that names of any length can be read, and always start at zero.
public struct BarPlot: Sendable, Hashable {
  public enum Arrangement: Sendable, Hashable {
    /// The bars of a category stand beside each other.
    case grouped
    /// The bars of a category are parts of a whole, which is printed at the end.
    case stacked
  }

  public let categories: [String]
  /// The axis of the lengths; always linear, because a length on a logarithmic axis means nothing.
  public let label: String
  public let unit: String?
  public let series: [BarSeries]
  public let arrangement: Arrangement
  /// Values that the lengths are read against, each with its label.
  public let references: [ReferenceLine]

  /// - Parameters:
  ///   - label: What the lengths are.
  ///   - series: One bar for each category, in the order of the categories.
  public init(
    categories: [String], label: String, unit: String? = nil, series: [BarSeries],
    arrangement: Arrangement = .grouped, references: [(value: Double, label: String)] = []
  ) {
    self.categories = categories.map(\.onOneLine)
    self.label = label.onOneLine
    self.unit = unit.map(\.onOneLine)
    self.series = series
    self.arrangement = arrangement
    self.references = references.map { ReferenceLine(.vertical, at: $0.value, label: $0.label) }
  }

  var axis: Axis { Axis(label, unit: unit) }

  /// Whether every stack is 100 %.
  var isOfShares: Bool {
    guard arrangement == .stacked, unit == "%" else { return false }
    return categories.indices.allSatisfy { row in
      let total = series.reduce(0) { $0 + ($1.bars[row]?.value ?? 0) }
      return total == 0 || abs(total - 100) < 0.5
    }
  }
}

/// The bars of one colour, one for each category; nil where there is none.
public struct BarSeries: Sendable, Hashable {
  public let name: String
  public let bars: [Bar?]

  public init(_ name: String, _ bars: [Bar?]) {
    self.name = name.onOneLine
    self.bars = bars
  }

  /// Bars without intervals.
  public init(_ name: String, values: [Double?]) {
    self.init(name, values.map { value in value.map { Bar($0) } })
  }
}

/// The length of a bar with the interval around it, if it has one.
public struct Bar: Sendable, Hashable {
  public let value: Double
  public let low: Double?
  public let high: Double?

  public init(_ value: Double, low: Double? = nil, high: Double? = nil) {
    self.value = value
    self.low = low
    self.high = high
  }

  public init(_ value: Double, halfWidth: Double?) {
    self.init(
      value, low: halfWidth.map { value - $0 }, high: halfWidth.map { value + $0 })
  }
}

extension BarPlot {
  func check(in figure: String) throws(FigureError) {
    if let twice = categories.firstRepeated {
      throw .repeatedCategory(figure: figure, category: twice)
    }
    for one in series {
      guard one.bars.count == categories.count else {
        throw .wrongBarCount(
          figure: figure, series: one.name, found: one.bars.count, expected: categories.count)
      }
      guard arrangement == .stacked else { continue }
      for (category, bar) in zip(categories, one.bars) {
        if let bar, bar.value < 0 {
          throw .negativePart(
            figure: figure, series: one.name, category: category, value: bar.value)
        }
      }
    }
  }

  /// The plot with only what can be drawn, and a sentence on each thing left out.
  func drawable() -> (plot: BarPlot, omissions: [String]) {
    var omissions = [String]()
    var kept = [BarSeries]()
    for one in series {
      let given = one.bars.compactMap { $0 }
      let drawn = one.bars.map { bar in bar.flatMap { $0.value.isFinite ? $0 : nil } }
      let count = drawn.compactMap { $0 }.count
      omissions += Omission.sentence(
        given.count - count, of: given.count, "bar", in: one.name)
      let unsound = drawn.compactMap { $0 }.filter(\.hasUnsoundInterval).count
      omissions += Omission.sentence(unsound, of: count, "interval", in: one.name)
      if count > 0 { kept.append(BarSeries(one.name, drawn.map { $0?.withSoundInterval })) }
    }
    let lines = references.filter { axis.admits($0.value) }
    omissions += Omission.sentence(
      references.count - lines.count, of: references.count, "reference line", in: "")
    let plot = BarPlot(
      categories: categories, label: label, unit: unit, series: kept, arrangement: arrangement,
      references: lines.map { ($0.value, $0.label) })
    return (plot, omissions)
  }
}

extension Bar {
  var hasUnsoundInterval: Bool { Point(0, value, low: low, high: high).hasUnsoundInterval }
  var withSoundInterval: Bar { hasUnsoundInterval ? Bar(value) : self }
}
