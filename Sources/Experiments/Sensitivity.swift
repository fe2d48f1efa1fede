import Foundation
import Performance
import Quantities
public import Tables

/// What a ``WhatIf`` does to an estimate: the same model, run with the changed figures.
public struct Sensitivity: Sendable {
  /// A verdict that the change turns.
  public enum Flip: String, Sendable, Hashable {
    case becomesFeasible = "becomes feasible"
    case becomesInfeasible = "becomes infeasible"
  }

  public let question: WhatIf
  public let base: DeploymentEstimate
  public let changed: DeploymentEstimate

  /// Changed over unchanged time of a decode step; nil where either cannot run.
  public var decodeRatio: Double? {
    base.decode.flatMap { before in changed.decode.map { $0.duration / before.duration } }
  }

  public var prefillRatio: Double? {
    base.prefill.flatMap { before in changed.prefill.map { $0.duration / before.duration } }
  }

  public var flip: Flip? {
    switch (base.isFeasible, changed.isFeasible) {
    case (true, false): .becomesInfeasible
    case (false, true): .becomesFeasible
    case (true, true), (false, false): nil
    }
  }

  /// The larger change of both times, up or down, as a logarithm; infinite where a step can no
  /// longer be run at all, or only now.
  var effectOnTime: Double {
    guard (base.decode == nil) == (changed.decode == nil) else { return .infinity }
    return max(abs(log(decodeRatio ?? 1)), abs(log(prefillRatio ?? 1)))
  }

  /// How much the sequences that fit change.
  var effectOnRoom: Double {
    abs(log(Double(1 + changed.largestBatch) / Double(1 + base.largestBatch)))
  }

  /// Whether anything that is shown differs.
  public var hasEffect: Bool { effectOnTime > 1e-12 || effectOnRoom > 0 || flip != nil }
}

extension DeploymentEstimate {
  /// The answers to several questions, by effect: verdicts that turn first, then times, then room
  /// in memory; equals in the order asked.
  ///
  /// - Throws: ``WhatIfError/absent(_:)`` where the machine lacks what is to change.
  public func sensitivities(to questions: [WhatIf]) throws(WhatIfError) -> [Sensitivity] {
    var found: [Sensitivity] = []
    for question in questions {
      found.append(
        Sensitivity(question: question, base: self, changed: try question.answer(from: self)))
    }
    return found.enumerated().sorted { a, b in
      let (first, second) = (a.element, b.element)
      if (first.flip == nil) != (second.flip == nil) { return first.flip != nil }
      if first.effectOnTime != second.effectOnTime {
        return first.effectOnTime > second.effectOnTime
      }
      if first.effectOnRoom != second.effectOnRoom {
        return first.effectOnRoom > second.effectOnRoom
      }
      return a.offset < b.offset
    }.map(\.element)
  }

  /// The answers to what is usually asked: every figure of the machine and the host a fifth up and
  /// a fifth down, and the weights in other formats.
  public func sensitivities() -> [Sensitivity] {
    do { return try sensitivities(to: WhatIf.standard(for: self)) } catch {
      preconditionFailure("\(error)")
    }
  }
}

extension Sensitivity {
  /// For people: what changes, from the largest effect; what changes nothing is named below.
  public static func table(_ answers: [Sensitivity]) -> Table {
    var table = Table(
      [
        Column("what if", .text), Column("decode step", .text), Column("prefill", .text),
        Column("output per accelerator", .text), Column("cost of output", .text),
        Column("sequences that fit", .text), Column("verdict", .text),
      ], title: "what if: the model run again with the change")
    for answer in answers where answer.hasEffect {
      let (base, changed) = (answer.base, answer.changed)
      table.append([
        .text(answer.question.label),
        .text(words(changed.decode?.duration, base.decode?.duration)),
        .text(words(changed.prefill?.duration, base.prefill?.duration)),
        .text(words(changed.outputPerAccelerator, base.outputPerAccelerator)),
        .text(changed.isFeasible ? words(changed.outputCost, base.outputCost) : ""),
        .text(room(changed.largestBatch, base.largestBatch)),
        .text(answer.flip?.rawValue ?? (changed.isFeasible ? "" : "infeasible")),
      ])
    }
    return table
  }

  /// Why deployments can no longer run, in a line each.
  public static func reasons(_ answers: [Sensitivity]) -> [String] {
    answers.filter { $0.flip == .becomesInfeasible }.map {
      "\($0.question.label) \(Flip.becomesInfeasible.rawValue): \($0.changed.feasibility.reason)"
    }
  }

  /// The questions whose answer is that nothing changes.
  public static func withoutEffect(_ answers: [Sensitivity]) -> [String] {
    answers.filter { !$0.hasEffect }.map(\.question.label)
  }

  private static func words<D>(_ changed: Quantity<D>?, _ base: Quantity<D>?) -> String {
    guard let changed else { return "" }
    guard let base, base.value > 0 else { return UnitNotation.format(changed) }
    return UnitNotation.format(changed) + relative(changed / base - 1)
  }

  private static func room(_ changed: Int, _ base: Int) -> String {
    guard base > 0, changed > 0 else { return String(changed) }
    return String(changed) + relative(Double(changed) / Double(base) - 1)
  }

  /// A change in brackets, none where it would be printed as nothing.
  private static func relative(_ share: Double) -> String {
    let tenths = (share * 1_000).rounded() / 10
    guard tenths != 0 else { return "" }
    return String(format: " (%@%.1f %%)", tenths < 0 ? "−" : "+", abs(tenths))
  }
}
