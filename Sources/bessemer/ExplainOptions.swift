import ArgumentParser
import Experiments
import Quantities
import Scenarios

/// Options by which a command explains its figures.
struct ExplainOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Explain a figure part by part down to facts and sources: cost.output, tpot.p95. May be given \
      several times.
      """, valueName: "metric"))
  var explain: [String] = []

  @Option(
    help: ArgumentHelp(
      "The design point that --explain is about, by its label; the first where there are several.",
      valueName: "label"))
  var at: String?

  func validate() throws {
    if at != nil, explain.isEmpty {
      throw ValidationError("--at names a design point to explain: add --explain METRIC")
    }
  }

  /// Whether anything is.
  var isAsked: Bool { !explain.isEmpty }

  /// What is to be explained; nil where nothing is.
  func request(as format: OutputFormat) throws -> ExplanationRequest? {
    guard !explain.isEmpty else { return nil }
    if format == .csv {
      throw CommandFailure(
        status: .usage, "--explain: a tree has no form as csv",
        expected: "--format table, json or markdown",
        fix: "write --format json; its terms have all digits")
    }
    do {
      return ExplanationRequest(metrics: try explain.map { try Metric(explaining: $0) }, label: at)
    } catch let error as ExplanationError {
      throw CommandFailure(error)
    }
  }
}

/// Which figures are explained, and of which design point.
struct ExplanationRequest {
  let metrics: [Metric]
  /// Nil for the first.
  let label: String?

  /// The place of the design point among all.
  ///
  /// - Throws: `CommandFailure` where none has the label.
  func index(in points: [Scenario]) throws -> Int {
    guard let label else { return 0 }
    let labels = points.map(\.label)
    guard let index = labels.firstIndex(of: label) else {
      throw CommandFailure(.unknownPoint(label, known: labels))
    }
    return index
  }

  /// The explanations; those that cannot be given end the command.
  func explanations(
    of result: ExperimentResult, in loaded: LoadedScenario
  ) throws -> [Explanation] {
    let index = try index(in: loaded.points)
    return try metrics.map { metric in
      do {
        return try Explanation(
          metric, of: result.points[index], at: loaded.plan.points[index], in: loaded.plan,
          catalog: loaded.catalog)
      } catch let error as ExplanationError { throw CommandFailure(error) }
    }
  }
}

extension CommandFailure {
  /// Why a figure cannot be explained.
  init(_ error: ExplanationError) {
    switch error {
    case .unknownMetric(let name, let suggestion):
      self.init(
        status: .usage, "--explain: no metric is named \"\(name)\"",
        expected: "one of \(Metric.all.count) names, those in the column metric of summary.csv",
        suggestion: suggestion)
    case .unknownPoint(let label, let known):
      let most = 12
      self.init(
        status: .usage, "--at: no design point is labelled \"\(label)\"",
        expected: known.count == 1
          ? known[0]
          : "one of " + known.prefix(most).joined(separator: ", ")
            + (known.count > most ? " and \(known.count - most) more" : ""),
        suggestion: Self.nearest(label, known))
    case .notMeasured(let metric, let point, let reason):
      self.init(
        status: .noData,
        message: "--explain: \(point) has no \(metric.name): \(reason)")
    }
  }

  private static func nearest(_ label: String, _ known: [String]) -> String? {
    NearestName.suggestion(for: label, among: known)
  }
}
