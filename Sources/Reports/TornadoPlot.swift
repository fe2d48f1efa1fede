/// How far an outcome swings with each uncertain input alone, the widest swing on top.
///
///     TornadoPlot(
///       label: "Cost of output", unit: "USD/Mtok", base: 0.55,
///       rows: [
///         .init("Electricity", low: .init(0.53, label: "0.06 USD/kWh"),
///           high: .init(0.58, label: "0.10 USD/kWh")),
///         .init("Purchase price", low: .init(0.44), high: .init(0.71)),
///       ])
///
/// Each input has one bar for its low and one for its high end, both beginning at the outcome of the
/// base case; the two are told apart by shade and by the words at their ends. A bar does not say how
/// inputs act together (Eschenbach 1992, "Spiderplots versus tornado diagrams for sensitivity
/// analysis", doi:10.1287/inte.22.6.40).
public struct TornadoPlot: Sendable, Hashable {
  /// The outcome with one input at one end of its range.
  public struct End: Sendable, Hashable {
    public let outcome: Double
    /// The value of the input there, such as `0.06 USD/kWh`; written at the end of the bar.
    public let label: String?

    public init(_ outcome: Double, label: String? = nil) {
      self.outcome = outcome
      self.label = label?.onOneLine
    }
  }

  /// One input with all others at their base values.
  public struct Row: Sendable, Hashable {
    public let name: String
    public let low: End
    public let high: End

    public init(_ name: String, low: End, high: End) {
      self.name = name.onOneLine
      self.low = low
      self.high = high
    }
  }

  /// The axis of the outcome; always linear, because swings are differences.
  public let label: String
  public let unit: String?
  /// The outcome with every input at its base value.
  public let base: Double
  public let baseLabel: String
  /// Inputs by falling swing; those of one swing stay in the order given.
  public let rows: [Row]
  /// What the two ends of an input's range are called.
  public let lowName: String
  public let highName: String

  public init(
    label: String, unit: String? = nil, base: Double, baseLabel: String = "base", rows: [Row],
    lowName: String = "P10", highName: String = "P90"
  ) {
    self.label = label.onOneLine
    self.unit = unit.map(\.onOneLine)
    self.base = base
    self.baseLabel = baseLabel.onOneLine
    self.rows = rows.enumerated().sorted {
      let (one, other) = ($0.element.swing(around: base), $1.element.swing(around: base))
      return one == other ? $0.offset < $1.offset : one > other
    }.map(\.element)
    self.lowName = lowName.onOneLine
    self.highName = highName.onOneLine
  }

  var axis: Axis { Axis(label, unit: unit) }
}

extension TornadoPlot.Row {
  /// How far the outcome goes from its least to its greatest value, the base among them; below all
  /// others where an end is no number.
  func swing(around base: Double) -> Double {
    let values = [low.outcome, high.outcome, base]
    guard values.allSatisfy(\.isFinite) else { return -1 }
    return (values.max() ?? base) - (values.min() ?? base)
  }

  /// Whether both ends move the outcome to one side, so that their bars would cover each other.
  func isOneSided(around base: Double) -> Bool {
    (low.outcome - base) * (high.outcome - base) > 0
  }
}

extension TornadoPlot {
  func check(in figure: String) throws(FigureError) {
    if let twice = rows.map(\.name).firstRepeated {
      throw .repeatedCategory(figure: figure, category: twice)
    }
  }

  /// The plot with only what can be drawn, and a sentence on each thing left out.
  func drawable() -> (plot: TornadoPlot, omissions: [String]) {
    let kept = rows.filter { base.isFinite && $0.low.outcome.isFinite && $0.high.outcome.isFinite }
    let omissions = Omission.sentence(rows.count - kept.count, of: rows.count, "input", in: "")
    let plot = TornadoPlot(
      label: label, unit: unit, base: base, baseLabel: baseLabel, rows: kept, lowName: lowName,
      highName: highName)
    return (plot, omissions)
  }
}
