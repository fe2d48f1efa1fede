import Quantities
import Scenarios
import Serving

/// Promises that were kept, and the fleet that was sized to keep them.
struct ServiceExplanation {
  let runs: ExplainedRuns

  /// All that arrived less all that was not served as promised.
  func attainment() -> ExplainedTerm {
    func share(_ name: String, _ count: @escaping (RequestCounts) -> Int) -> ExplainedTerm {
      runs.simulated(
        name,
        runs.each { run, _ in
          run.requests.arrived > 0 ? Double(count(run.requests)) / Double(run.requests.arrived) : 0
        })
    }
    return ExplainedTerm(
      sum: Metric.attainment.title, nil, formula: Metric.attainment.definition,
      [runs.constant("all that arrived", 1)],
      less: [
        share("turned away") { $0.rejected - $0.rejectedForDeadline },
        share("expired in the queue") { $0.rejectedForDeadline },
        share("unfinished") { $0.unfinished },
        share("served, but slower than promised") { $0.completed - $0.attained },
      ]
    ).taken(from: promises).measured(runs.each(.attainment))
  }

  func goodput() -> ExplainedTerm {
    let kept = runs.each(.attainment)
    let rates = runs.each(.goodput)
    let hours = runs.hours
    let arrivals = runs.each { run, _ in Double(run.requests.arrived) / 3_600 }
    let rate = rates.indices.map { index in
      kept[index] > 0
        ? rates[index] / kept[index] : hours[index] > 0 ? arrivals[index] / hours[index] : 0
    }
    return ExplainedTerm(
      product: Metric.goodput.title, "1/s",
      [
        runs.simulated("requests arrived", "1/s", formula: Metric.arrivalRate.definition, rate),
        attainment(),
      ]
    ).measured(rates)
  }

  /// What is promised of a latency, and what was found.
  private struct Promise {
    let name: String
    let path: String
    let metric: Metric
    let limit: Double
    let percentile: Double
  }

  private var promised: [Promise] {
    let objectives = runs.first.scenario.objectives
    func promise(
      _ name: String, _ objective: LatencyObjective?, _ metric: Metric, scale: Double = 1
    ) -> Promise? {
      objective.map {
        Promise(
          name: name.replacing("-", with: " "), path: "objectives.\(name)", metric: metric,
          limit: $0.limit.value * scale, percentile: $0.percentile)
      }
    }
    return [
      promise("time-to-first-token", objectives.timeToFirstToken, .promisedFirstToken),
      promise(
        "time-per-output-token", objectives.timePerOutputToken, .promisedPerToken, scale: 1e3),
      promise("inter-token-latency", objectives.interTokenLatency, .promisedGap, scale: 1e3),
      promise("end-to-end", objectives.endToEnd, .promisedEndToEnd),
    ].compactMap(\.self)
  }

  private var promises: [ExplainedTerm] {
    promised.filter { runs.has($0.metric) }.map { promise in
      var term = runs.simulated(
        promise.name + " found", promise.metric.unit,
        formula: "promised: " + UnitNotation.format(promise.limit) + " \(promise.metric.unit ?? "")"
          + " at " + UnitNotation.format(percentage: promise.percentile, significantDigits: nil),
        of: promise.metric, runs.each(promise.metric))
      term.sources.append(runs.facts.source(of: promise.path))
      return term
    }
  }

  /// The number of replicas, and what fewer would miss.
  func replicas(_ plan: ExperimentPlan) throws -> (ExplainedTerm, remarks: [String]) {
    var term = ExplainedTerm(
      Metric.replicas.title, runs.each(.replicas),
      from: [runs.facts.source(of: "fleet.replicas")])
    switch plan.equalization {
    case .none: return (term, [])
    case .dollars, .megawatts, .accelerators:
      let words = plan.equalization.rawValue
      let equalize = runs.facts.source(of: "equalize")
      term.sources = [equalize]
      term.formula = "as many as the \(words) of the first alternative allow"
      guard let measure = FleetBudget.Measure(rawValue: words) else { return (term, []) }
      let amounts = [0, 1].map { more in
        runs.input { own in
          FleetBudget.amount(measure, of: own.scenario, replicas: own.replicas + more) ?? 0
        }
      }
      let source = Explanation.Source(kind: .formula, place: "full use of the fleet")
      return (
        term.taken(from: [
          ExplainedTerm("\(words) it takes", amounts[0], from: [source]),
          ExplainedTerm("\(words) of one replica more", amounts[1], from: [source]),
        ]), []
      )
    case .objective: break
    }
    term.formula = "the fewest that keep all objectives, found by doubling and bisection"
    term.sources = [runs.facts.source(of: "equalize")]
    let own = runs.first
    let study = try ServingStudy(own.scenario)
    var tried: [ExplainedTerm] = []
    if let busy = study.busyFleets {
      tried.append(
        ExplainedTerm(
          "always busy in the largest batches", runs.runs.map { _ in busy },
          formula: "the load in closed form, where the search begins", from: [runs.closedForm]))
    }
    if own.replicas > 1 {
      let draws = max(1, runs.result.draws.count)
      let trial = try study.run(
        replicas: own.replicas - 1, replication: draws * plan.rule.most)
      let missed = study.missedObjectives(trial)
      tried.append(
        ExplainedTerm(
          "one replica less", runs.runs.map { _ in Double(own.replicas - 1) },
          formula: missed.isEmpty
            ? "keeps the objectives in the trial" : "misses: " + missed.joined(separator: "; "),
          from: [
            Explanation.Source(
              kind: .simulated, place: "simulated", note: "a run that is not reported", runs: 1)
          ]))
    }
    return (term.taken(from: tried + promises), binding)
  }

  /// The promise that has the least room.
  private var binding: [String] {
    let rooms = promised.compactMap { promise -> (name: String, share: Double)? in
      guard let found = runs.result.mean(of: promise.metric) else { return nil }
      return (promise.name, found / promise.limit)
    }
    guard let tightest = rooms.max(by: { $0.share < $1.share }) else { return [] }
    return [
      "what binds: \(tightest.name), at "
        + UnitNotation.format(percentage: tightest.share, significantDigits: 3) + " of its limit"
    ]
  }
}
