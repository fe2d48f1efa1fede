import Economics
import Quantities
import Testing

@Suite("Pools and streams")
struct StreamCostTests {
  private let volumes = try! TokenVolumes(
    uncachedInput: Tokens(4e6), cachedInput: Tokens(5e6), output: Tokens(1e6))

  private func pool(_ dollars: Double, _ times: (Double, Double, Double), rate: Double = 1) throws
    -> PoolCost
  {
    try PoolCost(
      spent: USDollars(dollars),
      times: PhaseTimes(
        uncachedInput: Seconds(times.0), cachedInput: Seconds(times.1), output: Seconds(times.2)),
      rate: USDollarsPerSecond(rate))
  }

  @Test(
    "Every rule collects what pools and storage cost, whoever is idle",
    arguments: [
      AllocationRule.shapley, .separatePools, .flopShare,
      .priceProportional(output: 4, cached: 0.1),
    ])
  func conservation(rule: AllocationRule) throws {
    let work = try StreamWork(
      uncachedInput: FLOPs(8e15), cachedInput: FLOPs(1e15), output: FLOPs(3e15))
    for storage in [0.0, 17.3] {
      let cost = try #require(
        CostPerMillionTokens(
          pools: [
            pool(100, (30, 2, 0)), pool(250.7, (0, 0, 11), rate: 3), pool(9, (0, 0, 0)),
          ], volumes: volumes, rule: rule, work: work, storage: USDollars(storage)))
      #expect(abs(cost.spent.value - 359.7 - storage) < 1e-9)
      #expect(abs(cost.collected / cost.spent - 1) < 1e-12)
    }
  }

  @Test("Of separate pools, each stream pays for its own with its idle time")
  func separatePools() throws {
    // Prefill accelerators at 2 USD/h and 50,000 tok/s, decode ones at 3 USD/h and 1,000 tok/s: N
    // c / (3.6e-3 · flow), of four and two accelerators (Eq. 9.8).
    let volumes = try TokenVolumes(
      uncachedInput: Tokens(50_000 * 3_600), cachedInput: .zero, output: Tokens(1_000 * 3_600))
    func cost(busy: Double) throws -> CostPerMillionTokens {
      try #require(
        CostPerMillionTokens(
          pools: [pool(8, (busy, 0, 0), rate: 2), pool(6, (0, 0, 3_600), rate: 3)],
          volumes: volumes, rule: .separatePools))
    }
    let cost = try cost(busy: 3_600)
    #expect(abs(try #require(cost.uncachedInput).perMillionTokens - 8 / (3.6e-3 * 50_000)) < 1e-12)
    #expect(abs(try #require(cost.output).perMillionTokens - 6 / (3.6e-3 * 1_000)) < 1e-12)
    // How busy a pool was moves nothing to the other's stream; over all pools together it does.
    #expect(
      try self.cost(busy: 100, .separatePools, volumes)
        == self.cost(busy: 3_600, .separatePools, volumes))
    #expect(try self.cost(busy: 100, .shapley, volumes) < self.cost(busy: 3_600, .shapley, volumes))
  }

  private func cost(busy: Double, _ rule: AllocationRule, _ volumes: TokenVolumes) throws -> Double
  {
    try #require(
      CostPerMillionTokens(
        pools: [pool(8, (busy, 0, 0), rate: 2), pool(6, (0, 0, 3_600), rate: 3)],
        volumes: volumes, rule: rule)?.uncachedInput
    ).perMillionTokens
  }

  @Test("Of one pool, separate pools and Shapley are the same rule")
  func onePool() throws {
    let one = try [pool(40, (3, 1, 6), rate: 2)]
    let costs = [AllocationRule.shapley, .separatePools].map {
      CostPerMillionTokens(pools: one, volumes: volumes, rule: $0)
    }
    let (a, b) = try (#require(costs[0]), #require(costs[1]))
    for path in [\CostPerMillionTokens.uncachedInput, \.cachedInput, \.output] {
      #expect(abs(try #require(a[keyPath: path]) / #require(b[keyPath: path]) - 1) < 1e-12)
    }
  }

  @Test("By operations, tokens of equal work cost the same, however long they take")
  func flopShare() throws {
    let volumes = try TokenVolumes(
      uncachedInput: Tokens(3e6), cachedInput: .zero, output: Tokens(1e6))
    let work = try StreamWork(
      uncachedInput: FLOPs(3e6 * 2e9), cachedInput: .zero, output: FLOPs(1e6 * 2e9))
    let cost = try #require(
      CostPerMillionTokens(
        pools: [pool(10, (1, 0, 99))], volumes: volumes, rule: .flopShare, work: work))
    #expect(abs(try #require(cost.uncachedInput) / #require(cost.output) - 1) < 1e-12)
    // Without operations nobody can say.
    #expect(
      CostPerMillionTokens(pools: [try pool(10, (1, 0, 99))], volumes: volumes, rule: .flopShare)
        == nil)
  }

  @Test("Memory between requests is paid by what is found in it, to the digits of Eq. 9.9")
  func storage() throws {
    // 70,272 B/token at 0.5 USD/GiB-month for an hour, found twice.
    let price = USDollarsPerByteSecond(perGibibyteMonth: 0.5)
    let perHit = try CacheStorage.perHit(
      bytesPerToken: BytesPerToken(70_272), price: price, residence: .hour, hits: 2)
    let expected = 70_272 * 1e6 / 1_073_741_824 * 0.5 * 1 / (730 * 2)
    #expect(abs(perHit.perMillionTokens / expected - 1) < 1e-12)
    // A memory that is always full of such caches costs the same, paid by its capacity.
    let kept = 5e6 / 2
    let capacity = Bytes(70_272 * kept)
    let dollars = CacheStorage.cost(of: capacity, price: price, over: .hour)
    #expect(abs(dollars / (perHit * Tokens(5e6)) - 1) < 1e-12)
    let without = try #require(
      CostPerMillionTokens(pools: [pool(10, (5, 1, 4))], volumes: volumes, rule: .shapley))
    let with = try #require(
      CostPerMillionTokens(
        pools: [pool(10, (5, 1, 4))], volumes: volumes, rule: .shapley, storage: dollars))
    #expect(with.output == without.output && with.uncachedInput == without.uncachedInput)
    let added = try #require(with.cachedInput) - #require(without.cachedInput)
    #expect(abs(added / perHit - 1) < 1e-9)
  }

  @Test("A GiB is 7.374 % more than a GB, and its month costs so much more")
  func gibibytes() {
    let price = USDollarsPerByteSecond(perGibibyteMonth: 1)
    let (giB, gB) = (Bytes(1_073_741_824), Bytes(1e9))
    let costs = [giB, gB].map { CacheStorage.cost(of: $0, price: price, over: .month) }
    #expect(abs(costs[0].value - 1) < 1e-12)
    #expect(abs(costs[0] / costs[1] - 1.073741824) < 1e-12)
  }

  @Test("Marginal cost is the energy of work beyond idling, at any load, below the full cost")
  func marginal() throws {
    let purchase = try AcceleratorPurchase(capital: USDollars(30_000), nameplate: Watts(1_000))
    let terms = try OwnershipTerms(
      costOfCapital: 0.08, life: 4, residual: 0.1, facility: .colocation(rent: .zero),
      electricity: USDollarsPerJoule(perKilowattHour: 0.1), powerUsageEffectiveness: 1.2,
      power: PowerProfile(prefill: 0.9, decode: 0.5, idle: 0.1), salary: USDollars(250_000),
      acceleratorsPerEngineer: 1_000, support: 0.02, failuresPerYear: 0, timeToRepair: .zero,
      spares: 0)
    let tenure = Tenure.owned(purchase, terms)
    let rates = try (
      #require(tenure.marginal(of: .prefill)), #require(tenure.marginal(of: .decode))
    )
    // 1 kW · (0.9 − 0.1) · 1.2 · 0.1 USD/kWh.
    #expect(abs(rates.0.perHour - 0.096) < 1e-12 && abs(rates.1.perHour - 0.048) < 1e-12)
    for busy in [0.2, 0.9] {
      // An hour of one accelerator, half of its work for prompts.
      let times = try PhaseTimes(
        uncachedInput: .hour * (busy / 2), cachedInput: .zero, output: .hour * (busy / 2))
      let volumes = try TokenVolumes(
        uncachedInput: Tokens(1e7 * busy), cachedInput: .zero, output: Tokens(1e6 * busy))
      let marginal = try #require(
        MarginalCost(
          pools: [MarginalCost.PoolRate(times: times, prefill: rates.0, decode: rates.1)],
          volumes: volumes))
      #expect(abs(try #require(marginal.output).perMillionTokens - 0.024) < 1e-12)
      #expect(abs(try #require(marginal.uncachedInput).perMillionTokens - 0.0048) < 1e-12)
      let hour = tenure.acceleratorHour(
        phases: try PhaseShares(prefill: busy / 2, decode: busy / 2))
      let full = try #require(
        CostPerMillionTokens(
          spent: hour.total * .hour, volumes: volumes, times: times, rule: .shapley))
      #expect(
        try marginal.blended < full.blended && #require(marginal.output) < #require(full.output))
      // What the hour costs beyond that of a machine without work.
      let unused = tenure.acceleratorHour(phases: try PhaseShares(prefill: 0, decode: 0))
      let work = (hour.total - unused.total) * .hour
      #expect(abs(marginal.spent / work - 1) < 1e-12)
    }
    #expect(Tenure.rented(price: rates.0, extras: 0).marginal(of: .decode) == nil)
  }

  @Test("Marginal energy falls as idle draw rises, to nothing where work draws no more")
  func marginalOverIdle() throws {
    let purchase = try AcceleratorPurchase(capital: USDollars(30_000), nameplate: Watts(1_000))
    let rates = try [0, 0.2, 0.4, 0.6].map { idle in
      let terms = try OwnershipTerms(
        costOfCapital: 0.08, life: 4, residual: 0.1, facility: .colocation(rent: .zero),
        electricity: USDollarsPerJoule(perKilowattHour: 0.1), powerUsageEffectiveness: 1.2,
        power: PowerProfile(prefill: 0.6, decode: 0.6, idle: idle), salary: USDollars(250_000),
        acceleratorsPerEngineer: 1_000, support: 0.02, failuresPerYear: 0, timeToRepair: .zero,
        spares: 0)
      return try #require(Tenure.owned(purchase, terms).marginal(of: .decode)).perHour
    }
    // 1 kW · 0.6 · 1.2 · 0.1 USD/kWh at first, and a third of it less each time.
    for (rate, expected) in zip(rates, [0.072, 0.048, 0.024, 0]) {
      #expect(abs(rate - expected) < 1e-12)
    }
  }

  @Test("1.73 kW at 1,000 tokens per second are 0.481 kWh per million tokens")
  func energyPerToken() {
    let joules = Watts(1_730).value / TokensPerSecond(1_000).value
    #expect(abs(joules * 1e6 / 3.6e6 - 0.481) < 5e-4)
  }

  @Test("A task that succeeds half the time costs two attempts")
  func tasks() throws {
    let once = try TaskProfile(calls: 3, input: Tokens(2_000), output: Tokens(500))
    let half = try TaskProfile(
      calls: 3, input: Tokens(2_000), output: Tokens(500), successRate: 0.5)
    let (input, output) = (
      USDollarsPerToken(perMillionTokens: 1), USDollarsPerToken(perMillionTokens: 4)
    )
    // 3 · (2,000 · 1 + 500 · 4) µUSD.
    #expect(abs(once.cost(input: input, output: output).value - 0.012) < 1e-15)
    #expect(abs(half.cost(input: input, output: output).value - 0.024) < 1e-15)
    #expect(throws: EconomicsError.self) {
      _ = try TaskProfile(input: Tokens(1), output: Tokens(1), successRate: 0)
    }
    let quality = try QualityScore(score: 0.72, benchmark: "a test")
    #expect(abs(quality.costPerPoint(output).perMillionTokens - 4 / 72) < 1e-12)
  }

  @Test("Input costs what its cached and uncached tokens cost together")
  func effectiveInput() throws {
    let cost = try #require(
      CostPerMillionTokens(pools: [pool(10, (5, 1, 4))], volumes: volumes, rule: .shapley))
    let hits = 5.0 / 9
    let (miss, hit) = try (#require(cost.uncachedInput), #require(cost.cachedInput))
    #expect(abs(try #require(cost.input) / (hit * hits + miss * (1 - hits)) - 1) < 1e-12)
    // Per total token less than per output token, of which there are fewer.
    #expect(try cost.blended < #require(cost.output))
    #expect(abs(cost.blended * volumes.total / cost.spent - 1) < 1e-12)
  }
}
