import ComputeSupply
public import Documents
import Quantities
public import Scenarios

/// A claim whose figures, alternatives and limits were found in what a scenario studies, before
/// anything is run.
public struct ClaimQuestion: Sendable {
  public let claim: Claim
  private let tests: [Test]

  struct Test: Sendable {
    let test: ClaimTest
    let range: ClosedRange<Double>
    let unit: String?
    let place: Place
  }

  enum Place: Sendable {
    case point(DesignPointFigure, Choice, over: DesignPointFigure, Choice?)
    case supply(metric: String, subject: Int, baseline: Int?, date: CalendarDate?)
    case routing(RoutingMetric, subject: Int, baseline: Int?)
  }

  /// Which point of an alternative is looked at.
  enum Choice: Sendable {
    case one(Int)
    /// The best of several that keeps a condition.
    case best(of: [Int], within: ThresholdRule)
  }

  /// A claim on the design points of a plan.
  ///
  /// - Throws: `Diagnostics` for figures, alternatives, points and units that there are not.
  public init(_ claim: Claim, on plan: ExperimentPlan) throws(Diagnostics) {
    let problems = DiagnosticCollector()
    let scenarios = plan.points.map(\.scenario)
    tests = claim.tests.compactMap { test in
      guard
        let figure = found(
          test.figure, "figure", among: DesignPointFigure.names, by: DesignPointFigure.init,
          problems),
        let subject = Self.choice(
          test.subject, test.point, in: scenarios, of: test, isOfModel: figure.isOfModel, problems)
      else { return nil }
      var divisor = figure
      if let other = test.divisor {
        guard
          let found = found(
            other, "figure", among: DesignPointFigure.names, by: DesignPointFigure.init, problems)
        else { return nil }
        divisor = found
        guard divisor.unit == figure.unit, !divisor.isOfTruth else {
          problems.add(
            other.diagnostic(
              "a figure of \(figure.unit ?? "no unit") has no ratio to one of "
                + (divisor.unit ?? "no unit"),
              expected: "figures of one unit", suggestion: .advice("name another figure")))
          return nil
        }
      }
      var baseline: Choice?
      if test.baseline != nil || test.divisor != nil {
        baseline = Self.choice(
          test.baseline ?? test.subject, test.baselinePoint ?? test.point, in: scenarios, of: test,
          isOfModel: divisor.isOfModel, problems)
        guard baseline != nil else { return nil }
      }
      return Test(
        test, of: figure.unit, isOfTruth: figure.isOfTruth,
        at: .point(figure, subject, over: divisor, baseline), problems)
    }
    try problems.throwIfAny()
    self.claim = claim
  }

  /// A claim on stocks over time.
  ///
  /// - Throws: as the other.
  public init(_ claim: Claim, on question: SupplyQuestion) throws(Diagnostics) {
    let metrics = question.study.measured
    tests = try Self.tests(
      of: claim, metrics: metrics.map(\.name),
      alternatives: question.study.plan.alternatives.map(\.name), isDated: true
    ) { index, subject, baseline, test in
      (
        SupplyThreshold.unit(of: metrics[index]),
        .supply(
          metric: metrics[index].name, subject: subject, baseline: baseline, date: test.date)
      )
    }
    self.claim = claim
  }

  /// A claim on prices, or on requests that are divided among tiers.
  ///
  /// - Throws: as the others.
  public init(_ claim: Claim, on study: RoutingStudy) throws(Diagnostics) {
    let metrics = RoutingMetric.all
    tests = try Self.tests(
      of: claim, metrics: metrics.map(\.name), alternatives: study.scenarios.map(\.label),
      isDated: false
    ) { index, subject, baseline, _ in
      (metrics[index].unit, .routing(metrics[index], subject: subject, baseline: baseline))
    }
    self.claim = claim
  }

  /// Tests on studies whose points are alternatives alone.
  private static func tests(
    of claim: Claim, metrics: [String], alternatives: [String], isDated: Bool,
    _ place: (Int, Int, Int?, ClaimTest) -> (unit: String?, place: Place)
  ) throws(Diagnostics) -> [Test] {
    let problems = DiagnosticCollector()
    let tests = claim.tests.compactMap { test -> Test? in
      for (name, key) in [
        (test.point?.place, "at"), (test.divisor, "over-figure"), (test.limit?.metric, "within"),
      ] {
        guard let name else { continue }
        problems.add(
          name.diagnostic(
            "`\(key)` is of fleets", expected: "no such key in this claim",
            suggestion: .advice("remove it")))
        return nil
      }
      if !isDated, test.date != nil {
        problems.add(
          test.figure.diagnostic(
            "`on` is of stocks over time", expected: "no date beside this figure",
            suggestion: .advice("remove it")))
        return nil
      }
      guard
        let metric = found(
          test.figure, "figure", among: metrics, by: { metrics.firstIndex(of: $0) }, problems),
        let subject = alternative(test.subject, among: alternatives, of: test, problems)
      else { return nil }
      var baseline: Int?
      if let other = test.baseline {
        baseline = alternative(other, among: alternatives, of: test, problems)
        guard baseline != nil else { return nil }
      }
      let (unit, own) = place(metric, subject, baseline, test)
      return Test(test, of: unit, isOfTruth: false, at: own, problems)
    }
    try problems.throwIfAny()
    return tests
  }

