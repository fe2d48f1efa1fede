/// What was seen of the requests of one class over a part of a run.
///
/// Over all classes, counts and tokens add up to those of the window, and the sketches of latencies
/// merge into its sketches without loss.
public struct ClassMeasurement: Sendable, Hashable {
  public internal(set) var requests = RequestCounts()
  public internal(set) var latencies = Latencies()
  /// Tokens processed for its requests, in this part, whenever they arrived.
  public internal(set) var tokens = TokenFlows()

  /// The share of its requests that attained what they are promised; rejected and unfinished ones
  /// did not. Nothing if none arrived.
  public var attainment: Double? {
    requests.arrived > 0 ? Double(requests.attained) / Double(requests.arrived) : nil
  }

  mutating func merge(_ other: ClassMeasurement) {
    requests.merge(other.requests)
    latencies.merge(other.latencies)
    tokens.merge(other.tokens)
  }
}

extension Workload {
  /// So many classes are measured apart: each keeps sketches of its own for every part of a run.
  public static let mostMeasuredClasses = 32

  /// Whether each class is measured apart: where there are several, and not too many.
  public var measuresClasses: Bool { (2...Self.mostMeasuredClasses).contains(classes.count) }

  /// The number of classes that are measured apart; one where all are measured together.
  var measuredClasses: Int { measuresClasses ? classes.count : 1 }
}
