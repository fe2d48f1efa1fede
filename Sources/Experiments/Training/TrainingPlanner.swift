import Economics
import Hardware
import LanguageModels
public import Quantities
import Scenarios
import Training

/// The largest model of a design that can be trained under given conditions.
public struct LargestModel: Sendable, Hashable {
  public let parameters: Double
  public let activeParameters: Double
  public let tokens: Tokens
  public let time: Seconds
  /// Six FLOPs for each active parameter and token (Kaplan et al. 2020, arXiv 2001.08361).
  public var work: FLOPs { FLOPs(6 * activeParameters * tokens.value) }
}

/// Training runs of a scenario on other numbers of accelerators and with models of other sizes, each
/// by the fastest plan there is.
struct TrainingPlanner: Sendable {
  let scenario: Scenario
  let question: TrainingQuestion

  init(_ scenario: Scenario, _ question: TrainingQuestion) {
    self.scenario = scenario
    self.question = question
  }

  /// Accelerators that come together: those of a system, or eight of a larger one.
  var unit: Int { min(8, scenario.system.accelerators) }

  /// The time of the asked run on so many accelerators; nil where no plan fits.
  func time(on accelerators: Int) -> Seconds? {
    time(of: scenario.model, tokens: question.tokens, on: accelerators)
  }

  /// The fewest accelerators that end the asked run in time; nil without a deadline, or where none
  /// do.
  func fewest(upTo limit: Int) -> Int? {
    guard let deadline = question.deadline else { return nil }
    func isEnough(_ units: Int) -> Bool {
      time(on: units * unit).map { $0 <= deadline } ?? false
    }
    return first(upTo: limit / unit, isEnough).map { $0 * unit }
  }

  /// The largest model of the scenario's design that is trained in time; nil without a deadline, or
  /// where none is.
  ///
  /// Sizes are those of ``ModelArchitecture/scaled(by:)`` with an even number of layers; tokens grow
  /// with the active parameters as in the asked run.
  func largestModel(on accelerators: Int) -> LargestModel? {
    guard let deadline = question.deadline else { return nil }
    let perParameter = question.tokens.value / Double(scenario.model.activeParameters)
    func candidate(_ pairs: Int) -> LargestModel? {
      let factor = Double(2 * pairs) / Double(scenario.model.layers)
      let model = scenario.model.scaled(by: factor)
      let active = Double(model.activeParameters)
      let tokens = Tokens(perParameter * active)
      return time(of: model, tokens: tokens, on: accelerators).map {
        LargestModel(
          parameters: Double(model.parameters), activeParameters: active, tokens: tokens, time: $0)
      }
    }
    var best: LargestModel?
    // Larger models take longer, so that the first that is too slow ends it.
    let most = scenario.model.layers * Self.mostTimes / 2
    _ = first(upTo: most) { pairs in
      guard let found = candidate(pairs), found.time <= deadline else { return true }
      if found.parameters > best?.parameters ?? 0 { best = found }
      return false
    }
    return best
  }

  /// Beyond so many times the depth of the scenario's model nobody looks: 4,096 times its
  /// parameters.
  private static let mostTimes = 16

  private func time(
    of model: ModelArchitecture, tokens: Tokens, on accelerators: Int
  ) -> Seconds? {
    let question = question.with(accelerators: accelerators).with(tokens: tokens)
    var steps: [TrainingStep] = []
    for phase in question.phases {
      var search = question.with(phase: phase).search(.fastest, on: scenario, model: model)
      search.space.accelerators = Self.counts(within: accelerators, unit: unit)
      guard let step = search.answer(keeping: 1).fastest?.step else { return nil }
      steps.append(step)
    }
    return try? TrainingStudy(question, steps: steps, scenario: scenario).expectedTime
  }

  /// All accelerators, or fewer that divide better: the greatest powers of two, and three times such,
  /// of what comes together. What is left over stands idle.
  private static func counts(within accelerators: Int, unit: Int) -> [Int] {
    func greatest(_ times: Int) -> Int? {
      let units = accelerators / (unit * times)
      return units >= 1 ? unit * times * (1 << (Int.bitWidth - 1 - units.leadingZeroBitCount)) : nil
    }
    return Set([accelerators] + [greatest(1), greatest(3)].compactMap(\.self)).sorted()
  }

  /// The first of 1 to a limit that has a property which all behind it have too.
  private func first(upTo limit: Int, _ holds: (Int) -> Bool) -> Int? {
    guard limit >= 1, holds(limit) else { return nil }
    var (low, high) = (0, limit)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
