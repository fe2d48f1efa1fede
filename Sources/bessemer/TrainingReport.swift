import Hardware
import LanguageModels
import Experiments
import OutputAnalysis
import Quantities
import Reports
import Scenarios

/// The sentences on what trains.
struct TrainingReport {
  let point: DesignPointResult

  /// What the runs came to, or why there are none; nil where nothing is to be trained.
  var sentence: String? {
    guard let training = point.verdicts.training, let question = point.scenario.training else {
      return nil
    }
    let count = point.values(of: .trainingAccelerators).max().map { Int($0) }
    let machine = "\(count ?? question.accelerators) × \(point.scenario.accelerator.title)"
    let unfinished = point.values(of: .trainingProgress)
    if let most = unfinished.max() {
      return "\(point.scenario.label): \(machine) do not get through the training of "
        + "\(point.scenario.model.title) in \(unfinished.count) of \(point.runs.count) runs: in twenty times "
        + "the time of its steps at most \(UnitNotation.format(percentage: most)) of them are done, since "
        + "it stands still, or does work again, for the rest."
    }
    guard let time = range(.trainingTime, unit: "d") else {
      return "\(point.scenario.label): \(machine) cannot train it as asked: \(training.reason)."
    }
    var parts = [
      "\(point.scenario.label): \(machine) train \(point.scenario.model.title) on "
        + "\(UnitNotation.format(question.tokens)) in \(time)"
    ]
    if let use = point.mean(of: .modelUtilization) {
      parts.append("at \(UnitNotation.format(percentage: use)) MFU")
    }
    if let goodput = point.mean(of: .trainingGoodput) {
      parts.append("\(UnitNotation.format(percentage: goodput)) goodput")
    }
    if let cost = point.mean(of: .trainingCost) {
      parts.append("for \(UnitNotation.format(USDollars(cost)))")
    }
    return parts.joined(separator: ", ") + outlook + "."
  }

  /// What simulations say against a run that looks feasible before them; nil where they do not.
  var simulatedFailure: String? {
    let unfinished = point.values(of: .trainingProgress).count
    if unfinished > 0 {
      return "it does not end in \(unfinished) of \(point.runs.count) simulated runs"
    }
    guard let deadline = point.scenario.training?.deadline, point.mean(of: .trainingOnTime) == 0,
      let time = point.mean(of: .trainingTime)
    else { return nil }
    return "simulated, it takes \(UnitNotation.format(Seconds.day * time)) > "
      + UnitNotation.format(deadline)
  }

  /// How often it ends in time.
  private var outlook: String {
    guard let deadline = point.scenario.training?.deadline,
      let share = point.mean(of: .trainingOnTime)
    else { return "" }
    let limit = UnitNotation.format(deadline)
    switch share {
    case 1: return "; within \(limit)"
    case 0: return "; never within \(limit)"
    default:
      return "; within \(limit) in \(UnitNotation.format(percentage: share)) of the runs"
    }
  }

  /// The mean over runs, and where they differ the range that holds eight in ten of them.
  private func range(_ metric: Metric, unit: String) -> String? {
    guard let mean = point.mean(of: metric) else { return nil }
    func text(_ value: Double) -> String { UnitNotation.format(value, significantDigits: 3) }
    let middle = point.quantile(0.5, of: metric) ?? mean
    let values = point.values(of: metric).sorted()
    guard let first = values.first, let last = values.last, text(first) != text(last) else {
      return "\(text(middle)) \(unit)"
    }
    let ends = [0.1, 0.9].map { values[min(values.count - 1, Int($0 * Double(values.count)))] }
    return "\(text(middle)) \(unit) (\(text(ends[0])) to \(text(ends[1])))"
  }

  /// Of each alternative of a sweep, where a trained token is cheapest, and how far goodput goes.
  static func swept(_ result: ExperimentResult) -> [String] {
    result.alternatives.compactMap { name in
      let points = result.points.filter {
        $0.scenario.alternative == name && $0.mean(of: .trainingCostPerToken) != nil
          && $0.mean(of: .trainingOnTime) ?? 1 > 0
      }
      guard
        let best = points.min(by: {
          $0.mean(of: .trainingCostPerToken)! < $1.mean(of: .trainingCostPerToken)!
        }), let cost = best.mean(of: .trainingCostPerToken)
      else { return nil }
      let place = best.scenario.coordinates.map { "\($0.path) = \($0.value)" }
        .joined(separator: ", ")
      let goodputs = points.compactMap { $0.mean(of: .trainingGoodput) }
      let ends = [goodputs.min(), goodputs.max()].compactMap { $0 }.map {
        UnitNotation.format(percentage: $0)
      }
      let half = best.interval(of: .trainingCostPerToken)?.halfWidth
      return
        "\(name): of what ends in time, a trained token is cheapest at \(place), \(PlusMinus(cost, half).text) USD/Mtok; "
        + "goodput lies from \(ends.joined(separator: " to "))."
    }
  }
}
