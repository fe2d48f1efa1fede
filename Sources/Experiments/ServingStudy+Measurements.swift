import Economics
import Performance
import Quantities
import Scenarios
import Serving
import Stochastics

extension ServingStudy {
  /// Everything that is measured on one run; costs are formed here, per run, before averaging.
  ///
  /// Latencies are left out where the run is overloaded or too short to tell, since they grow with its length.
  func measurements(of result: ServingResult, replicas: Int) throws(EconomicsError)
    -> [Measurement]
  {
    let accelerators = scenario.accelerators(for: replicas)
    let window = result.measured
    var found: [Measurement] = [
      Measurement(.accelerators, Double(accelerators)), Measurement(.replicas, Double(replicas)),
    ]
    func add(_ metric: Metric, _ value: Double?, count: Int? = nil) {
      if let value, value.isFinite { found.append(Measurement(metric, value, count: count)) }
    }
    let output = window.outputThroughput?.value
    add(.outputThroughput, output)
    add(.outputPerAccelerator, output.map { $0 / Double(accelerators) })
    add(.totalThroughput, window.totalThroughput?.value)
    add(.requestRate, window.requestThroughput?.value)
    if let latencies = result.latencies {
      found += latencyMeasurements(latencies, promised: scenario.objectives)
    }
    if scenario.promisesAnything {
      add(.attainment, window.attainment, count: window.requests.arrived)
      add(.goodput, window.goodput?.value)
    }
    add(.concurrency, window.meanInSystem)
    add(.running, window.meanRunning)
    add(.busy, window.phases.busyFraction)
    add(.cacheUse, result.cacheUse)
    let uses = zip(fleet.pools, window.pools).map { pool, measured in
      (
        DeviceUse(measured, of: pool.replica.predictor),
        Double(pool.scenario.accelerators(for: fleet.replicas(of: pool, in: replicas)))
      )
    }
    let all = uses.reduce(0) { $0 + $1.1 }
    add(.computeUse, uses.reduce(0) { $0 + ($1.0?.compute ?? 0) * $1.1 } / all)
    add(.bandwidthUse, uses.reduce(0) { $0 + ($1.0?.bandwidth ?? 0) * $1.1 } / all)
    if let busy = busyFleets { add(.headroom, 1 - busy / Double(replicas)) }
    found += prefixMeasurements(window) + lifeMeasurements(window, replicas: replicas)
    if fleet.fabric != nil {
      let length = window.length.value
      let metrics: [(busy: Metric, cache: Metric)] = [
        (.busyPrefillPool, .cachePrefillPool), (.busyDecodePool, .cacheDecodePool),
      ]
      for (index, pool) in fleet.pools.enumerated() {
        let blocks = pool.replica.cacheBlocks * fleet.replicas(of: pool, in: replicas)
        let measured = window.pools[index]
        add(metrics[index].busy, measured.phases.busyFraction)
        add(metrics[index].cache, measured.occupancy.blocks / length / Double(blocks))
      }
      add(.cacheMoved, window.cacheMoved.value / 1e9 / length)
    }
    found += try costMeasurements(window, replicas: replicas)
    return found + classMeasurements(of: result)
  }

  /// What prefix caches found; nothing where there are none.
  private func prefixMeasurements(_ window: WindowMeasurement) -> [Measurement] {
    let caches = fleet.pools.compactMap(\.prefixCaching)
    let prompts = Double(window.tokens.cached + window.tokens.prompt)
    guard !caches.isEmpty, prompts > 0, window.length > .zero else { return [] }
    let flows = window.prefixes
    var found = [
      Measurement(.prefixHits, Double(window.tokens.cached) / prompts, count: flows.lookups)
    ]
    let tiers = CacheTier.allCases.map { flows[$0] }
    let hits = Double(tiers.reduce(0) { $0 + $1.hits })
    let declined = Double(tiers.reduce(0) { $0 + $1.declined })
    let isTiered = caches.contains { $0.host != nil }
    if isTiered, hits > 0 {
      found += [
        Measurement(.prefixHitsDevice, Double(flows.device.hits) / hits),
        Measurement(.prefixHitsHost, Double(flows.host.hits) / hits),
      ]
      if caches.contains(where: { $0.storage != nil }) {
        found.append(Measurement(.prefixHitsStorage, Double(flows.storage.hits) / hits))
      }
      found.append(Measurement(.prefixDeclined, declined / (hits + declined)))
    }
    found.append(Measurement(.prefixEvicted, Double(flows.device.evicted) / window.length.value))
    if isTiered, flows.lookups > 0 {
      found.append(
        Measurement(.prefixWait, flows.reading.value * 1e3 / Double(flows.lookups)))
    }
    return found
  }

