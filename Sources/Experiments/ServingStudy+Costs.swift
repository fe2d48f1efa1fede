import Economics
import LanguageModels
import Performance
import Quantities
import Scenarios
import Serving

extension ServingStudy {
  /// What one pool cost over a window, and what it was busy with.
  private struct PoolBill {
    let pool: FleetModel.Pool
    let hour: AcceleratorHour
    let shares: PhaseShares
    let accelerators: Int
    /// The share of them that is paid, over the window.
    let paid: Double
    let length: Seconds
    let phases: Serving.PhaseTimes

    /// Accelerators times time that is paid.
    var held: Seconds { length * (Double(accelerators) * paid) }
    var spent: USDollars { hour.total * held }

    /// What the memory that keeps caches costs per accelerator.
    var memory: USDollarsPerSecond {
      let prices = pool.scenario.owner.memory
      func rate(_ tier: PrefixCacheTerms.Tier?, _ price: USDollarsPerByteSecond?)
        -> USDollarsPerSecond
      {
        guard let tier, let price else { return .zero }
        return USDollarsPerSecond(
          CacheStorage.cost(of: tier.capacity, price: price, over: Seconds(1)).value)
      }
      let terms = pool.scenario.prefixCache
      return rate(terms?.host, prices.host) + rate(terms?.storage, prices.storage)
    }

    /// Of one accelerator, cooling included; nil where it is rented.
    var power: Watts? {
      guard case .owned(let purchase, let terms) = pool.scenario.owner.tenure else { return nil }
      return purchase.nameplate
        * (terms.power.meanShare(over: shares) * terms.powerUsageEffectiveness)
    }

    /// Accelerators times time by stream.
    ///
    /// - Parameter cached: the share of the time of prompts that found tokens take.
    func times(cached: Double) throws(EconomicsError) -> Economics.PhaseTimes {
      try Economics.PhaseTimes(
        uncachedInput: held * (shares.prefill * (1 - cached)),
        cachedInput: held * (shares.prefill * cached), output: held * shares.decode)
    }
  }

  private func bills(_ window: WindowMeasurement, replicas: Int) throws(EconomicsError)
    -> [PoolBill]
  {
    var bills: [PoolBill] = []
    for (pool, measured) in zip(fleet.pools, window.pools) {
      let phases = measured.phases
      // Replicas that start or are down draw what idle ones draw, and so do stopped ones that are paid.
      let all = pool.scenario.paysForStopped ? phases.held + phases.off : phases.held
      guard all > .zero else { return [] }
      // Shares of steps that began before the window may exceed its own busy time by a step.
      let prefill = min(1, max(0, phases.prefillShare / all))
      let shares = try PhaseShares(
        prefill: prefill, decode: min(1 - prefill, max(0, phases.decodeShare / all)))
      let hour = pool.scenario.owner.tenure.acceleratorHour(phases: shares)
      let count = fleet.replicas(of: pool, in: replicas)
      bills.append(
        PoolBill(
          pool: pool, hour: hour, shares: shares,
          // Of a pool, not of the pools together.
          accelerators: pool.scenario.accelerators(for: count),
          paid: all / (phases.held + phases.off), length: window.length, phases: phases))
    }
    return bills
  }

