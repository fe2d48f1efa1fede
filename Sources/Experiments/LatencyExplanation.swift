import Performance
import Quantities
import Scenarios
import Serving

/// What a user waits for: steps of mean load in closed form, and what the simulation adds to them.
///
/// Percentiles of sums are no sums of percentiles, and a step of mean load is no percentile of anything:
/// what is left between both and the simulated figure is a part of its own, of either sign.
struct LatencyExplanation {
  let runs: ExplainedRuns
  let metric: Metric
  private let steps: StepExplanation

  enum Family: String { case ttft, tpot, itl, e2e }

  /// Nil for other metrics.
  static func family(of metric: Metric) -> Family? {
    let words = metric.name.split(separator: ".").map(String.init)
    guard words.count == 2 else { return nil }
    return Family(rawValue: words[0] == "objective" ? words[1] : words[0])
  }

  init(runs: ExplainedRuns, metric: Metric) {
    self.runs = runs
    self.metric = metric
    steps = StepExplanation(runs: runs)
  }

  func term(_ family: Family) -> ExplainedTerm {
    let parts: [ExplainedTerm] =
      switch family {
      case .tpot, .itl: [token(in: "ms", scale: 1e3)]
      case .ttft: [queue, prompt].compactMap(\.self)
      case .e2e: [queue, prompt, rest].compactMap(\.self)
      }
    let measured = runs.each(metric)
    let left = measured.indices.map { index in
      measured[index] - parts.reduce(0) { $0 + $1.values[index] }
    }
    let spread = runs.simulated(
      "waiting, interference and spread", metric.unit,
      formula: "the simulated percentile less all that stands above it", left)
    return ExplainedTerm(sum: metric.title.trimmed, metric.unit, parts + [spread])
      .measured(measured)
  }

  /// A token of each sequence of the mean batch.
  private func token(in unit: String, scale: Double) -> ExplainedTerm {
    steps.term(
      "a step of the mean batch, per token", unit,
      formula: "closed form; nothing waits and no prompt shares the step", steps.decodeSteps,
      scale: scale
    ).taken(from: load)
  }

  /// The load that the step is taken at.
  private var load: [ExplainedTerm] {
    steps.decoding.map { use in
      runs.simulated(
        runs.first.fleet.isPooled ? "batch in pool \(use.pool.name)" : "batch", "sequences",
        formula: "sequences running / replicas in a step", steps.batch(of: use))
    } + [
      ExplainedTerm(
        "context of each", steps.context, "tok",
        formula: "mean prompt and half the output, outputs weighed by their length",
        from: lengthSources)
    ]
  }

  private var lengthSources: [Explanation.Source] {
    sources(of: ["workload.prompt-tokens", "workload.output-tokens"])
  }

  /// The lines of the workload that say it, or that of all of it.
  private func sources(of paths: [String]) -> [Explanation.Source] {
    let stated = paths.compactMap { runs.facts.stated($0) }
    if !stated.isEmpty { return stated }
    return [
      runs.facts.stated("workload")
        ?? Explanation.Source(kind: .scenario, place: "workload")
    ]
  }

  /// The wait in queues at the same percentile.
  private var queue: ExplainedTerm? {
    guard let percentile else { return nil }
    guard let metric = Metric.named("queue.\(percentile)"), runs.has(metric) else { return nil }
    return runs.simulated(
      "wait in queues at the same percentile", "s", formula: metric.definition, of: metric,
      runs.each(metric))
  }

  /// `p95`; nil where the promise names another than those that are measured.
  private var percentile: String? {
    let words = metric.name.split(separator: ".").map(String.init)
    guard words[0] == "objective" else { return words[1] }
    let objectives = runs.first.scenario.objectives
    let promised = words[1] == "ttft" ? objectives.timeToFirstToken : objectives.endToEnd
    return promised.map { "p\(Int(($0.percentile * 100).rounded()))" }
  }

  private var prompt: ExplainedTerm {
    let lengths = steps.promptLengths
    return steps.term(
      "prompt computing", "s", formula: "a prompt of mean length alone, in one step, closed form",
      steps.promptSteps, scale: 1
    ).taken(from: [
      ExplainedTerm(
        "tokens computed", lengths.computed, "tok", formula: "mean prompt less what was found",
        from: sources(of: ["workload.prompt-tokens"]))
    ])
  }

  /// All tokens but the first.
  private var rest: ExplainedTerm {
    ExplainedTerm(
      product: "tokens after the first", "s",
      [
        ExplainedTerm(
          "mean output less one", steps.output.map { $0 - 1 }, "tok", from: lengthSources),
        token(in: "s", scale: 1),
      ])
  }

  /// The tokens per second of a user, from the time of one.
  static func interactivity(_ runs: ExplainedRuns) -> ExplainedTerm {
    let each = LatencyExplanation(runs: runs, metric: .timePerOutputToken50).term(.tpot)
    return ExplainedTerm(
      product: Metric.interactivity.title, Metric.interactivity.unit,
      [runs.constant("milliseconds in a second", 1_000, "ms/s")], over: [each]
    ).measured(runs.each(.interactivity))
  }
}