  /// The verdict on the claim.
  public func verdict(on result: ExperimentResult) -> ClaimVerdict {
    ClaimVerdict(
      claim,
      tests.map { test in
        finding(of: test) { () throws(NoEvidence) in
          guard case .point(let figure, let subject, let divisor, let baseline) = test.place else {
            throw NoEvidence(reason: "it is asked of stocks")
          }
          let own = try subject.point(of: result, by: figure)
          let other = try baseline?.point(of: result, by: divisor)
          return try result.evidence(figure, of: own, over: divisor, of: other)
        }
      })
  }

  /// The verdict on the claim.
  public func verdict(on result: SupplyResult) -> ClaimVerdict {
    ClaimVerdict(
      claim,
      tests.map { test in
        finding(of: test) { () throws(NoEvidence) in
          guard case .supply(let metric, let subject, let baseline, let date) = test.place else {
            throw NoEvidence(reason: "it is asked of fleets")
          }
          let index = date.map(result.index(of:)) ?? result.dates.count - 1
          guard let index else {
            throw NoEvidence(reason: "the study begins on \(result.dates[0]), after the date")
          }
          return try result.evidence(metric, of: subject, over: baseline, at: index)
        }
      })
  }

  /// The verdict on the claim.
  public func verdict(on result: RoutingResult) -> ClaimVerdict {
    ClaimVerdict(
      claim,
      tests.map { test in
        finding(of: test) { () throws(NoEvidence) in
          guard case .routing(let metric, let subject, let baseline) = test.place else {
            throw NoEvidence(reason: "it is not asked of tiers")
          }
          return try result.evidence(metric, of: subject, over: baseline)
        }
      })
  }

  private func finding(
    of test: Test, _ evidence: () throws(NoEvidence) -> ClaimEvidence
  ) -> ClaimFinding {
    let found: Result<ClaimEvidence, NoEvidence>
    do { found = .success(try evidence()) } catch { found = .failure(error) }
    return ClaimFinding(test.test, in: test.range, unit: test.unit, found)
  }
}

extension ClaimQuestion.Place {
  /// Whether subject and divisor are one.
  fileprivate var isOfItself: Bool {
    switch self {
    case .point(let figure, .one(let own), let divisor, .one(let other)):
      figure == divisor && own == other
    case .point(let figure, .best(let own, _), let divisor, .best(let other, _)):
      figure == divisor && own == other
    case .point: false
    case .supply(_, let own, let other, _), .routing(_, let own, let other): own == other
    }
  }
}

extension ClaimQuestion.Test {
  init?(
    _ test: ClaimTest, of unit: String?, isOfTruth: Bool, at place: ClaimQuestion.Place,
    _ problems: DiagnosticCollector
  ) {
    guard test.condition.isOfTruth == isOfTruth else {
      problems.add(
        test.figure.diagnostic(
          isOfTruth ? "this is so or is not so" : "this is a number, and not so or not so",
          expected: isOfTruth ? "`holds: yes` or `holds: no`" : "`holds` with a range or a limit",
          suggestion: .advice("change `holds`, or the figure")))
      return nil
    }
    guard !place.isOfItself else {
      problems.add(
        (test.baseline ?? test.figure).diagnostic(
          "the figure is divided by itself", expected: "another alternative, point or figure",
          suggestion: .advice("name what it is held against")))
      return nil
    }
    // A ratio has no unit.
    let unit = test.baseline == nil && test.divisor == nil ? unit : nil
    guard let range = test.condition.range(in: unit ?? "", into: problems) else { return nil }
    self.init(test: test, range: range, unit: unit, place: place)
  }
}

extension ClaimQuestion.Choice {
  /// The number of the point in a result.
  fileprivate func point(
    of result: ExperimentResult, by figure: DesignPointFigure
  ) throws(NoEvidence) -> Int {
    switch self {
    case .one(let index): return index
    case .best(let indices, let rule):
      let fitting = indices.filter { rule.judgement(on: result.points[$0]).isMet }
      guard case .metric(let metric) = figure else { return fitting.first ?? indices[0] }
      let values = fitting.compactMap { index in
        result.points[index].mean(of: metric).map { (index, $0) }
      }
      let best =
        metric.isBetterLow
        ? values.min { $0.1 < $1.1 } : values.max { $0.1 < $1.1 }
      guard let best else {
        let reached = indices.compactMap { result.points[$0].mean(of: rule.metric) }
        let nearest = rule.threshold.relation.isUpperBound ? reached.min() : reached.max()
        let words = nearest.map {
          "; the nearest has \(UnitNotation.format($0, significantDigits: 3))"
            + (rule.metric.unit.map { " \($0)" } ?? "")
        }
        throw NoEvidence(
          reason: "\(result.points[indices[0]].scenario.alternative) has no point that keeps "
            + rule.threshold.text + (words ?? ""), isRefusal: nearest != nil)
      }
      return best.0
    }
  }
}