  func costMeasurements(_ window: WindowMeasurement, replicas: Int)
    throws(EconomicsError) -> [Measurement]
  {
    guard window.length > .zero else { return [] }
    let bills = try bills(window, replicas: replicas)
    guard !bills.isEmpty else { return [] }
    let accelerators = bills.reduce(0) { $0 + Double($1.accelerators) * $1.paid }
    /// A figure of every accelerator that is paid, on average over all pools.
    func mean(_ value: (PoolBill) -> Double) -> Double {
      bills.reduce(0) { $0 + value($1) * Double($1.accelerators) * $1.paid } / accelerators
    }
    var found = [
      Measurement(.prefillShare, mean { $0.shares.prefill }),
      Measurement(.decodeShare, mean { $0.shares.decode }),
      Measurement(.acceleratorsPaid, accelerators),
      Measurement(.costPerHour, mean { ($0.hour.total + $0.memory).perHour }),
    ]
    if fleet.isPooled {
      for (bill, measured) in zip(bills, window.pools) {
        let name = bill.pool.name
        found += [
          Measurement(.acceleratorsPaid(inPool: name), Double(bill.accelerators) * bill.paid),
          Measurement(.prefillShare(inPool: name), bill.shares.prefill),
          Measurement(.decodeShare(inPool: name), bill.shares.decode),
          Measurement(.running(inPool: name), measured.occupancy.running / window.length.value),
        ]
      }
    }
    for part in HourExplanation.Part.allCases {
      let rate = mean { bill in
        part == .memory
          ? bill.memory.perHour
          : bill.hour.terms.filter { $0.name == part.rawValue }.reduce(0) { $0 + $1.rate.perHour }
      }
      if rate != 0 { found.append(Measurement(part.metric, rate)) }
    }
    found += try tokenMeasurements(bills, window)
    // Of a fleet that is rented in part, the power is not known.
    guard bills.allSatisfy({ $0.power != nil }) else { return found }
    let power = mean { $0.power!.value }
    found.append(Measurement(.power, power))
    found += try energyMeasurements(bills, window)
    if window.tokens.output > 0 {
      // J over the window ÷ 3.6e6 J/kWh ÷ Mtok.
      let joules = power * window.length.value * accelerators
      found.append(
        Measurement(.energy, joules / 3.6e6 / (Double(window.tokens.output) / 1e6)))
    }
    return found
  }

  /// What tokens cost, in full and at the margin, and what is made of them.
  private func tokenMeasurements(
    _ bills: [PoolBill], _ window: WindowMeasurement
  ) throws(EconomicsError) -> [Measurement] {
    let cachedShare = cachedShareOfPrefill(window.tokens)
    let volumes = try TokenVolumes(
      uncachedInput: Tokens(Double(window.tokens.prompt)),
      cachedInput: Tokens(Double(window.tokens.cached)),
      output: Tokens(Double(window.tokens.output)))
    var pools: [PoolCost] = []
    var rates: [MarginalCost.PoolRate] = []
    for bill in bills {
      let times = try bill.times(cached: cachedShare)
      pools.append(try PoolCost(spent: bill.spent, times: times, rate: bill.hour.total))
      let tenure = bill.pool.scenario.owner.tenure
      if let prefill = tenure.marginal(of: .prefill), let decode = tenure.marginal(of: .decode) {
        rates.append(MarginalCost.PoolRate(times: times, prefill: prefill, decode: decode))
      }
    }
    let rule = scenario.allocation
    let cost = CostPerMillionTokens(
      pools: pools, volumes: volumes, rule: rule,
      work: rule == .flopShare ? try streamWork(window.tokens) : nil,
      storage: bills.reduce(.zero) { $0 + $1.memory * $1.held })
    guard let cost else { return [] }
    precondition(
      abs(cost.collected / cost.spent - 1) < 1e-9 || cost.spent == .zero,
      "\(cost.collected) collected of \(cost.spent)")
    var found: [Measurement] = []
    func add(_ metric: Metric, _ price: USDollarsPerToken?) {
      if let price { found.append(Measurement(metric, price.perMillionTokens)) }
    }
    add(.costUncachedInput, cost.uncachedInput)
    add(.costCachedInput, cost.cachedInput)
    add(.costOutput, cost.output)
    add(.costBlended, cost.blended)
    if rates.count == bills.count, let marginal = MarginalCost(pools: rates, volumes: volumes) {
      add(.marginalUncachedInput, marginal.uncachedInput)
      add(.marginalCachedInput, marginal.cachedInput)
      add(.marginalOutput, marginal.output)
      add(.marginalBlended, marginal.blended)
    }
    if let task = scenario.task, let output = cost.output {
      let lengths = scenario.workload.meanLengths
      let profile = try TaskProfile(
        calls: task.calls, input: task.input ?? Tokens(lengths.prompt),
        output: task.output ?? Tokens(lengths.output), successRate: task.successRate)
      found.append(
        Measurement(.costPerTask, profile.cost(input: cost.input ?? .zero, output: output).value))
    }
    if let quality = scenario.quality {
      add(.costPerQualityPoint, quality.costPerPoint(cost.blended))
    }
    return found
  }

