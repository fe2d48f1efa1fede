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
    found += try priceMeasurements(window, beside: found)
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
}

extension Workload {
  /// Tokens of prompt and output of a mean request, at least one.
  var meanContext: Int {
    let lengths = meanLengths
    return max(1, Int((lengths.prompt + lengths.output).rounded(.up)))
  }
}
