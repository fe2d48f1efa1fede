import ComputeSupply
import ExportControl
import LanguageModels
import Performance
import Quantities
import Testing

@testable import Experiments

@Suite("What a stock of chips can do")
struct StockEvaluatorTests {
  /// A chip of so many H100, whose cluster rate falls with size.
  static func chip(
    _ name: String, performance: Double, bandwidth: Double, training: Double?, serving: Double?
  ) -> ChipCapability {
    let curve = training.map { rate in
      TrainingCurve(
        [(1_024, 1.0), (4_096, 0.9), (16_384, 0.8), (65_536, 0.3), (131_072, 0.1)].map {
          TrainingCurve.Point(
            accelerators: $0.0, rate: FLOPsPerSecond(rate * $0.1), goodput: 1, utilization: 0.3,
            parameters: 1e11, activeParameters: 1e10, precision: "bf16", plan: "")
        })
    }
    let rate = serving.map {
      ServingRate(
        tokens: TokensPerSecond($0), output: TokensPerSecond($0 / 4), replica: 8, plan: "TP8",
        weights: .fp8, prefillTime: 0.3)
    }
    return ChipCapability(
      name: name, title: name, vendor: "Vendor", basis: .modelled(fittedOn: name),
      grade: .calibrated,
      measures: H100Equivalent.Measures(
        totalProcessingPerformance: 15_832 * performance,
        eightBitRate: FLOPsPerSecond(1_979e12 * performance),
        memoryBandwidth: BytesPerSecond(3_350e9 * bandwidth)),
      training: curve.map { .success($0) } ?? .failure(.noTrainingFormat),
      serving: [rate.map { .success($0) } ?? .failure(.notServed(model: "m", reason: "memory"))],
      power: Watts(1_000 * performance))
  }

  static let chips = [
    chip("trainer", performance: 1, bandwidth: 1, training: 400e12, serving: 2_000),
    chip("server", performance: 0.15, bandwidth: 1.2, training: 60e12, serving: 1_200),
    chip("idler", performance: 0.5, bandwidth: 0.5, training: nil, serving: nil),
  ]

  /// Twice the cost per hour in licensed channels of what it is bare.
  static let costs = CellCosts(products: 3) { product, channel, isBare in
    let hour = product == 0 ? 2.0 : 1.0
    return hour / 3_600 * (channel == .licensed && !isBare ? 2 : 1)
  }

  static let evaluator = StockEvaluator(chips, costs: costs)

  static func demand(
    run: Double = 1e24, tokens: Double = 1e12, policy: AllocationPolicy = .inferenceFirst
  ) throws -> ComputeDemand {
    try ComputeDemand(
      training: TrainingDemand(
        run: FLOPs(run), growth: 4, runsPerYear: 2, researchMultiple: 5),
      tokens: [TokenDemand(name: "chat", perDay: Tokens(tokens), growth: 4)], policy: policy)
  }

  static func stock(_ units: [(Int, SupplyChannel, Double)]) -> [Double] {
    var stock = [Double](repeating: 0, count: 3 * SupplyChannel.count)
    for (product, channel, count) in units {
      stock[product * SupplyChannel.count + channel.rawValue] += count
    }
    return stock
  }

  static func month(
    _ units: [(Int, SupplyChannel, Double)], powered: SIMD3<Double> = .one,
    demand: ComputeDemand
  ) -> StockMonth {
    evaluator.month(
      stock(units), usedBy: .target, powered: powered, demand: demand,
      frontier: evaluator.frontier(for: demand, after: 0), after: 0)
  }

  static let some: [(Int, SupplyChannel, Double)] = [
    (0, .licensed, 100_000), (0, .smuggled, 50_000), (1, .licensed, 400_000),
    (1, .offshoreOwned, 30_000), (2, .domestic, 20_000), (0, .exporterHome, 1_000_000),
  ]