extension Metric {
  /// Whether the least of several is the one to choose.
  fileprivate var isBetterLow: Bool {
    isLatency
      || ["cost.", "energy.", "power.", "training.cost", "training.time", "training.step"]
        .contains { name.hasPrefix($0) }
  }
}

extension ClaimQuestion {
  /// The one point of an alternative and of a sweep, or the best that keeps a condition.
  private static func choice(
    _ alternative: NamedPlace?, _ swept: ClaimTest.SweptPoint?, in scenarios: [Scenario],
    of test: ClaimTest, isOfModel: Bool, _ problems: DiagnosticCollector
  ) -> Choice? {
    guard let limit = test.limit, swept == nil, !isOfModel else {
      return point(alternative, swept, in: scenarios, of: test, isOfModel: isOfModel, problems)
        .map { .one($0) }
    }
    var names: [String] = []
    for name in scenarios.map(\.alternative) where !names.contains(name) { names.append(name) }
    guard let index = self.alternative(alternative, among: names, of: test, problems),
      let rule = ThresholdRule(limit, into: problems)
    else { return nil }
    return .best(
      of: scenarios.indices.filter { scenarios[$0].alternative == names[index] }, within: rule)
  }

  /// The one point of an alternative, and of a sweep.
  private static func point(
    _ alternative: NamedPlace?, _ swept: ClaimTest.SweptPoint?, in scenarios: [Scenario],
    of test: ClaimTest, isOfModel: Bool, _ problems: DiagnosticCollector
  ) -> Int? {
    var names: [String] = []
    for name in scenarios.map(\.alternative) where !names.contains(name) { names.append(name) }
    guard let index = self.alternative(alternative, among: names, of: test, problems) else {
      return nil
    }
    let own = scenarios.indices.filter { scenarios[$0].alternative == names[index] }
    guard let swept else {
      // Points of one alternative serve one model.
      if own.count == 1 || isOfModel { return own[0] }
      problems.add(
        test.figure.diagnostic(
          "\(names[index]) has \(own.count) points", expected: "`at` beside it",
          suggestion: .advice(
            "name one: \(scenarios[own[0]].coordinates.map { "\($0.path) = \($0.value)" }[0])")))
      return nil
    }
    let fitting = own.filter { place in
      scenarios[place].coordinates.contains { $0.path == swept.path && $0.value == swept.value }
    }
    if fitting.count == 1 { return fitting[0] }
    let known = own.flatMap { place in
      scenarios[place].coordinates.map { "\($0.path) = \($0.value)" }
    }
    problems.add(
      swept.place.diagnostic(
        fitting.isEmpty
          ? "\(names[index]) has no point at \(swept.text)"
          : "\(names[index]) has \(fitting.count) points at \(swept.text)",
        expected: known.isEmpty ? "no `at`: nothing is swept" : "one of its points",
        suggestion: NearestName.suggestion(for: swept.text, among: known).map { .name($0) }
          ?? known.first.map { .advice("the first is \($0)") }))
    return nil
  }

  private static func alternative(
    _ place: NamedPlace?, among names: [String], of test: ClaimTest,
    _ problems: DiagnosticCollector
  ) -> Int? {
    guard let place else {
      if names.count == 1 { return 0 }
      problems.add(
        test.figure.diagnostic(
          "nobody says whose figure this is", expected: "`of` beside it",
          suggestion: .advice("name one of \(names.joined(separator: ", "))")))
      return nil
    }
    return found(
      place, "alternative", among: names, by: { names.firstIndex(of: $0) }, problems)
  }
}

/// What a name stands for; nil after reporting that there is no such thing.
private func found<Value>(
  _ place: NamedPlace, _ kind: String, among names: [String], by look: (String) -> Value?,
  _ problems: DiagnosticCollector
) -> Value? {
  if let value = look(place.name) { return value }
  problems.add(
    place.diagnostic(
      "no \(kind) is named \"\(place.name)\"",
      expected: names.count > 12
        ? "one of \(names.count) names, such as \(names.prefix(4).joined(separator: ", "))"
        : "one of \(names.joined(separator: ", "))",
      suggestion: NearestName.suggestion(for: place.name, among: names).map { .name($0) }
        ?? .advice("take one of the \(kind)s that there are")))
  return nil
}
