public import OutputAnalysis
public import Scenarios
import Training

/// What leaving the critic out changes: a point with one against a point without, alike in all else.
///
/// Both learn from the same samples, replication by replication, so that the difference is that of the
/// algorithms alone.
public struct CriticSaving: Sendable {
  public let with: Scenario
  public let without: Scenario
  private let ratios: [(metric: Metric, ratio: ConfidenceInterval)]

  /// Nil where they differ in more than the algorithm, or have no two runs in common.
  init?(_ with: DesignPointResult, _ without: DesignPointResult) {
    guard let one = with.scenario.postTraining, let other = without.scenario.postTraining,
      one.algorithm.hasCritic, !other.algorithm.hasCritic,
      one.with(algorithm: other.algorithm) == other,
      with.scenario.deployment == without.scenario.deployment,
      with.scenario.engine == without.scenario.engine,
      with.scenario.owner.tenure == without.scenario.owner.tenure,
      with.scenario.coordinates.elementsEqual(without.scenario.coordinates, by: { $0 == $1 })
    else { return nil }
    self.with = with.scenario
    self.without = without.scenario
    ratios = Metric.ofPostTraining.compactMap { metric in
      let theirs = Dictionary(
        uniqueKeysWithValues: with.numberedValues(of: metric).map { ($0.number, $0.value) })
      let both = without.numberedValues(of: metric).compactMap { own in
        theirs[own.number].map { (own.value, $0) }
      }
      return PairedDifference(both.map(\.0), minus: both.map(\.1))?.ratio.map { (metric, $0) }
    }
    guard !ratios.isEmpty else { return nil }
  }

  /// What a metric is without the critic over what it is with one; nil where it is nothing in one of
  /// them.
  public func ratio(of metric: Metric) -> ConfidenceInterval? {
    ratios.first { $0.metric == metric }?.ratio
  }
}

extension ExperimentResult {
  /// Every pair of points that differ in nothing but whether there is a critic.
  public var criticSavings: [CriticSaving] {
    points.flatMap { with in points.compactMap { CriticSaving(with, $0) } }
  }
}
