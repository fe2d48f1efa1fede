public import OutputAnalysis
public import Scenarios

/// A design point run with each of its uncertain inputs at its 10th and 90th percentile in turn, the
/// others at their medians.
public struct InputSwings: Sendable {
  /// The place of the design point in the result.
  public let point: Int
  public let inputs: [UncertainInput]
  /// Of all medians, then of each input's low and high.
  let rows: [CaseResult]

  /// How far each input moves a metric; nil where the medians have no value of it.
  public func tornado(of metric: Metric) -> Tornado? {
    Tornado(inputs: inputs.map(\.path), outputs: rows.map { $0.values(of: metric) })
  }

  /// Whether the runs with all inputs at their medians describe the system.
  public var describesSystem: Bool {
    rows.first.map { !$0.runs.isEmpty && $0.runs.allSatisfy(\.describesSystem) } ?? false
  }

  /// Why the point cannot run at all with its inputs at their medians; nil where it can.
  public var obstacle: String? {
    switch rows.first?.outcome {
    case .infeasible: rows.first?.verdicts?.sentence
    case .missesObjectives(_, let missed): missed.joined(separator: " and ")
    case .failed(let failure): failure.reason
    case .ran, nil: nil
    }
  }

  var missingRuns: Int { rows.reduce(0) { $0 + $1.missingRuns } }
}

extension CaseResult {
  /// One value per replication; none where any lacks the metric, or where a latency describes the
  /// length of the run.
  func values(of metric: Metric) -> [Double] {
    if metric.isLatency, runs.contains(where: { !$0.describesSystem }) { return [] }
    let values = runs.compactMap { $0.value(of: metric) }
    return values.count == runs.count ? values : []
  }
}
