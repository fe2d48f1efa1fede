import Economics
import Scenarios
import Serving

/// Electric power and energy, by what time was spent on (Eq. 9.4).
struct PowerExplanation {
  let runs: ExplainedRuns
  private var hour: HourExplanation { HourExplanation(runs: runs) }

  /// Mean power of one accelerator in kW, over all pools.
  private func power() -> ExplainedTerm {
    let pools = hour.pools
    let values = runs.each(.power).map { $0 / 1e3 }
    guard pools.count > 1 else { return hour.power(of: pools[0]).measured(values) }
    let parts = zip(pools, hour.shares(of: pools)).map { use, share in
      ExplainedTerm(
        product: "pool \(use.pool.name)", "kW",
        [runs.simulated("share of the accelerators paid", share), hour.power(of: use)])
    }
    return ExplainedTerm(sum: "power per accelerator", "kW", parts).measured(values)
  }

  func watts() -> ExplainedTerm {
    ExplainedTerm(
      product: Metric.power.title, "W", formula: Metric.power.definition,
      [power(), runs.constant("watts in a kilowatt", 1_000, "W/kW")]
    ).measured(runs.each(.power))
  }

  /// All energy over the output.
  func perOutput() -> ExplainedTerm {
    ExplainedTerm(
      product: Metric.energy.title, Metric.energy.unit, formula: Metric.energy.definition,
      [
        power(), CostExplanation(runs: runs).accelerators(),
        runs.simulated("measured time", "h", runs.hours),
      ], over: [tokens("output tokens") { $0.tokens.output }]
    ).measured(runs.each(.energy))
  }

  /// The energy of one phase over the tokens it serves.
  func perToken(_ phase: HourExplanation.Phase, _ metric: Metric) -> ExplainedTerm {
    let served: ExplainedTerm =
      phase == .prefill
      ? tokens("prompt tokens computed, again after preemptions included") {
        $0.tokens.prompt + $0.tokens.recomputed
      } : tokens("output tokens") { $0.tokens.output }
    return ExplainedTerm(
      product: metric.title, metric.unit, formula: metric.definition, [energy(of: phase)],
      over: [served]
    ).measured(runs.each(metric))
  }

  func idleShare() -> ExplainedTerm {
    let phases: [HourExplanation.Phase] = [.prefill, .decode, .idle]
    return ExplainedTerm(
      product: Metric.energyIdle.title, nil, formula: Metric.energyIdle.definition,
      [energy(of: .idle)], over: [ExplainedTerm(sum: "all energy", "kWh", phases.map(energy))]
    ).measured(runs.each(.energyIdle))
  }

  private func tokens(_ name: String, _ count: (RunRecord) -> Int) -> ExplainedTerm {
    runs.simulated(name, "Mtok", runs.each { run, _ in Double(count(run)) / 1e6 })
  }

  /// What was drawn in a phase in the measured time.
  private func energy(of phase: HourExplanation.Phase) -> ExplainedTerm {
    let words = ["prefill": "prompts", "decode": "output", "idle": "idle time"]
    let name = "energy of \(words[phase.rawValue]!)"
    let pools = hour.pools
    let parts = pools.map { use in
      ExplainedTerm(
        product: pools.count > 1 ? "pool \(use.pool.name)" : name, "kWh",
        hour.fullPower(of: use)
          + [
            hour.phase(phase, of: use), runs.simulated("accelerators paid", use.paid),
            runs.simulated("measured time", "h", runs.hours),
          ])
    }
    return pools.count > 1 ? ExplainedTerm(sum: name, "kWh", parts) : parts[0]
  }
}
