import Experiments
import Hardware
import LanguageModels
import Performance
import Quantities
import Reports
import Scenarios
import Serving

extension DeploymentEstimate {
  /// The operators of a decode step and of a prompt under the roofs of one device.
  ///
  /// - Throws: `FigureError` where nothing can run, so that there is nothing to draw.
  func rooflineFigure() throws(FigureError) -> Figure {
    let steps = [("Decode step", decode), ("Prefill", prefill)].compactMap { name, step in
      step.map { (name: name, step: $0, roofline: roofline(of: $0)) }
    }
    var ceilings: [RooflinePlot.Ceiling] = []
    for peak in steps.flatMap(\.roofline.peaks).sorted(by: { $0.rate > $1.rate }) {
      let label = "\(peak.format.rawValue), \(UnitNotation.format(peak.rate))"
      if !ceilings.contains(where: { $0.label == label }) {
        ceilings.append(RooflinePlot.Ceiling(label, rate: peak.rate.value / 1e12))
      }
    }
    let memory = deployment.cluster.accelerator.device.memory
    let plot = RooflinePlot(
      x: ("Arithmetic intensity", "FLOP/byte"), y: ("Achieved by one device", "TFLOP/s"),
      slope: memory.bandwidth.value / 1e12,
      slopeLabel: "\(memory.kind), \(UnitNotation.format(memory.bandwidth))", ceilings: ceilings,
      groups: steps.map {
        $0.roofline.group(named: "\($0.name), \(UnitNotation.format($0.step.duration))")
      },
      asideHeading: "not under a roof:")
    let count = scenario.accelerators(for: 1)
    return try Figure(
      name: "roofline", title: rooflineTitle,
      subtitle: (isFeasible ? "" : "Infeasible, \(feasibility.reason). ")
        + "\(scenario.model.title) on \(count) × \(scenario.accelerator.title): "
        + "\(batch) sequences of \(context) tokens decode; a prompt has \(prompt) tokens",
      caption: "The area of a point is its share of the step. Roofs are dense peaks and the memory "
        + "bandwidth of the datasheet, of one device; points are predicted, the efficiencies "
        + "\(confidence.grade.rawValue), the host that of \(scenario.engine.name).",
      roofline: plot)
  }
}

extension DeploymentEstimate {
  /// What the reader should see.
  private var rooflineTitle: String {
    let causes = [decode, prefill].map { $0?.bindingCause.rawValue ?? "not" }
    if !isFeasible {
      return causes[0] == causes[1]
        ? "Could it run, decode and prefill would both be \(causes[0]) bound"
        : "Could it run, decode would be \(causes[0]) bound, prefill \(causes[1]) bound"
    }
    return causes[0] == causes[1]
      ? "Decode and prefill are both \(causes[0]) bound"
      : "Decode is \(causes[0]) bound, prefill is \(causes[1]) bound"
  }
}

extension StepRoofline {
  /// The operators with arithmetic as points, all else beside the plot with its share.
  fileprivate func group(named name: String) -> RooflinePlot.Group {
    var marks: [RooflinePlot.Mark] = []
    var aside: [String] = []
    for entry in entries {
      let name = entry.part.rawValue.replacing("-", with: " ")
      let share = UnitNotation.format(percentage: entry.share, significantDigits: 2)
      switch entry.place {
      case .roof(let point):
        marks.append(
          RooflinePlot.Mark(
            name, intensity: point.intensity, rate: point.achieved.value / 1e12,
            share: entry.share))
      // Below a thousandth nothing is worth a line.
      case .stream: if abs(entry.share) >= 0.001 { aside.append("\(name) \(share) (bytes)") }
      case .links: if abs(entry.share) >= 0.001 { aside.append("\(name) \(share) (links)") }
      case .host: if abs(entry.share) >= 0.001 { aside.append("\(name) \(share)") }
      }
    }
    return RooflinePlot.Group(name, marks: marks, aside: aside)
  }
}