  /// Percentiles of latencies, those that are promised among them.
  func latencyMeasurements(_ latencies: Latencies, promised objectives: Objectives)
    -> [Measurement]
  {
    func quantile(
      _ metric: Metric, _ latency: LatencyDistribution, _ q: Double, inMilliseconds: Bool = false
    ) -> Measurement? {
      latency.quantile(q).map {
        Measurement(metric, $0.value * (inMilliseconds ? 1e3 : 1), count: latency.count)
      }
    }
    let first = latencies.timeToFirstToken
    let each = latencies.timePerOutputToken
    let gap = latencies.interTokenLatency
    let interactivity = each.quantile(0.5).flatMap {
      $0.value > 0 ? Measurement(.interactivity, 1 / $0.value, count: each.count) : nil
    }
    return [
      objectives.timeToFirstToken.flatMap { quantile(.promisedFirstToken, first, $0.percentile) },
      objectives.timePerOutputToken.flatMap {
        quantile(.promisedPerToken, each, $0.percentile, inMilliseconds: true)
      },
      objectives.interTokenLatency.flatMap {
        quantile(.promisedGap, gap, $0.percentile, inMilliseconds: true)
      },
      objectives.endToEnd.flatMap {
        quantile(.promisedEndToEnd, latencies.endToEnd, $0.percentile)
      },
      interactivity, quantile(.timeToFirstToken50, first, 0.5),
      quantile(.timeToFirstToken90, first, 0.9), quantile(.timeToFirstToken95, first, 0.95),
      quantile(.timeToFirstToken99, first, 0.99),
      quantile(.timePerOutputToken50, each, 0.5, inMilliseconds: true),
      quantile(.timePerOutputToken90, each, 0.9, inMilliseconds: true),
      quantile(.timePerOutputToken95, each, 0.95, inMilliseconds: true),
      quantile(.timePerOutputToken99, each, 0.99, inMilliseconds: true),
      quantile(.interTokenLatency50, gap, 0.5, inMilliseconds: true),
      quantile(.interTokenLatency90, gap, 0.9, inMilliseconds: true),
      quantile(.interTokenLatency95, gap, 0.95, inMilliseconds: true),
      quantile(.interTokenLatency99, gap, 0.99, inMilliseconds: true),
      quantile(.endToEnd50, latencies.endToEnd, 0.5),
      quantile(.endToEnd90, latencies.endToEnd, 0.9),
      quantile(.endToEnd95, latencies.endToEnd, 0.95),
      quantile(.endToEnd99, latencies.endToEnd, 0.99),
      quantile(.queueing50, latencies.queueing, 0.5),
      quantile(.queueing90, latencies.queueing, 0.9),
      quantile(.queueing95, latencies.queueing, 0.95),
      quantile(.queueing99, latencies.queueing, 0.99),
      quantile(.cacheTransfer50, latencies.cacheTransfer, 0.5, inMilliseconds: true),
      quantile(.cacheTransfer95, latencies.cacheTransfer, 0.95, inMilliseconds: true),
    ].compactMap(\.self)
  }

  /// What one pool cost over a window, and what it was busy with.
  private struct PoolBill {
    let pool: FleetModel.Pool
    let hour: AcceleratorHour
    let shares: PhaseShares
    let accelerators: Int
    /// The share of them that is paid, over the window.
    let paid: Double
    let spent: USDollars
    /// Dollars per second of one replica, by which its time weighs beside that of other pools.
    let weight: Double
    let phases: Serving.PhaseTimes

    /// Of one accelerator, cooling included; nil where it is rented.
    var power: Watts? {
      guard case .owned(let purchase, let terms) = pool.scenario.owner.tenure else { return nil }
      return purchase.nameplate
        * (terms.power.meanShare(over: shares) * terms.powerUsageEffectiveness)
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
      // Of a pool, not of the pools together.
      let accelerators = pool.scenario.accelerators(for: count)
      let paid = all / (phases.held + phases.off)
      bills.append(
        PoolBill(
          pool: pool, hour: hour, shares: shares, accelerators: accelerators, paid: paid,
          spent: hour.total * window.length * (Double(accelerators) * paid),
          weight: hour.total.value * Double(accelerators) / Double(count), phases: phases))
    }
    return bills
  }