  @Test("Equivalents and power add over cells of the country's users alone")
  func additive() throws {
    let demand = try Self.demand()
    let whole = Self.month(Self.some, demand: demand)
    var sum = SIMD4<Double>.zero
    var (power, tokens) = (Watts.zero, Tokens.zero)
    for cell in Self.some {
      let part = Self.month([cell], demand: demand)
      sum += part.equivalents
      power += part.power
      tokens += part.servableTokensPerDay
    }
    for index in 0..<4 { #expect(abs(sum[index] / whole.equivalents[index] - 1) < 1e-12) }
    #expect(abs(power / whole.power - 1) < 1e-12)
    #expect(abs(tokens / whole.servableTokensPerDay - 1) < 1e-12)
    // 150,000 trainers, 430,000 servers and 20,000 idlers, none of the exporter's.
    let expected = 150_000 + 430_000 * 0.15 + 20_000 * 0.5
    #expect(abs(whole.equivalents[1] - expected) < 1e-6)
    #expect(whole.chips == 600_000)
  }

  @Test("No stock does nothing, and lacks all that is asked")
  func empty() throws {
    let demand = try Self.demand()
    let none = Self.month([(0, .exporterHome, 5_000)], demand: demand)
    #expect(none.equivalents == .zero && none.largestRun == .zero && none.power == .zero)
    #expect(none.servableTokensPerDay == .zero && none.costPerToken == nil)
    #expect(none.trainingConstraint == .chips && none.servingConstraint == .chips)
  }

  @Test("More of any chip lowers nothing: run, tokens, equivalents")
  func monotone() throws {
    let demand = try Self.demand()
    var last = Self.month(Self.some, demand: demand)
    for factor in [1.1, 1.7, 3, 10, 40, 100, 1_000] {
      let more = Self.month(Self.some.map { ($0.0, $0.1, $0.2 * factor) }, demand: demand)
      #expect(more.largestRun >= last.largestRun)
      #expect(more.servableTokensPerDay >= last.servableTokensPerDay)
      #expect(more.equivalents[0] >= last.equivalents[0])
      last = more
    }
    for cell in Self.some {
      let more = Self.month(Self.some + [cell], demand: demand)
      #expect(more.largestRun >= Self.month(Self.some, demand: demand).largestRun)
    }
  }

  @Test("The largest run is that of the coherent share of one product in one place")
  func largestRun() throws {
    let demand = try Self.demand()
    let month = Self.month(Self.some, demand: demand)
    // 5 % of 100,000 and 1 % of 50,000 trainers in the target.
    #expect(month.clusterProduct == 0 && abs(month.clusterAccelerators - 5_500) < 1e-6)
    let curve = try #require(Self.chips[0].trainingCurve)
    let expected = curve.work(of: 5_500, in: .day * 90)
    #expect(abs(month.largestRun / expected - 1) < 1e-12)
    #expect(abs(month.programmeRun / expected - 0.2) < 1e-12)
    // Offshore chips are another place: they add no accelerator to a cluster in the target.
    let abroad = Self.month(Self.some + [(0, .offshoreOwned, 50_000)], demand: demand)
    #expect(abroad.largestRun == month.largestRun)
  }

  @Test("A curve gives its own points back, never falls with size, and keeps its last rate at most")
  func curve() throws {
    let curve = try #require(Self.chips[0].trainingCurve)
    for point in curve.points.prefix(3) {
      let found = curve.rate(of: Double(point.accelerators))
      #expect(abs(found / point.total - 1) < 1e-12)
    }
    var last = FLOPsPerSecond.zero
    for exponent in 0...240 {
      let rate = curve.rate(of: Double(2 << (exponent / 12)) * (1 + Double(exponent % 12) / 12))
      #expect(rate.value >= last.value * (1 - 1e-12))
      last = rate
    }
    // 65,536 at 0.3 do more than 131,072 at 0.1, and some size between 16,384 and 65,536 more than
    // both: nobody builds larger ones for less.
    #expect(curve.rate(of: 131_072) == curve.rate(of: 65_536))
    #expect(curve.rate(of: 65_536) > curve.points[3].total)
    #expect(curve.rate(of: 0) == .zero)
  }

  @Test("What binds a run: nothing, power, the cluster, chips, or machines that train nothing")
  func trainingConstraints() throws {
    let run = { (run: Double) throws -> TrainingConstraint in
      Self.month(Self.some, demand: try Self.demand(run: run)).trainingConstraint
    }
    // 5,500 trainers do about 1.5e25 in 90 days, all in the target 3.8e26.
    #expect(try run(1e24) == .none)
    #expect(try run(3e25) == .cluster)
    #expect(try run(1e28) == .chips)
    let dark = Self.month(
      Self.some, powered: SIMD3(1, 1, 0.01), demand: try Self.demand(run: 1e25))
    #expect(dark.trainingConstraint == .power)
    let idle = Self.month([(2, .domestic, 1e6)], demand: try Self.demand())
    #expect(idle.trainingConstraint == .machine && idle.servingConstraint == .machine)
  }

  @Test("What binds service: nothing, training, power or chips")
  func servingConstraints() throws {
    let capacity = Self.month(Self.some, demand: try Self.demand()).servableTokensPerDay.value
    #expect(
      Self.month(Self.some, demand: try Self.demand(tokens: capacity * 0.9)).servingConstraint
        == .none)
    #expect(
      Self.month(
        Self.some,
        demand: try Self.demand(run: 1e27, tokens: capacity * 0.9, policy: .trainingFirst)
      ).servingConstraint == .training)
    #expect(
      Self.month(
        Self.some, powered: SIMD3(1, 1, 0.5), demand: try Self.demand(tokens: capacity * 0.9)
      ).servingConstraint == .power)
    #expect(
      Self.month(Self.some, demand: try Self.demand(tokens: capacity * 2)).servingConstraint
        == .chips)
  }

  @Test(
    "The cost of a token is the dollars of what serves over its tokens, and rules only add to it")
  func cost() throws {
    let demand = try Self.demand()
    let month = Self.month([(0, .domestic, 1_000)], demand: demand)
    // 2 USD an hour at 2,000 tokens a second and 45 % of the time.
    let alone = 2.0 / 3_600 / (2_000 * 0.45)
    #expect(abs(try #require(month.costPerToken).value / alone - 1) < 1e-12)
    let mixed = Self.month([(0, .domestic, 1_000), (0, .licensed, 1_000)], demand: demand)
    #expect(abs(try #require(mixed.costPerToken).value / alone - 1.5) < 1e-12)
    #expect(abs(try #require(mixed.bareCostPerToken).value / alone - 1) < 1e-12)
    #expect(abs(try #require(mixed.marginalCostPerToken).value / alone - 2) < 1e-12)
  }

  @Test("A run is first reached between the months around it, on a line of logarithms")
  func firstReach() {
    let runs = [1e24, 1e25, 1e25, 1e27].map { FLOPs($0) }
    func reach(_ work: Double) -> Double? {
      StockEvaluator.firstReach(of: FLOPs(work), in: runs)
    }
    #expect(reach(1e24) == 0)
    #expect(abs((reach(1e26) ?? 0) - 2.5) < 1e-12)
    #expect(reach(1e28) == nil)
  }
}
