import ComputeSupply
import Quantities
import Testing

@Suite("Allocation of a stock")
struct ComputeAllocationTests {
  /// Three products: one that trains best for what it serves, one that serves best, one that only
  /// serves.
  static let frontier = CapacityFrontier(
    training: [300, 50, 0].map { FLOPsPerSecond($0 * 1e12) },
    serving: [1_000, 1_500, 400].map { TokensPerSecond($0) })
  static let counts = [1_000.0, 2_000, 500]
  static let mostTraining = 1_000 * 300e12 + 2_000 * 50e12
  static let mostServing = 1_000 * 1_000.0 + 2_000 * 1_500 + 500 * 400

  static let policies: [AllocationPolicy] = [
    .trainingFirst, .inferenceFirst, .fixedShare(training: 0.4),
    .byValue(perFLOP: 1e-12, perToken: 0.1),
  ]

  static func allocation(
    _ training: Double, _ serving: Double, _ policy: AllocationPolicy,
    counts: [Double] = counts
  ) -> ComputeAllocation {
    frontier.allocation(
      of: counts, training: FLOPsPerSecond(training), serving: TokensPerSecond(serving),
      policy: policy)
  }

  @Test(
    "Every chip is used once, and what is done and what lacks add to what is asked",
    arguments: policies)
  func conservation(policy: AllocationPolicy) {
    for training in [0, 0.1, 0.5, 0.9, 1, 3] {
      for serving in [0, 0.1, 0.5, 0.9, 1, 3] {
        let need = training * Self.mostTraining
        let tokens = serving * Self.mostServing
        let found = Self.allocation(need, tokens, policy)
        let chips = found.trainingChips + found.servingChips + found.idleChips
        #expect(abs(chips - 3_500) < 1e-6)
        #expect(min(found.trainingChips, found.servingChips, found.idleChips) >= 0)
        let work = found.training + found.trainingShortfall
        let served = found.serving + found.servingShortfall
        #expect(abs(work.value - need) <= 1e-9 * max(1, need))
        #expect(abs(served.value - tokens) <= 1e-9 * max(1, tokens))
      }
    }
  }

  @Test("No stock does nothing", arguments: policies)
  func empty(policy: AllocationPolicy) {
    let found = Self.allocation(1e15, 1e6, policy, counts: [0, 0, 0])
    #expect(found.training == .zero && found.serving == .zero && found.idleChips == 0)
    #expect(found.trainingShortfall.value == 1e15 && found.servingShortfall.value == 1e6)
  }

  @Test("Where both have enough nothing lacks, and more stock stands idle")
  func enough() {
    for policy in [AllocationPolicy.trainingFirst, .inferenceFirst] {
      let found = Self.allocation(1e17, 1e6, policy)
      #expect(found.trainingShortfall == .zero && found.servingShortfall == .zero)
      #expect(found.idleChips > 0)
      let more = Self.allocation(1e17, 1e6, policy, counts: [2_000, 4_000, 1_000])
      // The work is done by fewer of the better chips, or by as many of the same.
      #expect(more.idleChips > found.idleChips)
    }
  }

  @Test("Who goes first lacks nothing that the whole stock could give")
  func first() {
    let (need, tokens) = (Self.mostTraining * 0.95, Self.mostServing * 0.95)
    let training = Self.allocation(need, tokens, .trainingFirst)
    #expect(training.trainingShortfall == .zero && training.servingShortfall.value > 0)
    let serving = Self.allocation(need, tokens, .inferenceFirst)
    #expect(serving.servingShortfall == .zero && serving.trainingShortfall.value > 0)
    // All ask for more than there is: what only serves serves all the same.
    let greedy = Self.allocation(need * 10, tokens, .trainingFirst)
    #expect(abs(greedy.training.value / Self.mostTraining - 1) < 1e-12)
    #expect(abs(greedy.serving.value - 500 * 400) < 1e-6)
  }