  private func costMeasurements(_ window: WindowMeasurement, replicas: Int)
    throws(EconomicsError) -> [Measurement]
  {
    guard window.length > .zero else { return [] }
    let bills = try bills(window, replicas: replicas)
    guard let first = bills.first else { return [] }
    let cachedShare = cachedShareOfPrefill(window.tokens)
    var prefillTime = Seconds.zero
    var decodeTime = Seconds.zero
    for bill in bills {
      // Where all pools cost alike, these are plain times.
      let weight = first.weight > 0 ? bill.weight / first.weight : 1
      prefillTime += max(.zero, bill.phases.prefillShare) * weight
      decodeTime += max(.zero, bill.phases.decodeShare) * weight
    }
    let cost = CostPerMillionTokens(
      spent: bills.reduce(.zero) { $0 + $1.spent },
      volumes: try TokenVolumes(
        uncachedInput: Tokens(Double(window.tokens.prompt)),
        cachedInput: Tokens(Double(window.tokens.cached)),
        output: Tokens(Double(window.tokens.output))),
      times: try PhaseTimes(
        uncachedInput: prefillTime * (1 - cachedShare), cachedInput: prefillTime * cachedShare,
        output: decodeTime),
      rule: scenario.owner.allocation)
    if let cost {
      precondition(
        abs(cost.collected / cost.spent - 1) < 1e-9 || cost.spent == .zero,
        "\(cost.collected) collected of \(cost.spent)")
    }
    let accelerators = bills.reduce(0) { $0 + Double($1.accelerators) * $1.paid }
    /// A figure of every accelerator that is paid, on average over all pools.
    func mean(_ value: (PoolBill) -> Double) -> Double {
      bills.reduce(0) { $0 + value($1) * Double($1.accelerators) * $1.paid } / accelerators
    }
    var found = [
      Measurement(.prefillShare, mean { $0.shares.prefill }),
      Measurement(.decodeShare, mean { $0.shares.decode }),
      Measurement(.acceleratorsPaid, accelerators),
      Measurement(.costPerHour, mean { $0.hour.total.perHour }),
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
    let terms: [(name: String, metric: Metric)] = [
      ("capital", .hourCapital), ("facility", .hourFacility), ("energy", .hourEnergy),
      ("operations", .hourOperations), ("rent", .hourRent),
    ]
    for (name, metric) in terms {
      let rate = mean { bill in
        bill.hour.terms.filter { $0.name == name }.reduce(0) { $0 + $1.rate.perHour }
      }
      if rate != 0 { found.append(Measurement(metric, rate)) }
    }
    func add(_ metric: Metric, _ price: USDollarsPerToken?) {
      if let price { found.append(Measurement(metric, price.perMillionTokens)) }
    }
    add(.costUncachedInput, cost?.uncachedInput)
    add(.costCachedInput, cost?.cachedInput)
    add(.costOutput, cost?.output)
    add(.costBlended, cost?.blended)
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

  /// The share of prefill time that attending over cached tokens takes: what a prompt of mean
  /// length would save if nothing had been cached before it, over its whole time.
  private func cachedShareOfPrefill(_ tokens: TokenFlows) -> Double {
    guard tokens.cached > 0, tokens.prompt > 0 else { return 0 }
    let lengths = scenario.workload.meanLengths
    let prompt = max(2, Int(lengths.prompt))
    let found =
      fleet.pools[0].prefixCaching == nil
      ? lengths.cached
      : Double(prompt) * Double(tokens.cached) / Double(tokens.cached + tokens.prompt)
    let cached = min(prompt - 1, Int(found))
    guard cached > 0 else { return 0 }
    let predictor = fleet.pools[0].replica.predictor
    let with = predictor.duration(of: .prefill(tokens: prompt - cached, cached: cached))
    let without = predictor.duration(of: .prefill(tokens: prompt - cached, cached: 0))
    return max(0, 1 - without / with)
  }
}

extension Workload {
  /// Tokens of prompt and output of a mean request, at least one.
  var meanContext: Int {
    let lengths = meanLengths
    return max(1, Int((lengths.prompt + lengths.output).rounded(.up)))
  }
}
