import Hardware
import LanguageModels
import Performance
import Quantities
import Scenarios
import Serving

/// Steps in closed form at the mean load of a run: by what binds them, and by operator.
struct StepExplanation {
  let runs: ExplainedRuns

  /// The steps of one run, with the weight of each pool among those that do the same.
  typealias Steps = [(weight: Double, step: StepBreakdown, pool: FleetModel.Pool)]

  private struct Place: Hashable {
    let cause: TimeCause
    let part: StepOperator
  }

  /// A step by cause and operator.
  ///
  /// - Parameters:
  ///   - steps: of each run.
  ///   - scale: from seconds to the unit.
  func term(
    _ name: String, _ unit: String, formula: String, _ steps: [Steps], scale: Double
  ) -> ExplainedTerm {
    var values: [Place: [Double]] = [:]
    for (index, own) in steps.enumerated() {
      for (weight, step, _) in own {
        for row in step.rows {
          let place = Place(cause: row.cause, part: row.part)
          values[place, default: Array(repeating: 0, count: steps.count)][index] +=
            weight * row.duration.value * scale
        }
      }
    }
    var causes: [ExplainedTerm] = []
    for cause in TimeCause.allCases {
      let parts = StepOperator.allCases.compactMap { part -> ExplainedTerm? in
        guard let own = values[Place(cause: cause, part: part)], own.contains(where: { $0 != 0 })
        else { return nil }
        return ExplainedTerm(
          part.rawValue.replacing("-", with: " "), own, unit,
          from: part == .host ? hostSources(steps) : [calibration(steps)])
      }
      guard !parts.isEmpty else { continue }
      var group = ExplainedTerm(sum: cause.words, unit, parts)
      group.sources = facts(of: cause, steps)
      causes.append(group)
    }
    let totals = steps.map { own in
      own.reduce(0) { $0 + $1.weight * $1.step.duration.value * scale }
    }
    return ExplainedTerm(sum: name, unit, formula: formula, causes).measured(totals)
  }

  // MARK: Sources

  private func pools(_ steps: [Steps]) -> [FleetModel.Pool] { steps.first?.map(\.pool) ?? [] }

  private func calibration(_ steps: [Steps]) -> Explanation.Source {
    runs.calibration(of: pools(steps)[0].scenario.accelerator.name)
  }

  private func hostSources(_ steps: [Steps]) -> [Explanation.Source] {
    pools(steps).prefix(1).flatMap { pool -> [Explanation.Source] in
      return ["per-step", "per-request", "per-layer"].compactMap {
        runs.facts.fact("engines/\(pool.scenario.engine.name)", "overhead.\($0)")
      }
    }
  }

  /// The figures of the machine that bound it.
  private func facts(of cause: TimeCause, _ steps: [Steps]) -> [Explanation.Source] {
    var found: [Explanation.Source] = []
    for (_, step, pool) in steps.first ?? [] {
      let chip = "accelerators/\(pool.scenario.accelerator.name)"
      let system = "systems/\(pool.scenario.system.name)"
      let deployment = pool.replica.deployment
      var fields: [(String, String)] = []
      switch cause {
      case .compute:
        fields = StepRoofline(step, of: deployment).peaks.map {
          (chip, "peak.\($0.format.rawValue)")
        }
      case .memory: fields = [(chip, "memory.bandwidth")]
      case .communication:
        fields = [(system, "scale-up.bandwidth"), (system, "scale-up.latency")]
        if deployment.plan.devices > deployment.cluster.topology.domain.devices {
          fields += [(system, "scale-out.bandwidth"), (system, "scale-out.latency")]
        }
      case .overhead: break
      }
      found += fields.compactMap { runs.facts.fact($0.0, $0.1) }.filter { !found.contains($0) }
    }
    return found
  }

  // MARK: Loads

  /// Sequences that decode together in a pool while it is busy, in each run.
  func batch(of use: HourExplanation.PoolUse) -> [Double] {
    let isOnly = !runs.first.fleet.isPooled
    let running = runs.each(isOnly ? .running : .running(inPool: use.pool.name))
    let replicas = busyReplicas(of: use)
    return running.indices.map { replicas[$0] > 0 ? max(1, running[$0] / replicas[$0]) : 1 }
  }