  /// What was drawn on account of prompts, of output and of nothing.
  private func energyMeasurements(_ bills: [PoolBill], _ window: WindowMeasurement)
    throws(EconomicsError) -> [Measurement]
  {
    var (prompts, output, idle) = (0.0, 0.0, 0.0)
    for bill in bills {
      guard case .owned(let purchase, let terms) = bill.pool.scenario.owner.tenure else {
        return []
      }
      // W of the whole pool at full nameplate power, cooling included, times seconds.
      let whole =
        purchase.nameplate.value * terms.powerUsageEffectiveness * Double(bill.accelerators)
        * bill.paid * window.length.value
      prompts += whole * terms.power.prefill * bill.shares.prefill
      output += whole * terms.power.decode * bill.shares.decode
      idle += whole * terms.power.idle * bill.shares.idle
    }
    func perMillion(_ metric: Metric, _ joules: Double, _ tokens: Int) -> Measurement? {
      tokens > 0 ? Measurement(metric, joules / 3.6e6 / (Double(tokens) / 1e6)) : nil
    }
    let computed = window.tokens.prompt + window.tokens.recomputed
    let all = prompts + output + idle
    return [
      perMillion(.energyPrompts, prompts, computed),
      perMillion(.energyDecode, output, window.tokens.output),
      all > 0 ? Measurement(.energyIdle, idle / all) : nil,
    ].compactMap(\.self)
  }

  /// The arithmetic of the streams: that of the model for a prompt of mean length and for output after
  /// as many tokens, per token. As many sequences decode as there are prompt tokens, so that experts
  /// are as evenly used; ignores what speculation verifies in vain.
  private func streamWork(_ tokens: TokenFlows) throws(EconomicsError) -> StreamWork {
    let (new, cached) = meanPrompt(tokens)
    // The model's work is the same in every pool, whatever its plan.
    let predictor = fleet.pools[0].replica.predictor
    func work(_ shape: BatchShape) -> FLOPs { predictor.breakdown(of: shape).work / Double(new) }
    let before = work(.prefill(tokens: new, cached: 0))
    let prompt = cached > 0 ? work(.prefill(tokens: new, cached: cached)) : before
    var decoding = BatchShape()
    decoding.addDecode(sequences: new, context: new * scenario.workload.meanOutputContext)
    let (computed, output) = (Double(tokens.prompt), Double(tokens.output))
    return try StreamWork(
      uncachedInput: before * computed, cachedInput: max(.zero, prompt - before) * computed,
      output: work(decoding) * output)
  }

  /// Tokens of a mean prompt that are computed, and that are found in a cache.
  private func meanPrompt(_ tokens: TokenFlows) -> (new: Int, cached: Int) {
    let lengths = scenario.workload.meanLengths
    let prompt = max(2, Int(lengths.prompt))
    guard tokens.cached > 0, tokens.prompt > 0 else { return (prompt, 0) }
    let found =
      fleet.pools[0].prefixCaching == nil
      ? lengths.cached
      : Double(prompt) * Double(tokens.cached) / Double(tokens.cached + tokens.prompt)
    let cached = max(0, min(prompt - 1, Int(found)))
    return (prompt - cached, cached)
  }

  /// The share of prefill time that attending over cached tokens takes: what a prompt of mean
  /// length would save if nothing had been cached before it, over its whole time.
  private func cachedShareOfPrefill(_ tokens: TokenFlows) -> Double {
    let (new, cached) = meanPrompt(tokens)
    guard cached > 0 else { return 0 }
    let predictor = fleet.pools[0].replica.predictor
    let with = predictor.duration(of: .prefill(tokens: new, cached: cached))
    let without = predictor.duration(of: .prefill(tokens: new, cached: 0))
    return max(0, 1 - without / with)
  }
}

extension Workload {
  /// Tokens that an output token of a mean request attends over, at least one.
  fileprivate var meanOutputContext: Int {
    let lengths = meanLengths
    return max(1, Int((lengths.prompt + lengths.output / 2).rounded()))
  }
}
