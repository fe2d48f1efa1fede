/// When enough runs of a design point were made.
public struct PrecisionRule: Sendable, Hashable {
  /// Half-width of the 95 % interval over the mean, at most.
  public let target: Double
  public let mostReplications: Int
  /// Names of the metrics that are watched, with the place that names them; nil takes the usual ones.
  public let metrics: [NamedPlace]?
}
