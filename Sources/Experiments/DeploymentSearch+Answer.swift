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
        let cost = best.capacity?.value(of: .costOutput).map {
          "\(UnitNotation.format($0)) USD/Mtok of output"
        }
        lines.append(
          "best by \(goal.rawValue): \(label): "
            + ([output, cost].compactMap(\.self) + ["rate " + best.words]).joined(separator: ", "))
      }
    } else {
      lines.append("no candidate keeps the objectives")
    }
    lines.append(
      "\(screen.count) candidates: \(screen.ruledOut.count) ruled out, \(screen.kept.count) kept "
        + "by the closed form, \(equivalent) of them like another, \(confirmed.count) simulated")
    if left > 0 {
      lines.append(
        "\(left) more might have won and were not simulated: raise `find.confirmations`")
    }
    lines.append(
      "Pareto front: \(screen.front.count) operating points, \(screen.dominated) dominated")
    return lines
  }
}
