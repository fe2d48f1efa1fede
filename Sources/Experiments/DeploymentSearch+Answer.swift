import Foundation
import Performance
import Quantities
import Scenarios

extension DeploymentSearch {
  /// The answer in a few lines.
  public var answer: [String] {
    var lines: [String] = []
    if let best {
      let label = best.screened.candidate.label
      switch goal {
      case .accelerators:
        let count = best.fleet?.accelerators ?? 0
        lines.append(
          "\(count) accelerators serve \(best.fleet.map { UnitNotation.format($0.demand) } ?? ""): "
            + "\(label), \(best.words)")
      case .throughput, .rate, .cost:
        let output = best.capacity?.value(of: .outputPerAccelerator).map {
          "\(UnitNotation.format($0)) tok/s of output per accelerator"
        }
        let cost = best.capacity?.value(of: .costBlended).map {
          "\(UnitNotation.format($0)) USD/Mtok of all tokens, prompts included"
        }
        lines.append(
          "best by \(goal.rawValue): \(label): "
            + ([output, cost].compactMap(\.self) + ["rate " + best.words]).joined(separator: ", "))
      }
    } else {
      lines.append("no candidate keeps the objectives")
    }
    let parts =
      screen.poolReplicas > 0
      ? ", fleets in pools of \(screen.poolReplicas) kinds of replicas among them" : ""
    lines.append(
      "\(screen.count) \(screen.count == 1 ? "candidate" : "candidates")\(parts): \(screen.ruledOut.count) ruled out, "
        + "\(screen.kept.count) kept by the closed form, \(equivalent) of them like another, "
        + "\(confirmed.count) simulated")
    if let off = errorWords { lines.append(off) }
    lines.append(contentsOf: doubtWords)
    lines.append(contentsOf: notes)
    lines.append(
      "Pareto front: \(screen.front.count) operating points, \(screen.dominated) dominated")
    return lines
  }

  /// What was not searched, and what the closed form does not know.
  private var notes: [String] {
    guard let point = screen.space.points.first else { return [] }
    var notes = (best?.capacity?.findings ?? best?.fleet?.findings ?? []).map {
      "of the best: " + $0
    }
    if point.hasFailures { notes.append(CapacitySearch.failureWords) }
    if screen.poolReplicas > 0, point.pools.isEmpty {
      notes.append("both pools of a fleet have one chip, one engine and the same formats")
    }
    if point.prefixCache != nil, PrefixReuse(point.workload) == nil {
      notes.append(
        "the closed form takes every prompt to be computed: it does not know what comes again "
          + "of these requests; the simulation does")
    }
    return notes
  }

  /// How far the closed form was off on what was simulated.
  private var errorWords: String? {
    let errors = confirmed.compactMap(\.error).map { exp($0) - 1 }
    guard let least = errors.min(), let most = errors.max() else { return nil }
    func words(_ error: Double) -> String {
      (error < 0 ? "-" : "+") + UnitNotation.format(percentage: abs(error), significantDigits: 2)
    }
    return "simulated, they come to \(words(least))"
      + (errors.count > 1 ? " … \(words(most))" : "") + " beside the closed form"
  }

  /// What may have been missed.
  private var doubtWords: [String] {
    guard best != nil, screen.kept.count > confirmed.count + equivalent else { return [] }
    let better =
      goal == .accelerators
      ? "to need fewer accelerators"
      : "to be better by more than "
        + UnitNotation.format(percentage: screen.space.points[0].find.accuracy)
    let chance = UnitNotation.format(percentage: remainingDoubt, significantDigits: 2)
    guard left > 0 else {
      return [
        "of the others none has a chance above \(chance) \(better), as far as those errors tell"
      ]
    }
    return [
      "simulations ran out: \(left) of the others have a chance above "
        + "\(UnitNotation.format(percentage: Self.doubt)) \(better), up to \(chance): raise "
        + "`find.confirmations`"
    ]
  }
}
