import Documents
import Foundation
import Scenarios

/// A scenario that states a value under every key which can stand beside the others.
enum CompleteScenario {
  static let text = """
    title: Everything at once
    question: What does every key do?
    seed: 7
    replications: 2
    sample:
      points: 16
      design: sobol
      facts: none
      correlations: {}
    thresholds: [cost.output < 100 USD/Mtok]
    model: llama-3.1-70b
    duration: 3 min
    warm-up: 30 s
    analysis: steady-state
    workload:
      profile: sharegpt
      arrivals:
        process: poisson
        rate: 2 /s
        hours: [1, 1, 1, 1, 1, 2, 3, 4, 5, 5, 5, 5, 4, 5, 5, 5, 5, 5, 4, 3, 2, 2, 1, 1]
        days: [5, 5, 5, 5, 5, 2, 2]
        start: 9 h
      prompt-tokens: lognormal(median 900, p95 6000)
      output-tokens: gamma(mean 250, cv 1.5)
      cached-prefix: 20 %
      correlation: 0.3
      priority: 2
      deadline: 2 min
      tier: interactive
      residency: eu
    fleet:
      accelerator: h100-sxm
      system: dgx-h100
      engine:
        name: vllm-0.12
        block-size: 32
        step-tokens: 4096
        sequences: 512
        memory-fraction: 0.85
        overlap: two-batch
        dispatch: bf16
        rank-variation: 2 %
        scheduling: priority
        ageing: 500 tok/s
        preemption: swap
        swap-space: 32 GiB
        victims: lowest-priority
        yielding: to-priority
        shedding: never
        interactive-reserve: 20 %
        queue-limit: 1000
        waiting-tokens: 100000
      host: {memory: 2 TB, bandwidth: 50 GB/s}
      network: {rails: 8, oversubscription: 2}
      weights: fp8
      cache: fp8
      speculation:
        method: draft-model
        depth: 2
        acceptance: 70 %
        draft: llama-3.1-8b
        parameters: 900000000
      embedding-tables:
        parameters: 1e10
        place: host
        format: fp8
        bytes-per-token: 8 kB
        layers-before: 2
        latency: 15 us
        overhead: 2 %
      plan: {tensor: 4, pipeline: 2, data: 1, expert: 1, redundant-experts: 0}
      replicas: 2
      residencies: [eu, uk]
      routing: {rule: prefix-aware, least-match: 40 %, excess: 32, ratio: 2}
      failures:
        time-to-failure: weibull(shape 0.8, mean 2000 h)
        time-to-restore: lognormal(median 10 min, p95 40 min)
        orphans: lost
      autoscaling:
        rule: concurrency
        target: 32
        least: 1
        initial: 2
        interval: 30 s
        tolerance: 5 %
        stabilization: 10 min
        start-up: uniform(2 min, 5 min)
        draining: moves
        pay: reserved
    objectives:
      time-to-first-token: 3 s at p99
      time-per-output-token: 80 ms at p50
      inter-token-latency: 200 ms at p99
      end-to-end: 90 s at p95
      attainment: 90 %
    price:
      of: deepseek-v4-pro
      on: 2026-06-01
      uncached-input: 0.5 USD/Mtok
      cached-input: 0.05 USD/Mtok
      output: 1 USD/Mtok
    owner:
      region: us
      kind: neocloud
      capital: 31000 USD
      nameplate-power: 1.3 kW
      cost-of-capital: 9 %
      life: 5 years
      residual: 5 %
      colocation: 150 USD/kW-month
      electricity: 0.07 USD/kWh
      power-usage-effectiveness: 1.3
      power-share: {prefill: 80 %, decode: 50 %, idle: 15 %}
      salary: 200000 USD
      accelerators-per-engineer: 500
      support: 3 %
      failures-per-year: 0.1
      time-to-repair: 1 day
      spares: 3 %
      recovery: annuity
      inflation: 2 %
      facility: colocation
      building: 11000 USD/kW
      building-life: 15 years
      building-rate: 7 %
      building-operations: 4 %
      time-of-use: [22-6 0.05 USD/kWh, 8.5-11 1.5 x]
      demand-charge: 10 USD/kW-month
      variable-operations: 20 %
      sparing: fraction
      spare-pool: 1000
      replacements-per-year: 0.02
      replacement-time: 14 days
      spare-coverage: 99 %
      duty: 10 %
      dutiable: 60 %
      subsidy: 3 %
      exchange-rate: 7.1
      host-memory: 0.5 USD/GiB-month
      cache-storage: 0.05 USD/GiB-month
      allocation: price-proportional(output 4, cached 0.1)
    task: {calls: 20, input-tokens: 8000, output-tokens: 1500, success-rate: 70 %}
    quality: {score: 72 %, benchmark: a test}
    training:
      tokens: 15 T
      within: 100 days
      accelerators: 2048
      sequence: 8192
      global-batch: 1024
      micro-batch: 2
      precision: fp16
      recompute: full
      sharding: zero-2
      overlap: none
      plan:
        search: none
        tensor: 8
        pipeline: 4
        virtual-stages: 2
        context: 2
        expert: 1
        schedule: 1f1b
        layout: vocabulary-as-layers
        offload: optimizer
      failures:
        preset: none
        accelerator: 50000 h
        node: 150000 h
        domain: 200000 h
        job: 60 h
        node-size: 4
        shape: 0.8
        detection: exponential(1 min)
        restart: lognormal(median 10 min, p95 40 min)
        repair: lognormal(median 6 h, p95 72 h)
      stragglers:
        share: 0.5 %
        onset: 20000 h
        slowdown: 8 %
        detection: exponential(12 h)
      spares: 2 %
      shortage: shrink
      checkpoint:
        interval: optimal
        optimum: simulated
        bytes-per-parameter: 12
        bandwidth: 200 GB/s
        storage-every: 4
        asynchronous: yes
      maintenance: {every: 30 days, lasting: 4 h}
    cluster: {accelerators: 4096, power: 9 MW, acquired: 2022-06-01, country: china, parent: china}
    post-training:
      algorithm: ppo
      prompts: 64
      samples-per-prompt: 4
      prompt-tokens: lognormal(median 300, p95 900)
      response-tokens: gamma(mean 1500, cv 1.2)
      prompt-limit: 1024
      response-limit: 4096
      epochs: 2
      mini-batches: 4
      iterations: 500
      critic: llama-3.1-8b
      reference: none
      reward: llama-3.1-8b
      reward-time: 5 s
      old-log-probabilities: of-rollout
      packing: padded
      row-tokens: 16384
      placement: split
      schedule: one-step-off
      accelerators: 64
      rollout-accelerators: 32
      offload: never
      precision: fp16
      recompute: selective
      sharding: zero-2
      micro-batch: 2
      plan: {tensor: 8, pipeline: 2, context: 1, expert: 1}
    find:
      goal: cost
      accuracy: 3 %
      runs: 8
      confirmations: 20
      largest-replica: 32
      space:
        accelerator: [h100-sxm, h200-sxm]
        pools: [colocated, split]
        ratio: [1:1, 2:3]
        tensor: [1, 2, 4, 8]
        pipeline: [1, 2]
        data: [1]
        expert: [1]
        weights: [native, fp8]
        cache: [auto, fp8]
        sequences: [64, 256]
        step-tokens: [2048, 8192]
    figures: [tornado]
    equalize: none
    """

