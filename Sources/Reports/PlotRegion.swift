/// A part of a plot that is shaded and named: where something is impossible, or where one of two wins.
public struct PlotRegion: Sendable, Hashable {
  public enum Extent: Sendable, Hashable {
    /// From one value of the horizontal axis to another, over the whole height; nil is the edge of the
    /// plot.
    case columns(from: Double?, to: Double?)
    /// Between the lower edge of the plot and the line of the series of that name.
    case below(series: String)
    /// Between the line of the series of that name and the upper edge of the plot.
    case above(series: String)
  }

  public let extent: Extent
  public let label: String
  /// The series whose colour it takes; nil shades it grey.
  public let like: String?

  public init(_ extent: Extent, label: String, like: String? = nil) {
    self.extent =
      switch extent {
      case .columns: extent
      case .below(let series): .below(series: series.onOneLine)
      case .above(let series): .above(series: series.onOneLine)
      }
    self.label = label.onOneLine
    self.like = like?.onOneLine
  }

  /// Values of the horizontal axis at which it ends.
  var ends: [Double] {
    guard case .columns(let from, let to) = extent else { return [] }
    return [from, to].compactMap(\.self)
  }

  /// Whether its ends have a place on the axis, and the line that bounds it is drawn.
  func isDrawable(on x: Axis, among series: [String]) -> Bool {
    switch extent {
    case .columns(let from, let to):
      if let from, let to, from >= to { return false }
      return ends.allSatisfy(x.admits)
    case .below(let name), .above(let name): return series.contains(name)
    }
  }
}
