import Economics
import Hardware
import Performance
import Quantities
import ReferenceData
import Scenarios
import Serving

/// What a million tokens cost, from the dollars spent to the tokens that bear them (Eq. 9.10, 9.11).
struct CostExplanation {
  let runs: ExplainedRuns
  private var hour: HourExplanation { HourExplanation(runs: runs) }

  enum Stream: String, CaseIterable {
    case uncachedInput, cachedInput, output

    var words: String {
      switch self {
      case .uncachedInput: "uncached input"
      case .cachedInput: "cached input"
      case .output: "output"
      }
    }
    var metric: Metric {
      switch self {
      case .uncachedInput: .costUncachedInput
      case .cachedInput: .costCachedInput
      case .output: .costOutput
      }
    }
    func tokens(_ run: RunRecord) -> Double {
      switch self {
      case .uncachedInput: Double(run.tokens.prompt)
      case .cachedInput: Double(run.tokens.cached)
      case .output: Double(run.tokens.output)
      }
    }
  }

  private static func all(_ run: RunRecord) -> Double {
    Stream.allCases.reduce(0) { $0 + $1.tokens(run) }
  }

  /// Dollars over the tokens that bear them; of one stream, its share of the dollars.
  func price(of stream: Stream?) -> ExplainedTerm {
    let metric = stream?.metric ?? .costBlended
    let tokens = runs.simulated(
      "\(stream?.words ?? "all") tokens", "Mtok",
      formula: stream == nil ? "uncached input, cached input and output" : nil,
      runs.each { run, _ in (stream.map { $0.tokens(run) } ?? Self.all(run)) / 1e6 })
    guard let stream else {
      return ExplainedTerm(
        product: metric.title, metric.unit, formula: "dollars spent / tokens", [spent()],
        over: [tokens]
      ).measured(runs.each(metric))
    }
    return ExplainedTerm(
      product: metric.title, metric.unit,
      formula: "dollars spent · share of \(stream.words) / tokens (Eq. 9.11)",
      [spent(), share(of: stream)], over: [tokens]
    ).measured(runs.each(metric))
  }

  /// The same figure, by what an accelerator-hour is made of.
  func waterfall(of stream: Stream?) -> ExplainedTerm {
    let metric = stream?.metric ?? .costBlended
    let parts = HourExplanation.Part.allCases.filter { runs.has($0.metric) }.map { part in
      let values = runs.each { run, _ in
        let (price, hour, own) = (
          run.value(of: metric) ?? 0, run.value(of: .costPerHour) ?? 0,
          run.value(of: part.metric) ?? 0
        )
        return hour > 0 ? price * own / hour : 0
      }
      return ExplainedTerm(
        part.rawValue, values, metric.unit, formula: "the figure · \(part.rawValue) / hour"
      ).taken(from: [hour.term(part)])
    }
    return ExplainedTerm(
      sum: "the same by term of the accelerator-hour", metric.unit, parts
    ).measured(runs.each(metric))
  }

  private func spent() -> ExplainedTerm {
    let dollars = runs.each { run, _ in
      (run.value(of: .costBlended) ?? 0) * Self.all(run) / 1e6
    }
    return ExplainedTerm(
      product: "dollars spent in the measured time", "USD",
      [accelerators(), hour.whole(), runs.simulated("measured time", "h", runs.hours)]
    ).measured(dollars)
  }

  func accelerators() -> ExplainedTerm {
    var term = runs.simulated(.acceleratorsPaid)
    if !runs.result.isScaled {
      term.sources = runs.first.fleet.pools.flatMap { pool in
        [
          runs.facts.source(of: "fleet.replicas", in: pool),
          runs.facts.source(of: "fleet.plan.tensor", in: pool),
        ]
      }
      term.formula = "replicas · devices of the plan, in whole packages"
    }
    return term
  }

