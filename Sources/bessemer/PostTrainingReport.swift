import Experiments
import Hardware
import LanguageModels
import OutputAnalysis
import Quantities
import Reports
import Scenarios
import Training

/// The sentences on reinforcement learning.
struct PostTrainingReport {
  let point: DesignPointResult

  /// What alternatives are compared by.
  static let compared: [Metric] = [
    .iteration, .postTrainingCostPerToken,
  ]

  /// What leaving the critic out changes, of every pair of points that differ in nothing else.
  static func savings(of result: ExperimentResult) -> [String] {
    result.criticSavings.map { saving in
      func ratio(_ metric: Metric) -> String? {
        saving.ratio(of: metric).map { PlusMinus($0.estimate, $0.halfWidth).text }
      }
      let parts: [(String, Metric)] = [
        ("an iteration", .iteration), ("its rollout", .rolloutTime),
        ("its FLOPs", .postTrainingWork),
        ("states on a device", .postTrainingStates),
        ("accelerators that hold them at once", .postTrainingFewestHolding),
        ("dollars per million response tokens", .postTrainingCostPerToken),
      ]
      let figures = parts.compactMap { name, metric in ratio(metric).map { "\(name) \($0)" } }
      return "Without a critic, \(saving.without.label) against \(saving.with.label), as ratios: "
        + figures.joined(separator: ", ") + "."
    }
  }

  /// What an iteration came to, or why there is none; nil where there is none to be.
  var sentence: String? {
    guard let verdict = point.verdicts.postTraining, let question = point.scenario.postTraining
    else { return nil }
    let scenario = point.scenario
    let machine = "\(machines(of: question)) × \(scenario.accelerator.title)"
    guard let time = figure(.iteration, unit: "s") else {
      return "\(scenario.label): \(machine) cannot post-train \(scenario.model.title) as asked: "
        + "\(verdict.reason)."
    }
    var parts = [
      "\(scenario.label): \(machine) post-train \(scenario.model.title) in \(time) per iteration"
    ]
    if let whole = point.mean(of: .iteration), let rollout = point.mean(of: .rolloutTime) {
      let share = UnitNotation.format(percentage: rollout / whole)
      parts.append(
        scenario.isOverlapped
          ? "beside a rollout of \(share) of that" : "of which the rollout is \(share)")
    }
    if let tail = point.mean(of: .rolloutTail) {
      parts.append("\(UnitNotation.format(percentage: tail)) of the rollout is its tail")
    }
    if let cost = figure(.postTrainingCostPerToken, unit: "USD") {
      parts.append("\(cost) per million response tokens")
    }
    return parts.joined(separator: ", ") + "."
  }

  private func machines(of question: PostTrainingQuestion) -> Int {
    switch question.placement {
    case .colocated(let accelerators): accelerators
    case .split(let rollout, let training, _): rollout + training
    }
  }

  private func figure(_ metric: Metric, unit: String) -> String? {
    point.mean(of: metric).map {
      "\(PlusMinus($0, point.interval(of: metric)?.halfWidth).text) \(unit)"
    }
  }
}

extension Scenario {
  /// Whether samples are written while others are learnt from.
  fileprivate var isOverlapped: Bool {
    if case .split(_, _, .oneStepOff) = postTraining?.placement { true } else { false }
  }
}