  /// Replicas that are in a step, on average.
  private func busyReplicas(of use: HourExplanation.PoolUse) -> [Double] {
    let replicas = paidReplicas(of: use)
    return replicas.indices.map { replicas[$0] * (use.prefill[$0] + use.decode[$0]) }
  }

  /// Replicas that are paid, on average.
  func paidReplicas(of use: HourExplanation.PoolUse) -> [Double] {
    let counts = runs.input { own in
      Double(own.fleet.replicas(of: own.fleet.pools[use.index], in: own.replicas))
    }
    let accelerators = runs.input { own in
      let pool = own.fleet.pools[use.index]
      return Double(
        pool.scenario.accelerators(for: own.fleet.replicas(of: pool, in: own.replicas)))
    }
    return counts.indices.map { counts[$0] * use.paid[$0] / accelerators[$0] }
  }

  /// The mean context of a sequence that decodes.
  var context: [Double] {
    runs.input { own in
      guard let mix = own.mix else { return own.scenario.workload.meanLengths.prompt }
      let limit = Double(own.scenario.model.contextLength)
      return max(1, min(limit, mix.prompt + mix.outputOfToken / 2))
    }
  }

  /// Output tokens of a mean request.
  var output: [Double] {
    runs.input { own in max(1, own.mix?.output ?? own.scenario.workload.meanLengths.output) }
  }

  /// The pools that decode.
  var decoding: [HourExplanation.PoolUse] {
    HourExplanation(runs: runs).pools.filter { $0.pool.role != .prefill }
  }

  /// A decode step of the mean batch in each run; pools weigh by the sequences in them.
  var decodeSteps: [Steps] {
    let uses = decoding
    let batches = uses.map { batch(of: $0) }
    let replicas = uses.map { busyReplicas(of: $0) }
    let context = context
    return runs.eachPlace { index, own in
      let weights = uses.indices.map { batches[$0][index] * replicas[$0][index] }
      let all = weights.reduce(0, +)
      return uses.indices.map { place in
        let pool = own.fleet.pools[uses[place].index]
        let deployment = pool.replica.deployment
        let batch = max(1, Int(batches[place][index].rounded()))
        let shape = deployment.decodeStep(
          sequences: batch, context: batch * Int(context[index].rounded()))
        // Per token: a step with drafts makes several of each sequence.
        let weight =
          (all > 0 ? weights[place] / all : 1 / Double(uses.count)) / deployment.tokensPerStep
        return (weight, pool.replica.predictor.breakdown(of: shape), pool)
      }
    }
  }

  /// The computing of a prompt of mean length, alone, in each run.
  var promptSteps: [Steps] {
    let uses = HourExplanation(runs: runs).pools.filter { $0.pool.role != .decode }
    let lengths = promptLengths
    return runs.eachPlace { index, own in
      let all = uses.reduce(0) { $0 + $1.paid[index] }
      return uses.map { use in
        let pool = own.fleet.pools[use.index]
        let (computed, cached) = (lengths.computed[index], lengths.cached[index])
        let shape = BatchShape.prefill(
          tokens: max(1, Int(computed.rounded())), cached: Int(cached.rounded()))
        return (
          all > 0 ? use.paid[index] / all : 1 / Double(uses.count),
          pool.replica.predictor.breakdown(of: shape), pool
        )
      }
    }
  }

  /// Tokens of a mean prompt that are computed, and that were found.
  var promptLengths: (computed: [Double], cached: [Double]) {
    let prompts = runs.input { own in
      max(1, own.mix?.prompt ?? own.scenario.workload.meanLengths.prompt)
    }
    let found = runs.each { run, _ in
      let all = run.tokens.cached + run.tokens.prompt
      return all > 0 ? Double(run.tokens.cached) / Double(all) : 0
    }
    let cached = prompts.indices.map { min(prompts[$0] - 1, prompts[$0] * found[$0]) }
    return (prompts.indices.map { prompts[$0] - cached[$0] }, cached)
  }
}

extension TimeCause {
  /// What the time is spent on, or waits for.
  fileprivate var words: String {
    switch self {
    case .compute: "bound by arithmetic"
    case .memory: "bound by memory"
    case .communication: "bound by links"
    case .overhead: "host and launches"
    }
  }
}