  @Test("Chips do what they are relatively best at: no other division is better in both respects")
  func comparativeAdvantage() {
    let need = 1_000 * 300e12
    let found = Self.allocation(need, .infinity, .trainingFirst)
    // Exactly the first product trains, so that the others all serve.
    #expect(abs(found.serving.value - (2_000 * 1_500 + 500 * 400)) < 1e-3)
    // Equal shares of all products would train as much only by serving less.
    let share = need / Self.mostTraining
    let even = Self.allocation(need, .infinity, .fixedShare(training: share))
    #expect(abs(even.training.value / need - 1) < 1e-12)
    #expect(even.serving < found.serving)
  }

  @Test("By value every chip does what is worth more, until nobody asks for more")
  func value() {
    // 300 TFLOP/s are worth 300 and 1,000 tokens 100; 50 TFLOP/s are worth less than 1,500 tokens.
    let found = Self.allocation(
      .infinity, .infinity, .byValue(perFLOP: 1e-12, perToken: 0.1))
    #expect(found.trainingChips == 1_000 && found.servingChips == 2_500)
    let sated = Self.allocation(
      100 * 300e12, .infinity, .byValue(perFLOP: 1e-12, perToken: 0.1))
    #expect(abs(sated.trainingChips - 100) < 1e-6 && abs(sated.servingChips - 3_400) < 1e-6)
  }

  @Test("More stock never lowers what is done of either", arguments: policies)
  func monotone(policy: AllocationPolicy) {
    let (need, tokens) = (Self.mostTraining * 0.7, Self.mostServing * 0.8)
    let found = Self.allocation(need, tokens, policy)
    for product in 0..<3 {
      var counts = Self.counts
      counts[product] *= 1.3
      let more = Self.allocation(need, tokens, policy, counts: counts)
      switch policy {
      case .trainingFirst, .inferenceFirst, .fixedShare:
        #expect(more.training.value >= found.training.value * (1 - 1e-12))
        #expect(more.serving.value >= found.serving.value * (1 - 1e-12))
      case .byValue(let perFLOP, let perToken):
        func worth(_ a: ComputeAllocation) -> Double {
          a.training.value * perFLOP + a.serving.value * perToken
        }
        #expect(worth(more) >= worth(found) * (1 - 1e-12))
      }
    }
  }
}

@Suite("Demand for compute")
struct ComputeDemandTests {
  static func demand() throws -> ComputeDemand {
    try ComputeDemand(
      training: TrainingDemand(
        run: FLOPs(1e25), growth: 4.5, runsPerYear: 2, researchMultiple: 6),
      tokens: [
        TokenDemand(name: "chat", perDay: Tokens(1e13), growth: 4),
        TokenDemand(name: "video", perDay: Tokens(2e12), growth: 9),
      ])
  }

  @Test("Runs and tokens grow by their factor each year")
  func growth() throws {
    let demand = try Self.demand()
    #expect(demand.training.run(after: 0).value == 1e25)
    #expect(abs(demand.training.run(after: 2).value / 2.025e26 - 1) < 1e-12)
    #expect(abs(demand.tokensPerDay(after: 1).value / 5.8e13 - 1) < 1e-12)
  }

  @Test("The rate of training does a year's runs and their research in a year")
  func rate() throws {
    let rate = try Self.demand().training.rate(after: 0)
    #expect(abs((rate * .year).value / (1e25 * 2 * 6) - 1) < 1e-12)
  }

  @Test("Impossible numbers are refused by name")
  func refusals() {
    #expect(throws: SupplyError.self) {
      try TrainingDemand(run: FLOPs(1e25), growth: 4, runsPerYear: 2, researchMultiple: 0.5)
    }
    #expect(throws: SupplyError.self) {
      try TokenDemand(name: "chat", perDay: Tokens(-1), growth: 2)
    }
    #expect(throws: SupplyError.self) {
      let demand = try Self.demand()
      _ = try ComputeDemand(
        training: demand.training, tokens: [demand.tokens[0], demand.tokens[0]])
    }
  }
}