  /// The share of the dollars that one stream bears.
  private func share(of stream: Stream) -> ExplainedTerm {
    let values = runs.each { run, _ in
      let (price, all) = (run.value(of: stream.metric) ?? 0, run.value(of: .costBlended) ?? 0)
      return price * stream.tokens(run) / (all * Self.all(run))
    }
    let name = "share of \(stream.words)"
    let rule = runs.facts.source(of: "owner.allocation")
    let (output, cached): (Double, Double)
    switch runs.first.scenario.allocation {
    case .shapley: return shareByTime(of: stream, name, values, rule)
    case .separatePools:
      return hour.pools.count > 1
        ? shareOfPools(of: stream, name, values, rule) : shareByTime(of: stream, name, values, rule)
    case .flopShare:
      return ExplainedTerm(
        name, values, formula: "operations of the stream / operations of all, at mean lengths",
        from: [rule, runs.closedForm])
    case .priceProportional(let ownOutput, let ownCached): (output, cached) = (ownOutput, ownCached)
    }
    func weighed(_ stream: Stream) -> ExplainedTerm {
      let multiple: Double =
        switch stream {
        case .uncachedInput: 1
        case .cachedInput: cached
        case .output: output
        }
      return ExplainedTerm(
        product: "\(stream.words), weighed", "Mtok",
        [
          runs.simulated("tokens", "Mtok", runs.each { run, _ in stream.tokens(run) / 1e6 }),
          ExplainedTerm(
            "list price over that of uncached input",
            runs.runs.map { _ in multiple }, from: [rule]),
        ])
    }
    return ExplainedTerm(
      product: name, nil, formula: "tokens at list prices / all tokens at list prices",
      [weighed(stream)],
      over: [ExplainedTerm(sum: "all tokens, weighed", "Mtok", Stream.allCases.map(weighed))]
    ).measured(values)
  }

  /// Shapley: each stream pays for the time it is answerable for.
  private func shareByTime(
    of stream: Stream, _ name: String, _ values: [Double], _ rule: Explanation.Source
  ) -> ExplainedTerm {
    let pools = hour.pools
    // Where there are several, their times weigh by their dollars.
    let dollars = dollars(of: pools)
    func time(_ values: @escaping (HourExplanation.PoolUse) -> [Double]) -> [Double] {
      runs.runs.indices.map { index in
        zip(pools, dollars).reduce(0) { $0 + values($1.0)[index] * $1.1[index] }
      }
    }
    let prompts = time(\.prefill)
    let output = time(\.decode)
    let cachedShare = cachedShareOfPrompts
    let unit = pools.count == 1 ? nil : "USD"
    let formula =
      pools.count == 1
      ? "share of paid time, by the Shapley value of mixed steps (Eq. 9.10)"
      : "dollars of the time of each pool, by the Shapley value of mixed steps (Eq. 9.10)"
    func all() -> ExplainedTerm {
      // Streams without tokens pay nothing.
      var paying: [ExplainedTerm] = []
      if runs.runs.contains(where: { $0.tokens.prompt > 0 }) {
        paying.append(runs.simulated("time of prompts", unit, prompts))
      }
      if runs.runs.contains(where: { $0.tokens.output > 0 }) {
        paying.append(runs.simulated("time of output", unit, output))
      }
      return ExplainedTerm(sum: "time that bears the dollars", unit, paying)
    }
    var factors: [ExplainedTerm]
    switch stream {
    case .output: factors = [runs.simulated("time of output", unit, formula: formula, output)]
    case .uncachedInput, .cachedInput:
      factors = [runs.simulated("time of prompts", unit, formula: formula, prompts)]
      if cachedShare.contains(where: { $0 > 0 }) {
        let own =
          stream == .cachedInput ? cachedShare : cachedShare.map { 1 - $0 }
        factors.append(
          ExplainedTerm(
            "of which for \(stream.words)", own,
            formula: "1 − t(computed, nothing cached) / t(computed after cached), of a mean prompt",
            from: [runs.closedForm]))
      }
    }
    factors[0].sources.append(rule)
    return ExplainedTerm(product: name, nil, factors, over: [all()]).measured(values)
  }

