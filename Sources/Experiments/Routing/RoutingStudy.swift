public import Documents
import OutputAnalysis
import Quantities
public import ReferenceData
public import Scenarios

/// What a scenario of routing asks, read and checked before anything is computed.
public struct RoutingStudy: Sendable {
  /// Every design point with its uncertain inputs at their medians.
  public let scenarios: [RoutingScenario]
  /// The file's thresholds.
  public let thresholds: [RoutingThreshold]
  private let points: [Point]
  private let file: ScenarioFile
  private let catalog: Catalog

  private struct Point: Sendable {
    let variant: ScenarioVariant
    let inputs: [UncertainInput]
    /// For each draw a number between 0 and 1 for each input; empty where every input is certain.
    let draws: [[Double]]
  }

  /// - Throws: `Diagnostics` for what cannot be read, at the medians or at the ends of an input.
  public init(_ variants: [ScenarioVariant], of file: ScenarioFile, catalog: Catalog)
    throws(Diagnostics)
  {
    self.file = file
    self.catalog = catalog
    let sample = try file.routingSample()
    var scenarios: [RoutingScenario] = []
    var points: [Point] = []
    for variant in variants {
      let scenario = try RoutingScenario(variant, of: file, catalog: catalog)
      let inputs = try variant.uncertainInputs()
      for input in inputs {
        for u in DesignPoint.ends {
          let end = variant.taking([(input.path, input.text(at: u))])
          do { _ = try RoutingScenario(end, of: file, catalog: catalog) } catch {
            throw error.drawn(of: input, at: u)
          }
        }
      }
      let draws =
        inputs.isEmpty ? [] : try file.draws(of: inputs, by: sample, seed: scenario.seed)
      scenarios.append(scenario)
      points.append(Point(variant: variant, inputs: inputs, draws: draws))
    }
    self.scenarios = scenarios
    self.points = points
    let problems = DiagnosticCollector()
    Self.report(sample.correlations, unlessAmong: points.flatMap(\.inputs), file, problems)
    let metrics = Set(scenarios.flatMap { $0.values().keys })
    thresholds = try file.thresholds().compactMap {
      RoutingThreshold($0, of: RoutingMetric.all.filter(metrics.contains), into: problems)
    }
    try problems.throwIfAny()
  }

  /// The figures of every draw, and what they depend on.
  ///
  /// - Throws: `Diagnostics` where a draw is not sound, such as shares that two inputs together carry
  ///   beyond the whole.
  public func run() throws(Diagnostics) -> RoutingResult {
    var alternatives: [RoutingResult.Alternative] = []
    for (scenario, point) in zip(scenarios, points) {
      var draws: [[RoutingMetric: Double]] = []
      for levels in point.draws { draws.append(try values(of: point, at: levels)) }
      if draws.isEmpty { draws = [scenario.values()] }
      var rows: [[RoutingMetric: Double]] = []
      if !point.inputs.isEmpty {
        for levels in Tornado.rows(inputs: point.inputs.count) {
          rows.append(try values(of: point, at: levels))
        }
      }
      alternatives.append(
        RoutingResult.Alternative(
          scenario: scenario, inputs: point.inputs, draws: draws, swings: rows))
    }
    return RoutingResult(alternatives: alternatives)
  }

  private func values(
    of point: Point, at levels: [Double]
  ) throws(Diagnostics) -> [RoutingMetric: Double] {
    let texts = zip(point.inputs, levels).map { ($0.path, $0.text(at: $1)) }
    return try RoutingScenario(point.variant.taking(texts), of: file, catalog: catalog).values()
  }

  /// Correlations are between inputs that at least one design point has.
  private static func report(
    _ correlations: [SamplePlan.Correlation], unlessAmong inputs: [UncertainInput],
    _ file: ScenarioFile, _ problems: DiagnosticCollector
  ) {
    let names = Set(inputs.map(\.path)).sorted()
    for group in correlations {
      guard let unknown = group.inputs.first(where: { !names.contains($0) }) else { continue }
      let section = DocumentPath([.key("sample"), .key("correlations")])
      problems.add(
        Diagnostic(
          at: file.root[section]?.location ?? file.root.location,
          path: section.appending(key: group.name), "no input of that path is uncertain",
          found: unknown, expected: names.isEmpty ? nil : names.joined(separator: " or "),
          suggestion: NearestName.suggestion(for: unknown, among: names).map { .name($0) }
            ?? .advice("write the number as a distribution, or take it out of the group")))
    }
  }
}
