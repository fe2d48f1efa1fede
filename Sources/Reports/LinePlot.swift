/// Lines through points, each with a band for its interval where one is given, over regions that are
/// shaded.
public struct LinePlot: Sendable, Hashable {
  public let x: Axis
  public let y: Axis
  public let series: [LineSeries]
  public let references: [ReferenceLine]
  public let regions: [PlotRegion]

  public init(
    x: Axis, y: Axis, series: [LineSeries], references: [ReferenceLine] = [],
    regions: [PlotRegion] = []
  ) {
    self.x = x
    self.y = y
    self.series = series
    self.references = references
    self.regions = regions
  }
}

/// One line, drawn through its points in the order given and named at its end.
public struct LineSeries: Sendable, Hashable {
  /// How its points are shown.
  public enum Look: Sendable, Hashable {
    /// Joined by a line, each with its mark.
    case joined
    /// Marks alone, without a name, in the colour of the series of that name.
    case scattered(like: String)
    /// A thin dashed line without marks: what a law says, beside what was measured.
    case law
  }

  public let name: String
  public let points: [Point]
  public let look: Look

  public init(_ name: String, _ points: [Point], _ look: Look = .joined) {
    self.name = name.onOneLine
    self.points = points
    self.look =
      if case .scattered(let other) = look { .scattered(like: other.onOneLine) } else { look }
  }
}

/// A point with the interval around its height, if it has one.
public struct Point: Sendable, Hashable {
  public let x: Double
  public let y: Double
  public let low: Double?
  public let high: Double?

  public init(_ x: Double, _ y: Double, low: Double? = nil, high: Double? = nil) {
    self.x = x
    self.y = y
    self.low = low
    self.high = high
  }

  public init(_ x: Double, _ y: Double, halfWidth: Double?) {
    self.init(x, y, low: halfWidth.map { y - $0 }, high: halfWidth.map { y + $0 })
  }
}

extension LinePlot {
  /// The plot with only what can be drawn, and a sentence on each thing left out.
  func drawable() -> (plot: LinePlot, omissions: [String]) {
    var omissions = [String]()
    var kept = [LineSeries]()
    for line in series {
      let drawn = line.points.filter { x.admits($0.x) && y.admits($0.y) }
      omissions += Omission.sentence(
        line.points.count - drawn.count, of: line.points.count, "point", in: line.name)
      let unsound = drawn.filter { $0.hasUnsoundInterval }.count
      omissions += Omission.sentence(unsound, of: drawn.count, "interval", in: line.name)
      if !drawn.isEmpty {
        kept.append(LineSeries(line.name, drawn.map(\.withSoundInterval), line.look))
      }
    }
    let lines = references.filter { ($0.direction == .horizontal ? y : x).admits($0.value) }
    omissions += Omission.sentence(
      references.count - lines.count, of: references.count, "reference line", in: "")
    let areas = regions.filter { $0.isDrawable(on: x, among: kept.map(\.name)) }
    omissions += Omission.sentence(regions.count - areas.count, of: regions.count, "region", in: "")
    return (LinePlot(x: x, y: y, series: kept, references: lines, regions: areas), omissions)
  }
}

extension Point {
  /// Whether there is an interval that is not one: without an end, or not around the point.
  var hasUnsoundInterval: Bool {
    if low == nil, high == nil { return false }
    guard let low, let high, low.isFinite, high.isFinite else { return true }
    return !(low <= y && y <= high)
  }

  var withSoundInterval: Point { hasUnsoundInterval ? Point(x, y) : self }
}

/// The sentences on what a figure leaves out.
enum Omission {
  static func sentence(_ count: Int, of all: Int, _ what: String, in series: String) -> [String] {
    guard count > 0 else { return [] }
    let owner = series.isEmpty ? "" : " of \(series)"
    return [
      "\(count) of \(all) \(what)\(all == 1 ? "" : "s")\(owner) "
        + (count == 1 ? "is" : "are") + " not drawn: no finite value on this scale."
    ]
  }
}
