public import OutputAnalysis
public import Scenarios

/// What a scenario of routing comes to, alternative by alternative.
public struct RoutingResult: Sendable {
  /// One design point.
  public struct Alternative: Sendable {
    /// With uncertain inputs at their medians.
    public let scenario: RoutingScenario
    public let inputs: [UncertainInput]
    /// The figures of every draw, one where all inputs are certain.
    let draws: [[RoutingMetric: Double]]
    /// With every input at its 10th and 90th percentile in turn; see `Tornado`.
    let swings: [[RoutingMetric: Double]]

    /// How often the inputs were drawn; 1 where all are certain.
    public var drawCount: Int { draws.count }

    /// The draws of a figure; fewer than there are draws where some lack it, such as an indifference
    /// loss where the cheap tier errs less.
    public func values(of metric: RoutingMetric) -> [Double] { draws.compactMap { $0[metric] } }

    /// Its median and the 5th and 95th percentiles; nil where no draw has it.
    public func fan(of metric: RoutingMetric) -> Fan? { Fan(of: values(of: metric)) }

    /// How far each input alone moves a figure; nil where nothing is uncertain.
    public func tornado(of metric: RoutingMetric) -> Tornado? {
      guard !inputs.isEmpty else { return nil }
      return Tornado(
        inputs: inputs.map(\.path), outputs: swings.map { $0[metric].map { [$0] } ?? [] })
    }
  }

  /// In the order of the file; the first is what others are compared with.
  public let alternatives: [Alternative]

  /// The figures that at least one alternative has, in the order of tables.
  public var metrics: [RoutingMetric] {
    let known = Set(alternatives.flatMap { $0.draws.flatMap(\.keys) })
    return RoutingMetric.all.filter(known.contains)
  }

  /// A figure over that of another alternative, draw by draw: inputs that both have are at the same
  /// place in their distributions. Nil where no pair of draws has a ratio.
  public func ratio(of metric: RoutingMetric, _ index: Int, over other: Int) -> Fan? {
    Fan(of: ratios(of: metric, index, over: other))
  }

  /// The same in every pair of draws that has one.
  func ratios(of metric: RoutingMetric, _ index: Int, over other: Int) -> [Double] {
    let (own, theirs) = (alternatives[index].draws, alternatives[other].draws)
    // What is certain stands beside every draw of what is not.
    let count = max(own.count, theirs.count)
    return (0..<count).compactMap { draw -> Double? in
      let a = own[own.count == 1 ? 0 : draw][metric]
      let b = theirs[theirs.count == 1 ? 0 : draw][metric]
      guard let a, let b, b > 0 else { return nil }
      return a / b
    }
  }

  /// Every figure by name.
  public var named: [NamedResult] {
    alternatives.flatMap { alternative in
      metrics.compactMap { metric in
        let values = alternative.values(of: metric)
        return values.isEmpty
          ? nil
          : NamedResult(
            alternative: alternative.scenario.label, metric: metric.name, unit: metric.unit,
            values: values)
      }
    }
  }
}
