import Experiments
import Performance
import ReferenceData
import Reports
import Scenarios
import Serving

/// What a report rests on: the assumptions of its scenarios, their sources, and what is left out.
struct ReportEvidence {
  let scenarios: [Scenario]
  let catalog: Catalog

  /// Each assumption once, in the order of the scenarios.
  ///
  /// - Parameter notes: What else is to be said of the scenario of a number.
  func assumptions(notes: (Int) -> [String] = { _ in [] }) -> [Report.Assumption] {
    var found: [Report.Assumption] = []
    func add(_ assumption: Report.Assumption) {
      if !found.contains(assumption) { found.append(assumption) }
    }
    for (index, scenario) in scenarios.enumerated() {
      for item in scenario.assumptions {
        add(
          Report.Assumption(
            "\(item.subject): \(item.value)", sources: item.citations.filter { !$0.isEmpty },
            remark: item.remark.isEmpty ? nil : item.remark))
      }
      for note in notes(index) { add(Report.Assumption("\(scenario.alternative): \(note)")) }
    }
    return found
  }

  /// The sources that the assumptions name, in full, each once.
  var sources: [Report.Source] {
    var names: [String] = []
    for item in scenarios.flatMap(\.assumptions) {
      for name in item.citations where !names.contains(name) { names.append(name) }
    }
    return names.sorted().compactMap { name in
      (try? catalog.citation(name)).flatMap(\.self).map(Report.Source.init)
    }
  }

  /// What a reader must not read into the numbers.
  var notModelled: [String] {
    let fleets = scenarios.flatMap { $0.pools.isEmpty ? [$0] : $0.pools.map(\.scenario) }
    var found: [String] = []
    if scenarios.contains(where: { $0.training != nil }) {
      found += [
        "Training: queueing for the machine, research and failed runs before it, data that arrives late, "
          + "failures of spares, and uneven microbatches after a run has shrunk.",
        "Whether rules let the machines be bought where `cluster.acquired` states no sale.",
      ]
    }
    guard scenarios.contains(where: \.isServed) else {
      return found + ["Network storage beyond checkpoints, egress and income tax; discounts."]
    }
    if fleets.contains(where: { $0.failures == nil }) {
      found.append(
        "Failures during a run where `fleet.failures` is not stated: their cost enters through "
          + "availability and spares.")
    }
    if fleets.contains(where: { $0.failures != nil }) {
      found.append("Failures of several replicas at once, as of a node, a rack or a power feed.")
    }
    if scenarios.contains(where: { $0.demand?.followsClock == false }) {
      found.append("Day and night: costs are those of the simulated load around the clock.")
    }
    return found + [
      "Overlap of other communication with arithmetic than the engine profile or the plan names.",
      "Several batches in flight in a pipeline of serving; node-limited routing of experts.",
      "Different load of attention ranks and of experts beyond the fitted imbalance.",
      "Network storage, egress and income tax; discounts of large buyers.",
    ]
  }

  /// The weakest grade of what predictions rest on, with the grades machine by machine.
  ///
  /// - Parameter subjects: Each machine with what is known of its predictions beyond times of
  ///   serving.
  static func validity(
    _ subjects: [(machine: String, confidence: CalibrationConfidence, also: [PredictedQuantity])]
  ) -> Validity {
    var reasons: [String] = []
    for (machine, confidence, also) in subjects {
      let words = confidence.sentence(on: PredictedQuantity.ofServing + also)
      let text =
        "\(machine): operator times are \(confidence.grade.rawValue); "
        + "measured over predicted (90 %): \(words)"
      if !reasons.contains(text) { reasons.append(text) }
    }
    let worst = subjects.map(\.confidence.grade).max() ?? .speculative
    return Validity(Validity.Grade(worst), because: reasons)
  }
}

extension Validity.Grade {
  fileprivate init(_ grade: CalibrationGrade) {
    self =
      switch grade {
      case .calibrated: .calibrated
      case .transferred: .transferred
      case .extrapolated: .extrapolated
      case .speculative: .speculative
      }
  }
}
