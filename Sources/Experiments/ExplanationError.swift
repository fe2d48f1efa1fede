import Quantities

/// Why a figure cannot be explained.
public enum ExplanationError: Error, Sendable, Hashable {
  case unknownMetric(String, suggestion: String?)
  /// The point has no such figure, and why.
  case notMeasured(Metric, at: String, reason: String)
  /// No design point has the label; those that there are.
  case unknownPoint(String, known: [String])
}

extension Metric {
  /// The metric that a name on the command line means.
  public init(explaining name: String) throws(ExplanationError) {
    guard let metric = Metric.named(name) else {
      let names = Metric.all.map(\.name)
      throw .unknownMetric(name, suggestion: NearestName.suggestion(for: name, among: names))
    }
    self = metric
  }
}
