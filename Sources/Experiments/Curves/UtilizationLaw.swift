import LanguageModels
import Scenarios
import Serving

extension DesignPointResult {
  /// Offered load over the load at which the fleet is always busy in its largest batches; nil of a
  /// closed load, which has no rate.
  public var utilization: Double? { mean(of: .headroom).map { 1 - $0 } }

  /// Tokens of prompt and output of a mean request; nil where they exceed the longest context of the
  /// model, so that requests are cut or refused.
  public var contextTokens: Double? {
    guard scenario.isServed else { return nil }
    let lengths = scenario.workload.meanLengths
    let context = lengths.prompt + lengths.output
    return context <= Double(scenario.model.contextLength) ? context : nil
  }
}

/// What a token costs on machines that are paid for every hour, at another utilization (Eq. 9.7).
///
///     cost(u) = cost(u₀) · u₀ / u
///
/// Ignores that idle machines draw less power, so that a measured cost falls a little less steeply.
public struct UtilizationLaw: Sendable, Hashable {
  /// The utilization at which the cost is known, and that cost in USD/Mtok.
  public let utilization: Double
  public let cost: Double

  /// - Precondition: both are above zero.
  public init(utilization: Double, cost: Double) {
    precondition(utilization > 0 && cost > 0, "\(cost) at \(utilization)")
    self.utilization = utilization
    self.cost = cost
  }

  /// The law through the busiest point of a line; nil where it lies at nothing.
  public init?(through line: ResultLine) {
    guard let last = line.places.last, last.x > 0, last.y > 0 else { return nil }
    self.init(utilization: last.x, cost: last.y)
  }

  public func cost(at other: Double) -> Double { cost * utilization / other }
}
