import ComputeSupply
import Scenarios

@testable import Experiments

/// A question of supply with what happened in some draws of each of its alternatives.
struct SupplySample {
  let question: SupplyQuestion
  /// By draw, then by alternative.
  let histories: [[SupplyHistory]]
  /// The programme of each draw, as facts and shared inputs have it.
  let programmes: [SupplyProgramme]

  /// What a scenario text asks.
  static func question(_ text: String) throws -> SupplyQuestion {
    let file = try ScenarioFile(text: text, named: "s.yaml")
    return try SupplyQuestion(file.variants(), of: file, catalog: installed, jobs: 2)
  }

  init(_ text: String, draws: Int = 5) throws {
    question = try Self.question(text)
    let plan = question.built.plan
    let rows = try plan.draws(draws, seed: question.study.seed)
    var workspace = SupplyWorkspace(plan)
    var histories: [[SupplyHistory]] = []
    for draw in 0..<draws {
      var own: [SupplyHistory] = []
      try plan.run(rows[draw], in: &workspace) { own.append(copy $1) }
      histories.append(own)
    }
    self.histories = histories
    programmes = try (0..<draws).map { try plan.drawn(rows[$0]) }
  }

  var plan: SupplyPlan { question.built.plan }

  var names: [String] { plan.alternatives.map(\.name) }

  /// What buyers hold each product worth.
  var worths: [Double] { plan.programme.products.map(\.worth) }

  /// The histories of one alternative in all draws; none where there is no such alternative.
  func histories(of name: String) -> [SupplyHistory] {
    guard let index = names.firstIndex(of: name) else { return [] }
    return histories.map { $0[index] }
  }

  /// What stands in a channel at the end of each month, by draw and month.
  func worth(_ channel: SupplyChannel, in name: String) -> [[Double]] {
    histories(of: name).map { history in
      (0..<history.months).map { history.stock($0, in: channel, weights: worths) }
    }
  }
}

extension SupplyResult {
  /// Every figure of an alternative to the bit, by the name of its metric.
  func bits(of name: String) -> [String: [UInt32]] {
    guard let own = alternatives.first(where: { $0.name == name }) else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: own.series.map { ($0.metric.name, $0.values.map(\.bitPattern)) })
  }
}
