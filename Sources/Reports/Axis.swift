/// One axis of a plot: its words and its scale.
public struct Axis: Sendable, Hashable {
  /// How lengths on paper relate to values.
  public enum Scale: Sendable, Hashable {
    /// Equal differences are equal lengths.
    case linear
    /// Equal ratios are equal lengths; values are positive.
    case logarithmic
    /// Equal times are equal lengths; values are years with their part, 2024.5 for the middle of 2024,
    /// and ticks stand at 1 January.
    case years
  }

  public let label: String
  public let unit: String?
  public let scale: Scale

  public init(_ label: String, unit: String? = nil, scale: Scale = .linear) {
    self.label = label.onOneLine
    self.unit = unit.map(\.onOneLine)
    self.scale = scale
  }

  /// The label with its unit, `Cost (USD/Mtok)`, as it stands beside the axis.
  var words: String {
    guard let unit, !unit.isEmpty else { return label }
    // A unit with brackets of its own, as H100e (TPP), stands behind a comma.
    return label.isEmpty
      ? unit : unit.contains("(") ? "\(label), \(unit)" : "\(label) (\(unit))"
  }

  func admits(_ value: Double) -> Bool {
    value.isFinite && (scale != .logarithmic || value > 0)
  }
}

/// A line across the plot that the data are read against, such as an objective of 50 ms.
public struct ReferenceLine: Sendable, Hashable {
  public enum Direction: Sendable, Hashable {
    /// Across the plot, at a value of its vertical axis.
    case horizontal
    /// Up the plot, at a value of its horizontal axis.
    case vertical
  }

  public let direction: Direction
  public let value: Double
  public let label: String

  public init(_ direction: Direction, at value: Double, label: String) {
    self.direction = direction
    self.value = value
    self.label = label.onOneLine
  }
}
