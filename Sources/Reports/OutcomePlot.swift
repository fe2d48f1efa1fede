internal import Foundation

/// How an uncertain outcome is distributed: a histogram of its draws, with marks such as P10, P50
/// and P90 across it.
///
///     OutcomePlot(
///       label: "Cost of output", unit: "USD/Mtok", draws: draws,
///       marks: [(0.41, "P10"), (0.55, "P50"), (0.83, "P90")])
///
/// Draws weigh the same. Bins are as wide as Freedman & Diaconis (1981), "On the histogram as a
/// density estimator", doi:10.1007/BF01025868, advise, 2·IQR·n^(-1/3), taken to a near width of 1, 2,
/// 2.5 or 5 times a power of ten, and there are at most ``mostBins``. Several outcomes are better compared
/// as cumulative curves: see ``LinePlot/init(cumulative:label:unit:scale:marks:)``.
public struct OutcomePlot: Sendable, Hashable {
  public static let mostBins = 60

  public let label: String
  public let unit: String?
  public let draws: [Double]
  /// Values across the histogram, each with its label.
  public let marks: [ReferenceLine]

  /// - Parameter marks: The caller's own quantiles, so that figure and sentence say the same.
  public init(
    label: String, unit: String? = nil, draws: [Double],
    marks: [(value: Double, label: String)] = []
  ) {
    self.init(
      label: label, unit: unit, draws: draws,
      marks: marks.map { ReferenceLine(.vertical, at: $0.value, label: $0.label) })
  }

  private init(label: String, unit: String?, draws: [Double], marks: [ReferenceLine]) {
    self.label = label.onOneLine
    self.unit = unit.map(\.onOneLine)
    self.draws = draws
    self.marks = marks
  }

  var axis: Axis { Axis(label, unit: unit) }
}

extension OutcomePlot {
  /// The plot with only what can be drawn, and a sentence on each thing left out.
  func drawable() -> (plot: OutcomePlot, omissions: [String]) {
    let kept = draws.filter(\.isFinite)
    let lines = marks.filter { $0.value.isFinite }
    let omissions =
      Omission.sentence(draws.count - kept.count, of: draws.count, "draw", in: "")
      + Omission.sentence(marks.count - lines.count, of: marks.count, "mark", in: "")
    return (OutcomePlot(label: label, unit: unit, draws: kept, marks: lines), omissions)
  }

  /// A bar of the histogram; a draw on the edge of two belongs to the upper one.
  struct Bin: Equatable {
    let low: Double
    let high: Double
    let count: Int
  }

  /// Bins of one width that hold every draw, the empty ones between them too.
  ///
  /// - Precondition: there are draws, and all are finite.
  var bins: [Bin] {
    let sorted = draws.sorted()
    guard let least = sorted.first, let greatest = sorted.last else {
      preconditionFailure("a histogram of no draws")
    }
    guard least < greatest else {
      let half = least == 0 ? 0.5 : abs(least) / 20
      return [Bin(low: least - half, high: least + half, count: sorted.count)]
    }
    let width = Self.width(of: sorted, from: least, to: greatest)
    let first = (least / width).rounded(.down)
    let count = Int((greatest / width).rounded(.down) - first) + 1
    var counts = [Int](repeating: 0, count: count)
    for draw in sorted {
      counts[min(count - 1, max(0, Int((draw / width - first).rounded(.down))))] += 1
    }
    return counts.enumerated().map { index, count in
      Bin(
        low: (first + Double(index)) * width, high: (first + Double(index + 1)) * width,
        count: count)
    }
  }

  private static func width(of sorted: [Double], from least: Double, to greatest: Double) -> Double
  {
    let range = greatest - least
    let quartiles = Quantile.of(sorted, at: 0.75) - Quantile.of(sorted, at: 0.25)
    let advised = 2 * quartiles / pow(Double(sorted.count), 1.0 / 3)
    // Where half of all draws are equal, as many bins as Sturges (1926) advises.
    let rough = advised > 0 ? advised : range / (1 + log2(Double(sorted.count)))
    let least = range / Double(mostBins - 2)
    // About the nearest of the round widths.
    return AxisScale.roundStep(atLeast: max(rough / 1.5, least))
  }
}

extension LinePlot {
  /// Cumulative curves of uncertain outcomes: what share of the draws lies at or below a value.
  ///
  /// Each curve steps at its draws. Draws that are not finite are left out.
  ///
  /// - Parameter marks: Values across the plot, each with its label.
  public init(
    cumulative outcomes: [(name: String, draws: [Double])], label: String, unit: String? = nil,
    scale: Axis.Scale = .linear, marks: [(value: Double, label: String)] = []
  ) {
    let x = Axis(label, unit: unit, scale: scale)
    let series = outcomes.map { name, draws in
      let sorted = draws.filter(x.admits).sorted()
      var points: [Point] = []
      for (index, draw) in sorted.enumerated() {
        let share = 100 / Double(sorted.count)
        points.append(Point(draw, share * Double(index)))
        points.append(Point(draw, share * Double(index + 1)))
      }
      return LineSeries(name, points)
    }
    self.init(
      x: x, y: Axis("Draws at or below", unit: "%"), series: series,
      references: marks.map { ReferenceLine(.vertical, at: $0.value, label: $0.label) })
  }
}

/// Quantiles of sorted values, linear between neighbours (Hyndman & Fan 1996, type 7,
/// doi:10.1080/00031305.1996.10473566).
enum Quantile {
  /// - Precondition: there are values.
  static func of(_ sorted: [Double], at level: Double) -> Double {
    let place = level * Double(sorted.count - 1)
    let below = Int(place.rounded(.down))
    let above = min(sorted.count - 1, below + 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}
