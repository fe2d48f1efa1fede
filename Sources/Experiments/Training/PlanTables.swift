import Hardware
import Performance
import Quantities
public import Scenarios
public import Tables
public import Training

/// A search for a training plan, as it is told.
public struct PlanFinding: Sendable {
  public let scenario: Scenario
  public let answer: TrainingPlanSearch.Answer
  /// What the plan that the scenario states takes for a step; nil where it leaves it open, or cannot
  /// be.
  public let stated: TrainingStep?
  private let question: TrainingQuestion

  /// Looks for the fastest or the cheapest plan of a scenario's run; what the scenario states of a
  /// plan that it leaves to a search is kept, and one that it states in full is compared.
  ///
  /// - Precondition: The scenario trains.
  public init(_ scenario: Scenario, keeping count: Int, jobs: Int) {
    guard let question = scenario.training else {
      preconditionFailure("\(scenario.label) trains nothing")
    }
    self.scenario = scenario
    self.question = question
    let goal = question.plan.goal ?? .fastest
    let open = question.plan.goal == nil ? question.searching(for: goal) : question
    let tenure = scenario.owner.tenure
    let price = tenure.price(ofBusyHours: 1)
    answer = open.search(goal, on: scenario).answer(keeping: count, threads: jobs) { _ in price }
    stated = question.plan.goal == nil ? TrainingVerdict(question, of: scenario).step : nil
  }

  /// The answer in words.
  public var words: String {
    guard let best = answer.fastest else { return answer.refusal }
    var text =
      "fastest of \(answer.plans) plans (\(answer.feasible) feasible): "
      + "\(best.choice.words), \(UnitNotation.format(best.step.duration)) for a step"
    if let stated {
      let ratio = UnitNotation.format(stated.duration / best.step.duration, significantDigits: 3)
      text += "; the stated plan takes \(ratio) times as long"
    }
    if let cheapest = answer.cheapest, cheapest.choice != best.choice {
      text += "; cheapest: \(cheapest.choice.accelerators) accelerators, \(cheapest.choice.words)"
    }
    return text
  }

  /// The best plans, one row each.
  public func table(provenance: Provenance) -> Table {
    var table = Table(
      [
        Column("point", .text), Column("rank", .integer), Column("accelerators", .integer),
        Column("tensor", .integer), Column("context", .integer), Column("expert", .integer),
        Column("pipeline", .integer), Column("virtual-stages", .integer),
        Column("data", .integer), Column("micro-batch", .integer), Column("recompute", .text),
        Column("sharding", .text), Column("overlap", .text), Column("schedule", .text),
        Column("layout", .text), Column("offload", .text),
        Column("step", .real, unit: "s", significantDigits: 4),
        Column("MFU", .real, significantDigits: 3),
        Column("memory", .real, unit: "GB", significantDigits: 3),
        Column(
          "cost", .real, unit: "USD/Mtok", description: "Steps alone.", significantDigits: 3),
      ], title: "Training plans", provenance: provenance)
    let levels = ScenarioKeys.key("training.sharding")?.choices ?? []
    for (index, item) in rows.enumerated() {
      let choice = item.choice
      let sharding = StateSharding.allCases.firstIndex(of: choice.sharding).map { levels[$0] }
      table.append([
        .text(scenario.label), .integer(index + 1), .integer(choice.accelerators),
        .integer(choice.tensor), .integer(choice.context), .integer(choice.expert),
        .integer(choice.pipeline), .integer(choice.virtualStages), .integer(choice.data),
        .integer(choice.microBatch), .text(choice.recompute.rawValue), Cell(sharding),
        .text(choice.overlap.rawValue), .text(choice.schedule.rawValue),
        .text(choice.layout.rawValue), .text(choice.offload.rawValue),
        .real(item.step.duration.value),
        .real(item.step.modelUtilization()),
        .real(TrainingMemory(run: item.run).largest.total.value / 1e9),
        Cell(item.costPerToken.map { $0.value * 1e6 }),
      ])
    }
    return table
  }

  /// The fastest, and behind them the cheapest where it is none of them.
  private var rows: [TrainingPlanSearch.Candidate] {
    let others = [answer.cheapest].compactMap(\.self).filter { other in
      !answer.ranked.contains { $0.choice == other.choice }
    }
    return answer.ranked + others
  }

  /// What was ruled out, by reason, with the plan that came nearest.
  public func exclusionTable(provenance: Provenance) -> Table {
    var table = Table(
      [
        Column("point", .text), Column("reason", .text), Column("plans", .integer),
        Column("nearest", .text), Column("why", .text),
      ], title: "Plans ruled out", provenance: provenance)
    for item in answer.exclusions {
      table.append([
        .text(scenario.label), .text(item.reason.rawValue), .integer(item.plans),
        .text(item.example.words), .text(item.cause.sentence),
      ])
    }
    return table
  }
}

extension PlanChoice {
  /// The widths in words, those of one left out.
  var words: String {
    let widths: [(String, Int)] = [
      ("tensor", tensor), ("context", context), ("expert", expert), ("pipeline", pipeline),
      ("virtual stages", virtualStages), ("data", data),
    ]
    return widths.filter { $0.1 > 1 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
      + (widths.contains { $0.1 > 1 } ? ", " : "")
      + "micro-batch \(microBatch), \(recompute.rawValue) recomputation"
  }
}

extension PlanExclusion.Cause {
  /// Why the plan cannot be.
  var sentence: String {
    switch self {
    case .plan(let error): error.sentence
    case .conflict(let conflict): conflict.sentence
    case .memory(let check): check.sentence
    case .devices(let devices, let widths): "\(devices) devices do not divide by \(widths)"
    }
  }
}
