public import Scenarios
import LanguageModels

/// Why alternatives cannot be compared: they do not answer the same question.
public struct IncomparableScenarios: Error, Sendable, CustomStringConvertible {
  public let subject: String
  public let baseline: String
  /// What is stated otherwise; empty where there is nothing to compare with.
  public let differences: [KeyDifference]
  public let reason: String

  public var description: String {
    let lines = differences.map {
      "  \($0.path): \($0.own ?? "nothing") in \(subject), \($0.other ?? "nothing") in \(baseline)"
    }
    return (["\(subject) and \(baseline) cannot be compared: \(reason)"] + lines)
      .joined(separator: "\n")
  }
}

extension ExperimentPlan {
  /// What must be the same for a difference to be one of machines: the requests, what is promised of
  /// them, how long and how they are measured, and who pays for what.
  static let comparedSections = [
    "workload", "objectives", "duration", "warm-up", "analysis", "owner.allocation",
  ]

  /// - Throws: where two alternatives that would be compared have other workloads or definitions, or
  ///   one has nothing to be compared with.
  public func requireComparable() throws(IncomparableScenarios) {
    for (index, point) in points.enumerated() {
      let base = points.indices.first { other in
        points[other].isOfTheQuestion(of: point)
      }
      guard let base, base != index else { continue }
      let differences = point.differences(from: points[base], in: Self.comparedSections)
      guard differences.isEmpty else {
        throw IncomparableScenarios(
          subject: point.scenario.label, baseline: points[base].scenario.label,
          differences: differences,
          reason:
            "they have other workloads or definitions, so that a difference would not be one of "
            + "machines")
      }
    }
    guard points.count > 1 else {
      throw IncomparableScenarios(
        subject: points.first?.scenario.label ?? "nothing", baseline: "anything", differences: [],
        reason: "there is one design point; state `alternatives`, or name two files")
    }
    for point in points
    where points.count(where: { $0.isOfTheQuestion(of: point) }) < 2 {
      let other = points.first { $0.scenario.label != point.scenario.label }
      throw IncomparableScenarios(
        subject: point.scenario.label, baseline: other?.scenario.label ?? "anything",
        differences: [],
        reason:
          "it alone serves \(point.scenario.model.title) at its swept values, and a token of one model "
          + "is not one of another")
    }
  }

  /// Several files as one experiment, each alternative under the name of its file.
  ///
  /// - Throws: where they ask for other seeds, numbers of runs, or ways to draw and to equalize.
  public init(joining parts: [(name: String, plan: ExperimentPlan)]) throws(IncomparableScenarios) {
    let first = parts[0]
    if let twice = parts.indices.first(where: { index in
      parts[..<index].contains { $0.name == parts[index].name }
    }) {
      throw IncomparableScenarios(
        subject: parts[twice].name, baseline: parts[twice].name, differences: [],
        reason: "two files have one name; rename one")
    }
    for (name, plan) in parts.dropFirst() {
      func refuse(_ what: String) -> IncomparableScenarios {
        IncomparableScenarios(
          subject: name, baseline: first.name, differences: [],
          reason: "they differ in \(what), so that runs cannot be paired")
      }
      let seeds = Set((plan.points + first.plan.points).map(\.scenario.seed))
      if seeds.count > 1 {
        throw refuse("`seed`: " + seeds.sorted().map(String.init).joined(separator: " and "))
      }
      if plan.rule != first.plan.rule {
        throw refuse(
          "`replications` or `precision`: at least \(plan.rule.least) runs and \(first.plan.rule.least)"
        )
      }
      if plan.sample != first.plan.sample { throw refuse("`sample`") }
      if plan.equalization != first.plan.equalization { throw refuse("`equalize`") }
    }
    let points = parts.flatMap { name, plan in
      let names = Set(plan.points.map(\.scenario.alternative))
      return plan.points.map { point in
        point.named(names.count > 1 ? "\(name) \(point.scenario.alternative)" : name)
      }
    }
    self.init(first.plan, points: points, content: parts.map(\.plan.content).joined())
  }

  /// The same experiment with the alternative of a name before all others, as what they are compared
  /// with; nil where there is none.
  public func comparing(with baseline: String) -> ExperimentPlan? {
    let first = points.filter { $0.scenario.alternative == baseline }
    guard !first.isEmpty else { return nil }
    return ExperimentPlan(
      self, points: first + points.filter { $0.scenario.alternative != baseline },
      content: content)
  }
}

extension DesignPoint {
  /// Whether both serve one model at the same swept values.
  fileprivate func isOfTheQuestion(of other: DesignPoint) -> Bool {
    scenario.model.name == other.scenario.model.name
      && scenario.coordinates.elementsEqual(other.scenario.coordinates) { $0 == $1 }
  }
}
