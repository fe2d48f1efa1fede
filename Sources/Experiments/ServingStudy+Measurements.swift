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
    if let latencies = result.latencies { found += latencyMeasurements(latencies) }
    if !scenario.objectives.isEmpty {
      add(.attainment, window.attainment, count: window.requests.arrived)
      add(.goodput, window.goodput?.value)
    }
    add(.concurrency, window.meanInSystem)
    add(.running, window.meanRunning)
    add(.busy, window.phases.busyFraction)
    add(.cacheUse, result.cacheUse)
    found += try costMeasurements(window, accelerators: accelerators)
    return found
  }

  private func latencyMeasurements(_ latencies: Latencies) -> [Measurement] {
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
    let objectives = scenario.objectives
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
      quantile(.interTokenLatency99, gap, 0.99, inMilliseconds: true),
      quantile(.endToEnd50, latencies.endToEnd, 0.5),
      quantile(.endToEnd95, latencies.endToEnd, 0.95),
      quantile(.endToEnd99, latencies.endToEnd, 0.99),
      quantile(.queueing50, latencies.queueing, 0.5),
      quantile(.queueing95, latencies.queueing, 0.95),
    ].compactMap(\.self)
  }

  private func costMeasurements(_ window: WindowMeasurement, accelerators: Int)
    throws(EconomicsError) -> [Measurement]
  {
    let phases = window.phases
    let all = phases.busy + phases.idle
    guard all > .zero, window.length > .zero else { return [] }
    // Shares of steps that began before the window may exceed its own busy time by a step.
    let prefill = min(1, max(0, phases.prefillShare / all))
    let shares = try PhaseShares(
      prefill: prefill, decode: min(1 - prefill, max(0, phases.decodeShare / all)))
    let hour = scenario.owner.tenure.acceleratorHour(phases: shares)
    let spent = hour.total * window.length * Double(accelerators)
    let cachedShare = cachedShareOfPrefill(window.tokens)
    let prefillTime = max(.zero, phases.prefillShare)
    let cost = CostPerMillionTokens(
      spent: spent,
      volumes: try TokenVolumes(
        uncachedInput: Tokens(Double(window.tokens.prompt)),
        cachedInput: Tokens(Double(window.tokens.cached)),
        output: Tokens(Double(window.tokens.output))),
      times: try PhaseTimes(
        uncachedInput: prefillTime * (1 - cachedShare), cachedInput: prefillTime * cachedShare,
        output: max(.zero, phases.decodeShare)),
      rule: scenario.owner.allocation)
    if let cost {
      precondition(
        abs(cost.collected / cost.spent - 1) < 1e-9 || cost.spent == .zero,
        "\(cost.collected) collected of \(cost.spent)")
    }
    var found = [
      Measurement(.prefillShare, shares.prefill), Measurement(.costPerHour, hour.total.perHour),
    ]
    let terms: [String: Metric] = [
      "capital": .hourCapital, "facility": .hourFacility, "energy": .hourEnergy,
      "operations": .hourOperations, "rent": .hourRent,
    ]
    for term in hour.terms where term.rate != .zero {
      if let metric = terms[term.name] {
        found.append(Measurement(metric, term.rate.perHour))
      }
    }
    func add(_ metric: Metric, _ price: USDollarsPerToken?) {
      if let price { found.append(Measurement(metric, price.perMillionTokens)) }
    }
    add(.costUncachedInput, cost?.uncachedInput)
    add(.costCachedInput, cost?.cachedInput)
    add(.costOutput, cost?.output)
    add(.costBlended, cost?.blended)
    if case .owned(let purchase, let terms) = scenario.owner.tenure {
      let power =
        purchase.nameplate * (terms.power.meanShare(over: shares) * terms.powerUsageEffectiveness)
      found.append(Measurement(.power, power.value))
      if window.tokens.output > 0 {
        // J over the window ÷ 3.6e6 J/kWh ÷ Mtok.
        let joules = (power * window.length * Double(accelerators)).value
        found.append(
          Measurement(.energy, joules / 3.6e6 / (Double(window.tokens.output) / 1e6)))
      }
    }
    return found
  }

  /// The share of prefill time that attending over cached tokens takes: what a prompt of mean
  /// length would save if nothing had been cached before it, over its whole time.
  private func cachedShareOfPrefill(_ tokens: TokenFlows) -> Double {
    guard tokens.cached > 0, tokens.prompt > 0 else { return 0 }
    let lengths = scenario.workload.meanLengths
    let prompt = max(2, Int(lengths.prompt))
    let cached = min(prompt - 1, Int(lengths.cached))
    guard cached > 0 else { return 0 }
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