  /// Separate pools: each stream pays a share of each pool's dollars, by its time in it.
  private func shareOfPools(
    of stream: Stream, _ name: String, _ values: [Double], _ rule: Explanation.Source
  ) -> ExplainedTerm {
    let pools = hour.pools
    let dollars = dollars(of: pools)
    let cachedShare = cachedShareOfPrompts
    let parts = zip(pools, dollars).compactMap { use, spent -> ExplainedTerm? in
      let all = zip(use.prefill, use.decode).map { $0 + $1 }
      let own = all.indices.map { index in
        let time: Double =
          switch stream {
          case .output: use.decode[index]
          case .uncachedInput: use.prefill[index] * (1 - cachedShare[index])
          case .cachedInput: use.prefill[index] * cachedShare[index]
          }
        return all[index] > 0 ? time / all[index] : 0
      }
      guard own.contains(where: { $0 > 0 }) else { return nil }
      let fleet = runs.runs.indices.map { index in dollars.reduce(0) { $0 + $1[index] } }
      var share = runs.simulated(
        "of it for \(stream.words)", nil,
        formula: "share of its busy time, by the Shapley value of mixed steps (Eq. 9.10)", own)
      share.sources.append(rule)
      return ExplainedTerm(
        product: "pool \(use.pool.name)", nil,
        [
          runs.simulated(
            "share of all dollars", nil, formula: "dollars of the pool / dollars of all pools",
            zip(spent, fleet).map { $0 / $1 }), share,
        ])
    }
    guard !parts.isEmpty else { return ExplainedTerm(name, values, from: [rule]) }
    return ExplainedTerm(
      sum: name, nil, formula: "each pool is paid by the streams it served (Eq. 9.8)", parts
    ).measured(values)
  }

  /// The part of the time of prompts that found tokens take.
  private var cachedShareOfPrompts: [Double] {
    runs.each { run, _ in
      let cached = (run.value(of: .costCachedInput) ?? 0) * Double(run.tokens.cached)
      let uncached = (run.value(of: .costUncachedInput) ?? 0) * Double(run.tokens.prompt)
      return cached > 0 ? cached / (cached + uncached) : 0
    }
  }

  /// What each pool cost per run, by which its time weighs; of one pool, only its time counts.
  private func dollars(of pools: [HourExplanation.PoolUse]) -> [[Double]] {
    guard pools.count > 1 else { return [runs.runs.map { _ in 1 }] }
    let hours = runs.hours
    return pools.map { use in
      runs.each { run, own in
        let scenario = own.fleet.pools[use.index].scenario
        let name = use.pool.name
        guard
          let shares = try? PhaseShares(
            prefill: run.value(of: .prefillShare(inPool: name)) ?? 0,
            decode: run.value(of: .decodeShare(inPool: name)) ?? 0)
        else { return 0 }
        return scenario.owner.tenure.acceleratorHour(phases: shares).total.perHour
          * (run.value(of: .acceleratorsPaid(inPool: name)) ?? 0)
      }.enumerated().map { $0.element * hours[$0.offset] }
    }
  }
}

extension ExplainedRuns {
  /// What the model of step times says.
  var closedForm: Explanation.Source {
    let deployment = first.fleet.pools[0].replica.deployment
    return calibration(of: deployment.cluster.accelerator.name)
  }

  /// The efficiencies that step times on a chip rest on.
  func calibration(of accelerator: String) -> Explanation.Source {
    let resolved = try? facts.catalog.calibration(for: accelerator)
    return Explanation.Source(
      kind: .calibration, place: "calibrations/\(resolved?.fittedOn ?? accelerator)",
      grade: result.confidence.grade.rawValue, citations: resolved?.sources ?? [],
      note: resolved?.rule.map { "lent to \(accelerator) by transfers/\($0)" })
  }
}

extension DesignPointResult {
  /// Whether replicas come and go during a run.
  var isScaled: Bool {
    scenario.scaling != nil || scenario.failures != nil
      || scenario.pools.contains { $0.scenario.scaling != nil || $0.scenario.failures != nil }
  }
}