  /// The sections of ``text`` by their keys, in order.
  private static let sections: [(key: String, text: String)] = {
    var sections: [(key: String, text: String)] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let key = line.split(separator: ":").first, !line.hasPrefix(" ") {
        sections.append((String(key), ""))
      }
      sections[sections.count - 1].text += line + "\n"
    }
    return sections
  }()

  /// What the keys of some section need of the others.
  private static let needed = """
    model: llama-3.1-70b
    workload: {arrivals: poisson(2 /s), prompt-tokens: 900, output-tokens: 250, deadline: 2 min}
    fleet: {accelerator: h100-sxm, plan: {tensor: 8}, residencies: [eu, uk]}
    objectives: {time-to-first-token: 3 s at p99}
    """

  /// A scenario that states everything in the section of a key, and of the others what is needed:
  /// what has nothing to do with the key is not read again with every value of it.
  static func text(around path: String) -> String {
    let section = path.prefix { $0 != "." }
    let others = needed.split(separator: "\n").filter { !$0.hasPrefix("\(section):") }
    return sections.filter { $0.key == section }.map(\.text).joined()
      + others.joined(separator: "\n")
  }

  /// Prompts and output apart.
  static let pools = "fleet.pools={prefill: {replicas: 2}, decode: {replicas: 2}}"

  /// The settings under which a key means something, where the complete text is not enough.
  static func settings(for path: String) -> [String] {
    let all = "workload."
    let one = "workload.classes.*."
    if path.hasPrefix(one) {
      let key = String(path.dropFirst(one.count))
      let settings = workload(key, in: one)
      if key.hasPrefix("arrivals") {
        return settings.isEmpty ? [one + "arrivals=poisson(2 /s)"] : settings
      }
      return [one + "share=1"] + settings
    }
    if path.hasPrefix(all) { return workload(String(path.dropFirst(all.count)), in: all) }
    return others(for: path)
  }

  /// The same of a key that a class and the workload as a whole may state.
  private static func workload(_ key: String, in section: String) -> [String] {
    let bursts = "bursts(2 /s, peak 1, busy 10 %, length 30 s)"
    let setting: String? =
      switch key {
      case "arrivals.cv": "arrivals=gamma(2 /s, cv 3)"
      case "arrivals.shape": "arrivals=weibull(2 /s, shape 0.7)"
      case "arrivals.clients", "arrivals.think-time": "arrivals=closed(4)"
      case "arrivals.peak", "arrivals.busy", "arrivals.length": "arrivals=\"\(bursts)\""
      case "arrivals.file", "arrivals.speed", "arrivals.from", "arrivals.until":
        "arrivals={process: trace, file: \(trace)}"
      case "arrivals.start" where section != "workload.":
        "arrivals={process: poisson, rate: 2 /s, days: [1, 1, 1, 1, 1, 2, 2]}"
      case _ where key.hasPrefix("conversation."): "conversation={turns: 4, think-time: 10 s}"
      case _ where key.hasPrefix("reasoning."): "reasoning={tokens: 500}"
      case _ where key.hasPrefix("shared-prompts."): "shared-prompts={count: 3, tokens: 500}"
      default: nil
      }
    return setting.map { [section + $0] } ?? []
  }

  /// A trace of an hour.
  private static let trace: String = {
    let path = FileManager.default.temporaryDirectory.appending(
      path: "bessemer-\(UUID().uuidString).csv"
    ).path
    let lines = (0...3_600).map { "\($0),900,200" }
    let text = "arrival,input,output\n" + lines.joined(separator: "\n")
    try? text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }()

  private static func others(for path: String) -> [String] {
    if path.hasPrefix("fleet.transfer") { return [pools, "fleet.replicas=~"] }
    let named = "fleet.pools.*."
    if path.hasPrefix(named) {
      // One such pool is the whole fleet.
      return ["\(named)replicas=2", "fleet.replicas=~"]
        + settings(for: path.replacing("pools.*.", with: "", maxReplacements: 1))
    }
    for pool in ["prefill", "decode"] where path.hasPrefix("fleet.pools.\(pool).") {
      return [pools, "fleet.replicas=~"]
        + settings(for: path.replacing("pools.\(pool).", with: "", maxReplacements: 1))
    }
    if path == "training.checkpoint.interval" { return ["training.checkpoint.optimum=~"] }
    if path.hasPrefix("training.phases") {
      return ["training.tokens=~", "training.phases.*.tokens=3 T"]
    }
    return switch path {
    case "training.goodput":
      ["failures", "stragglers", "spares", "shortage", "checkpoint", "maintenance"].map {
        "training.\($0)=~"
      }
    case let path where path.hasPrefix("precision"):
      ["sample=~", "precision=1 %"]
    case "levers.study": ["levers={changes: {one: {duration: 2 min}}}"]
    case let path where path.hasPrefix("levers."):
      ["levers={changes: {one: {duration: 2 min}}, price: {from: 3 USD/Mtok, to: 2 USD/Mtok}}"]
    case "equalize": ["alternatives={one: {fleet: {routing: round-robin}}, other: {}}"]
    case "owner.rent", "owner.rental-extras": ["owner={region: us, kind: rented}"]
    case "owner.rent-path", "owner.rent-growth", "owner.rent-from", "owner.rent-years":
      [
        "owner={region: us, kind: rented, rent-years: 3 years, rent-growth: 5 %, "
          + "rent-path: [2026-07 2.35 USD/h]}"
      ]
    case "owner.subsidy": ["owner.residual=0", "owner.duty=0"]
    case "fleet.routing.rule": ["fleet.routing=round-robin"]
    case "fleet.routing.per-replica": ["fleet.routing=central-queue"]
    case "fleet.routing.overfull": ["fleet.routing=session-sticky"]
    case "fleet.autoscaling.schedule": ["fleet.autoscaling={rule: schedule, schedule: [07:00 2]}"]
    case "fleet.engine.scheduling": ["fleet.engine.yielding=none"]
    case let path where path.hasPrefix("fleet.engine.prefix-cache"):
      [
        "workload.cached-prefix=0 %",
        "fleet.engine.prefix-cache={tiers: storage, storage: 2 TB, storage-bandwidth: 7 GB/s}",
      ]
    default: []
    }
  }

  /// Leaves of the format that a design point can hold: all but the file's own keys, whose values
  /// are names that other tests cover.
  static let leaves = ScenarioKeys.ofFleets.filter { key in
    key.isLeaf && !["extends", "title", "question"].contains(key.path)
  }

  /// What is wrong once a key has a value.
  static func problems(setting path: String, to value: String) -> [String] {
    let all = ScenariosTests.problems(
      text(around: path), settings: settings(for: path) + ["\(path)=\(value)"])
    return all.filter { $0.path.description.hasPrefix(path) }.map(\.message)
  }
}

extension ScenarioKeys {
  /// Keys of scenarios that ask about fleets; claims and trends have tests of their own.
  static let ofFleets = all.filter { key in
    !ofSupply.contains(key) && !ofRouting.contains(key) && !key.path.hasPrefix("claim")
      && !key.path.hasPrefix("trend")
  }

  /// Keys of scenarios that ask how requests are divided among tiers.
  static let ofRouting = all.filter { $0.path.split(separator: ".").first == "routing" }

  /// Keys of scenarios that ask how stocks grow.
  static let ofSupply = all.filter { key in
    ["supply", "demand"].contains(key.path.split(separator: ".").first.map(String.init))
  }
}
