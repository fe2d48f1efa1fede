public import Documents
public import ReferenceData
public import Scenarios
import OutputAnalysis
import Quantities
import Stochastics

/// What a scenario file asks for, as far as it can be known without running anything: its design
/// points, how often each is run, how fleets are made alike, and what must hold of the results.
public struct ExperimentPlan: Sendable {
  public let points: [DesignPoint]
  public let rule: ReplicationRule
  public let equalization: Equalization
  public let thresholds: [ThresholdRule]
  public let sample: SamplePlan?
  /// Everything that the file says, with files that it names by what they hold: two files of one
  /// content ask for the same experiment, wherever they stand.
  public let content: String
  /// The same without how often points are run and drawn, and what is made of them.
  public let contentOfRuns: String

  /// What the fleets of alternatives have in common.
  public enum Equalization: String, Sendable, Hashable, CaseIterable {
    case none, objective, dollars, megawatts, accelerators
  }

  /// - Throws: `Diagnostics` with every problem of every design point.
  public init(
    _ variants: [ScenarioVariant], of file: ScenarioFile, catalog: Catalog, programVersion: String
  ) throws(Diagnostics) {
    let collected = DiagnosticCollector()
    /// What a part of the file says; its problems join those of the other parts.
    func read<Value>(_ part: () throws(Diagnostics) -> Value) -> Value? {
      do { return try part() } catch {
        collected.add(error)
        return nil
      }
    }
    let sample = read(file.sample) ?? nil
    let precision = read(file.precision) ?? nil
    equalization = read(file.equalization).flatMap(Equalization.init) ?? .none
    thresholds = (read(file.thresholds) ?? []).compactMap { ThresholdRule($0, into: collected) }
    let metrics = (precision?.metrics ?? []).compactMap { Metric($0, into: collected) }
    self.sample = sample
    let dataHash = catalog.contentHash
    var digests: [String: String] = [:]
    for path in file.namedFiles { digests[path] = FileDigest.text(ofFile: path) }
    content = file.content(digests: digests)
    contentOfRuns = file.contentOfRuns(digests: digests)
    var points: [DesignPoint] = []
    for variant in variants {
      let origin = ScenarioOrigin(
        file: file, variant: variant, catalog: catalog, programVersion: programVersion,
        dataHash: dataHash, digests: digests)
      let point = read { () throws(Diagnostics) in try DesignPoint(origin, sample: sample) }
      if let point { points.append(point) }
    }
    try collected.throwIfAny()
    self.points = points
    let least = points.map(\.scenario.replications).max() ?? 1
    rule =
      precision.map { precision in
        .sequential(
          PrecisionTarget(
            relative: precision.target, replications: least...precision.mostReplications),
          of: precision.metrics == nil ? Metric.headline : metrics)
      } ?? .fixed(least)
    try refuseTooManyStreams(of: file)
    try refuseUnknownCorrelations(of: file)
  }

  /// The same questions of other points.
  init(_ other: ExperimentPlan, points: [DesignPoint], content: String) {
    self.points = points
    self.content = content
    contentOfRuns = other.contentOfRuns
    rule = other.rule
    equalization = other.equalization
    thresholds = other.thresholds
    sample = other.sample
  }

  /// Correlations are between inputs that at least one design point has.
  private func refuseUnknownCorrelations(of file: ScenarioFile) throws(Diagnostics) {
    var names: [String] = []
    for input in points.flatMap(\.inputs) where !names.contains(input.path) {
      names.append(input.path)
    }
    let section = DocumentPath([.key("sample"), .key("correlations")])
    for group in sample?.correlations ?? [] {
      guard let unknown = group.inputs.first(where: { !names.contains($0) }) else { continue }
      throw Diagnostics(
        Diagnostic(
          at: file.root[section]?.location ?? file.root.location,
          path: section.appending(key: group.name), "no input of that path is uncertain",
          found: unknown, expected: names.isEmpty ? nil : names.joined(separator: " or "),
          suggestion: NearestName.suggestion(for: unknown, among: names).map { .name($0) }
            ?? .advice("write the number as a distribution, or take it out of the group")))
    }
  }

  /// Every run has streams of its own, and there are only so many.
  private func refuseTooManyStreams(of file: ScenarioFile) throws(Diagnostics) {
    let draws = points.map(\.draws.count).max() ?? 0
    let limit = StreamAddress.replicationLimit - 1
    guard draws > 0, draws > limit / (rule.most + 1) else { return }
    throw Diagnostics(
      Diagnostic(
        at: file.root["sample"]?.location ?? file.root.location,
        path: DocumentPath([.key("sample")]),
        "\(draws) draws of \(rule.most) runs each need more random streams than there are",
        expected: "at most \(limit) runs of a design point",
        suggestion: .advice("take fewer draws, or fewer replications of each")))
  }
}

extension Metric {
  /// What is watched and tested where nobody names metrics.
  public static let headline: [Metric] = [
    .outputThroughput, .timeToFirstToken95, .timePerOutputToken95, .costOutput, .trainingTime,
  ]

  /// The metric that a scenario names; nil after reporting that there is none.
  init?(_ named: NamedPlace, into problems: DiagnosticCollector) {
    guard let metric = Metric.named(named.name) else {
      let names = Metric.all.map(\.name)
      problems.add(
        named.diagnostic(
          "no metric is named \"\(named.name)\"",
          expected:
            "one of \(names.count) names, such as cost.output or ttft.p95 (the column `metric` of "
            + "summary.csv has those of a run)",
          suggestion: NearestName.suggestion(for: named.name, among: names).map { .name($0) }))
      return nil
    }
    self = metric
  }
}
