import Experiments
import Quantities
import Scenarios
import Serving

extension ExperimentResult {
  /// What kind of runs these are, and how much of their start is left out: one sentence for each kind
  /// and length.
  var analysisSentences: [String] {
    var kinds: [(analysis: RunAnalysis, duration: Seconds)] = []
    let ran = points.filter { !$0.runs.isEmpty && $0.scenario.isServed }
    for scenario in ran.map(\.scenario)
    where !kinds.contains(where: { $0 == (scenario.analysis, scenario.duration) }) {
      kinds.append((scenario.analysis, scenario.duration))
    }
    return kinds.map { analysis, duration in
      let length = UnitNotation.format(duration)
      switch analysis {
      case .terminating:
        return "terminating runs: all \(length) from the empty start are measured"
      case .steadyState:
        let cuts = ran.filter {
          $0.scenario.analysis == analysis && $0.scenario.duration == duration
        }
        .flatMap { $0.runs.map(\.warmUp.length) }
        let (least, most) = (cuts.min()!, cuts.max()!)
        let cut =
          most == .zero
          ? "nothing"
          : least == most
            ? "the first \(UnitNotation.format(most))"
            : "the first \(UnitNotation.format(least)) to \(UnitNotation.format(most))"
        return "steady-state runs: \(cut) of \(length) left out as warm-up"
      }
    }
  }
}
