import ComputeSupply
import ExportControl
import Performance
import Quantities
import ReferenceData
import Scenarios
import Testing

@testable import Experiments

@Suite("What stocks train and serve, over whole studies")
struct SupplyDemandTests {
  /// A study with quick tables: a small model on small clusters, of the chips that China gets.
  struct Sample {
    let question: SupplyQuestion
    /// By alternative.
    let capabilities: [SupplyCapability]
    let result: SupplyResult

    init(_ text: String) throws {
      let file = try ScenarioFile(text: text, named: "s.yaml")
      question = try SupplyQuestion(file.variants(), of: file, catalog: installed, jobs: nil)
      let (built, terms) = (question.built, question.scenarios[0].demand)
      let held = try Self.held(in: built.plan)
      let products = zip(built.chips, built.plan.programme.products).map {
        $0 ?? ChipProduct($1.name)
      }
      let found = try ChipCapability.all(
        of: products.filter { held.contains($0.name) }, on: ChipCapabilityTests.reference,
        catalog: installed, jobs: 2)
      let chips = products.map { product in
        found.first { $0.name == product.name } ?? Self.nothing(product.name)
      }
      let facts = try installed.demandFacts()
      capabilities = try built.plan.alternatives.map { alternative in
        let channels = ChannelTerms.standard.map { usual in
          var terms = usual
          if alternative.name == "duty", usual.channel == .licensed { terms.duty = 0.25 }
          return terms
        }
        return try SupplyCapability(
          terms, plan: built.plan,
          evaluator: StockEvaluator(
            chips,
            costs: try CellCosts(of: products, chips, terms: channels, catalog: installed),
            terms: StockTerms(window: terms.window)), facts: facts)
      }
      result = try SupplyStudy(
        plan: built.plan, weights: question.study.weights, capabilities: capabilities,
        draws: question.study.draws, seed: question.study.seed
      ).run(jobs: 2)
    }

    /// Products of which China has any in the central world of some alternative.
    private static func held(in plan: SupplyPlan) throws -> Set<String> {
      var found: Set<String> = []
      for alternative in plan.alternatives.indices {
        let history = try plan.centralHistory(of: alternative)
        for (product, own) in plan.programme.products.enumerated() {
          for channel in SupplyChannel.ofTarget
          where history.stock[history.cell(history.months - 1, product, channel)] > 0 {
            found.insert(own.name)
          }
        }
      }
      return found
    }

    private static func nothing(_ name: String) -> ChipCapability {
      ChipCapability(
        name: name, title: name, vendor: "", basis: .transferred(from: ""), grade: .speculative,
        measures: .init(
          totalProcessingPerformance: nil, eightBitRate: nil, memoryBandwidth: nil),
        training: .failure(.noTrainingFormat), serving: [.failure(.unknown(reason: "not asked"))],
        power: .zero)
    }

    /// A figure of an alternative, by date and draw.
    func values(_ metric: String, _ alternative: String) throws -> [[Double]] {
      let own = try #require(result.alternatives.first { $0.name == alternative })
      let series = try #require(own[metric], "\(metric)")
      return try result.dates.indices.map { date in
        try series.values(at: date).map { try #require($0, "\(metric)") }
      }
    }
  }

  /// Nobody designs to pass, hurries or gets past the rules, so that worlds differ in what rules let
  /// through.
  static let plain = Result {
    try Sample(
      """
      seed: 4
      supply:
        from: 2022-07
        until: 2023-06
        draws: 20
        vendors: {redesign: none}
        buyers: {pull-forward: 0}
        channels:
          smuggled: {amount: 0}
          offshore-owned: {amount: 0}
          offshore-rented: {amount: 0}
          cloud: {amount: 0}
      demand: {}
      alternatives:
        rules: {}
        no rules: {supply: {rules: {base: none}}}
        tighter:
          supply:
            rules:
              without: [r2023now]
              changes:
                r2023a: {from: 2022-11-21}
                r2023b: {from: 2022-11-21}
                r2023c: {from: 2022-11-21}
        duty: {}
      """)
  }

  @Test(
    "A tighter rule never raises the largest run or the tokens that can be served, none lowers them",
    arguments: ["target.largest-run", "target.programme-run", "target.tokens.servable"])
  func monotone(metric: String) throws {
    let sample = try Self.plain.get()
    let worlds = try ["tighter", "rules", "no rules"].map { try sample.values(metric, $0) }
    for (tight, loose) in zip(worlds, worlds.dropFirst()) {
      for (tight, loose) in zip(tight, loose) {
        // Orders of one world may be placed a few days apart from those of the other.
        for (tight, loose) in zip(tight, loose) { #expect(loose >= tight * 0.995) }
      }
      for (tight, loose) in zip(tight[3], loose[3]) { #expect(loose > tight) }
    }
  }

  @Test("What is served and what lacks is what is asked for; no more is served than can be")
  func tokens() throws {
    let sample = try Self.plain.get()
    for name in sample.result.alternatives.map(\.name) {
      let servable = try sample.values("target.tokens.servable", name).joined()
      let asked = try sample.values("target.tokens.asked", name).joined()
      let served = try sample.values("target.tokens.served", name).joined()
      let shortfall = try sample.values("target.tokens.shortfall", name).joined()
      for (((servable, asked), served), shortfall) in zip(
        zip(zip(servable, asked), served), shortfall)
      {
        #expect(served >= 0 && served <= servable * (1 + 1e-6))
        #expect(shortfall >= 0 && abs(asked - served - shortfall) <= 1e-6 * asked)
      }
      for lacks in try sample.values("target.training.shortfall", name).joined() {
        #expect((0...100).contains(lacks))
      }
    }
  }

  @Test("Chips in use train, serve or stand idle, in every month of every draw")
  func chips() throws {
    let sample = try Self.plain.get()
    let plan = sample.question.built.plan
    var workspace = SupplyWorkspace(plan)
    for row in try plan.draws(3, seed: sample.question.study.seed).values {
      try plan.run(row, in: &workspace) { alternative, history in
        let asked = try sample.capabilities[alternative].asked(in: row)
        for month in 0..<history.months {
          let own = asked.evaluator.month(
            history.stock, from: history.cell(month, 0, .exporterHome), usedBy: .target,
            demand: asked.demand, frontier: asked.frontier(after: Double(month) / 12),
            after: Double(month) / 12)
          let parts = [
            own.allocation.trainingChips, own.allocation.servingChips, own.allocation.idleChips,
          ]
          #expect(own.chips > 0 && parts.allSatisfy { $0 >= 0 })
          #expect(abs(parts.reduce(0, +) - own.chips) < 1e-9 * own.chips)
        }
      }
    }
  }

  @Test("A duty makes tokens dearer by part of it, and what they cost without it is the same")
  func duty() throws {
    let sample = try Self.plain.get()
    let pairs = zip(
      try sample.values("target.cost", "rules").joined(),
      try sample.values("target.cost", "duty").joined())
    for (free, charged) in pairs { #expect(free < charged && charged < free * 1.25) }
    #expect(
      try sample.values("target.cost.bare", "rules")
        == sample.values("target.cost.bare", "duty"))
    #expect(
      try sample.values("target.tokens.served", "rules")
        == sample.values("target.tokens.served", "duty"))
  }
}
