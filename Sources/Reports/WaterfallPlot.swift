internal import Foundation

/// How one amount becomes another, step by step; every bar begins where the one above it ends.
///
///     WaterfallPlot(
///       label: "Cost of output", unit: "USD/Mtok", start: ("dense, H100", 10.4),
///       steps: [.init("model", by: -6.1), .init("format", by: -1.9)], end: "sparse, fp8")
///
/// Sums stand on a linear axis, and products, whose steps are factors, on a logarithmic one, where the
/// same factor has the same length wherever it stands.
public struct WaterfallPlot: Sendable, Hashable {
  /// What is added, or what is multiplied by.
  public struct Step: Sendable, Hashable {
    public let name: String
    public let amount: Double
    /// The interval of the amount.
    public let low: Double?
    public let high: Double?

    /// - Parameter amount: the summand, or the factor.
    public init(_ name: String, by amount: Double, low: Double? = nil, high: Double? = nil) {
      self.name = name.onOneLine
      self.amount = amount
      self.low = low
      self.high = high
    }
  }

  /// How steps follow each other.
  public enum Arrangement: Sendable, Hashable {
    /// Each is added to what those before it made.
    case sum
    /// Each multiplies what those before it made.
    case product
    /// Each multiplies the start alone: factors beside each other, in rows that series share.
    case apart
  }

  /// One bar.
  struct Row: Sendable, Hashable {
    enum Kind: String { case total, fall, rise, first, second }
    let name: String
    let kind: Kind
    let from: Double
    let to: Double
    /// The interval of `to`.
    let low: Double?
    let high: Double?
    /// The words at its end.
    let words: String
  }

  public let label: String
  public let unit: String?
  public let arrangement: Arrangement
  /// Names of the two kinds of bars where they stand apart.
  let firstName: String
  let secondName: String
  let rows: [Row]

  /// A sum or a product of steps.
  ///
  /// - Parameters:
  ///   - start: what there is before the first step; nil begins with the first step, at zero or one.
  ///   - end: what the outcome is called.
  public init(
    label: String, unit: String? = nil, start: (name: String, value: Double)?, steps: [Step],
    end: String, isProduct: Bool = false
  ) {
    self.label = label.onOneLine
    self.unit = unit.map(\.onOneLine)
    arrangement = isProduct ? .product : .sum
    (firstName, secondName) = ("", "")
    func joined(_ place: Double, _ amount: Double) -> Double {
      isProduct ? place * amount : place + amount
    }
    let floor = isProduct ? 1.0 : 0
    // The parts of a whole are neither gains nor losses.
    let isWhole = start == nil && !isProduct
    var place = start?.value ?? floor
    var rows: [Row] = []
    if let start {
      rows.append(
        Row(
          name: start.name.onOneLine, kind: .total, from: floor, to: place, low: nil, high: nil,
          words: PlusMinus(place, nil).text))
    }
    for step in steps {
      let next = joined(place, step.amount)
      rows.append(
        Row(
          name: step.name, kind: isWhole ? .first : next < place ? .fall : .rise, from: place,
          to: next,
          low: step.low.map { joined(place, $0) }, high: step.high.map { joined(place, $0) },
          words: isProduct ? Self.factor(step.amount) : Self.signed(step.amount)))
      place = next
    }
    rows.append(
      Row(
        name: end.onOneLine, kind: .total, from: floor, to: place, low: nil, high: nil,
        words: isProduct ? Self.factor(place) : PlusMinus(place, nil).text))
    self.rows = rows
  }

  /// Factors beside each other: for each name one of a first kind and, where there is one, of a second.
  public init(
    label: String, factors: [(name: String, first: Step?, second: Step?)],
    first: String, second: String
  ) {
    self.label = label.onOneLine
    unit = nil
    arrangement = .apart
    firstName = first.onOneLine
    secondName = second.onOneLine
    rows = factors.flatMap { item in
      [(item.first, Row.Kind.first), (item.second, .second)].compactMap { step, kind in
        step.map {
          Row(
            name: item.name.onOneLine, kind: kind, from: 1, to: $0.amount, low: $0.low,
            high: $0.high, words: Self.factor($0.amount))
        }
      }
    }
  }

  private static func signed(_ amount: Double) -> String {
    (amount > 0 ? "+" : amount < 0 ? "−" : "") + PlusMinus(abs(amount), nil).text
  }

  private static func factor(_ amount: Double) -> String {
    "× " + PlusMinus(amount, nil).text
  }

  var axis: Axis {
    Axis(label, unit: unit, scale: arrangement == .sum ? .linear : .logarithmic)
  }

  private init(_ other: WaterfallPlot, rows: [Row]) {
    label = other.label
    unit = other.unit
    arrangement = other.arrangement
    (firstName, secondName) = (other.firstName, other.secondName)
    self.rows = rows
  }
}

extension WaterfallPlot {
  func check(in figure: String) throws(FigureError) {
    let lines = arrangement == .apart ? rows.map { "\($0.kind) \($0.name)" } : rows.map(\.name)
    guard let twice = lines.firstRepeated else { return }
    throw .repeatedCategory(figure: figure, category: twice)
  }

  /// The plot with only what can be drawn, and a sentence on each thing left out.
  ///
  /// What follows each other is drawn as a whole or not at all: with a step left out it would not add up.
  func drawable() -> (plot: WaterfallPlot, omissions: [String]) {
    let sound = rows.filter { axis.admits($0.from) && axis.admits($0.to) }
    guard arrangement == .apart || sound.count == rows.count else {
      return (WaterfallPlot(self, rows: []), [])
    }
    var unsound = 0
    let kept = sound.map { row -> Row in
      let ends = [row.low, row.high].compactMap { $0 }
      let isSound =
        ends.isEmpty
        || (ends.count == 2 && ends.allSatisfy(axis.admits)
          && ends[0] <= row.to + abs(row.to) * 1e-9 && ends[1] >= row.to - abs(row.to) * 1e-9)
      if isSound { return row }
      unsound += 1
      return Row(
        name: row.name, kind: row.kind, from: row.from, to: row.to, low: nil, high: nil,
        words: row.words)
    }
    let omissions =
      Omission.sentence(rows.count - kept.count, of: rows.count, "bar", in: "")
      + Omission.sentence(unsound, of: kept.count, "interval", in: "")
    return (WaterfallPlot(self, rows: kept), omissions)
  }
}