/// Output per second: what arrives, and what the machine makes of its time.
struct ThroughputExplanation {
  let runs: ExplainedRuns
  private let steps: StepExplanation

  init(runs: ExplainedRuns) {
    self.runs = runs
    steps = StepExplanation(runs: runs)
  }

  /// Output of one accelerator: time spent on output, in steps of the mean batch.
  func perAccelerator() -> ExplainedTerm {
    let metric = Metric.outputPerAccelerator
    let accelerators = runs.each(.accelerators)
    let uses = steps.decoding
    let replicas = uses.map { steps.paidReplicas(of: $0) }
    let decoding = accelerators.indices.map { index in
      uses.indices.reduce(0) { $0 + replicas[$1][index] * uses[$1].decode[index] }
    }
    let all = accelerators.indices.map { index in replicas.reduce(0) { $0 + $1[index] } }
    let batches = uses.map { steps.batch(of: $0) }
    let batch = accelerators.indices.map { index in
      // Of several pools, by the replicas in each.
      all[index] > 0
        ? uses.indices.reduce(0) { $0 + batches[$1][index] * replicas[$1][index] } / all[index] : 0
    }
    let step = steps.term(
      "a step of the mean batch, per token", "s", formula: "closed form, at the mean context",
      steps.decodeSteps, scale: 1)
    let measured = runs.each(metric)
    let made = measured.indices.map { index in
      decoding[index] / accelerators[index] * batch[index] / step.values[index]
    }
    return ExplainedTerm(
      product: metric.title, metric.unit,
      formula: "replicas per accelerator · share of time on output · batch / step",
      [
        ExplainedTerm(
          "replicas that decode, per accelerator",
          all.indices.map { all[$0] / accelerators[$0] },
          from: [
            runs.facts.source(of: "fleet.plan.tensor", in: uses.first?.pool),
            runs.facts.source(of: "fleet.replicas", in: uses.first?.pool),
          ]),
        runs.simulated(
          "share of time on output", nil, formula: Metric.decodeShare.definition,
          all.indices.map { all[$0] > 0 ? decoding[$0] / all[$0] : 0 }),
        runs.simulated(
          "batch", "sequences", formula: "sequences running / replicas in a step", batch),
        runs.simulated(
          "what the closed form leaves out", nil,
          formula: "simulated / closed form: prompts among the sequences, batches that vary",
          measured.indices.map { made[$0] > 0 ? measured[$0] / made[$0] : 0 }),
      ], over: [step]
    ).measured(measured)
  }

  /// All accelerators.
  func output() -> ExplainedTerm {
    let metric = Metric.outputThroughput
    return ExplainedTerm(
      product: metric.title, metric.unit,
      [accelerators, perAccelerator()]
    ).measured(runs.each(metric))
  }

  private var accelerators: ExplainedTerm {
    var term = runs.simulated(.accelerators)
    term.sources = runs.first.fleet.pools.flatMap { pool in
      [
        runs.facts.source(of: "fleet.replicas", in: pool),
        runs.facts.source(of: "fleet.plan.tensor", in: pool),
      ]
    }
    return term
  }

  /// The same from what users ask for; nil where no request was completed.
  func fromTheLoad(perAccelerator: Bool) -> ExplainedTerm? {
    let metric: Metric = perAccelerator ? .outputPerAccelerator : .outputThroughput
    guard runs.runs.allSatisfy({ ($0.value(of: .requestRate) ?? 0) > 0 }) else { return nil }
    let rates = runs.each(.requestRate)
    let whole = runs.each(.outputThroughput)
    return ExplainedTerm(
      product: "the same from the load", metric.unit,
      [
        runs.simulated(.requestRate),
        runs.simulated(
          "output tokens made for each", "tok",
          formula: "output made in the measured time / requests completed in it",
          rates.indices.map { whole[$0] / rates[$0] }),
      ], over: perAccelerator ? [accelerators] : []
    ).measured(runs.each(metric))
  }

  /// Input and output together.
  func total() -> ExplainedTerm {
    let hours = runs.hours
    func rate(_ name: String, _ tokens: (RunRecord) -> Int) -> ExplainedTerm {
      let values = runs.each { run, _ in Double(tokens(run)) / 3_600 }
      return runs.simulated(
        name, "tok/s", values.indices.map { hours[$0] > 0 ? values[$0] / hours[$0] : 0 })
    }
    return ExplainedTerm(
      sum: Metric.totalThroughput.title, "tok/s",
      [
        rate("prompts computed") { $0.tokens.prompt }, rate("prompts found") { $0.tokens.cached },
        rate("output") { $0.tokens.output },
      ]
    ).measured(runs.each(.totalThroughput))
  }
}
