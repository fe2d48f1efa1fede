import Economics
import Hardware
import Performance
import Quantities
import Scenarios
import Serving

/// Two kinds of replicas that may make a fleet in pools.
struct PoolPair: Sendable {
  let base: Int
  let prompts: PoolReplica
  let output: PoolReplica

  init(base: Int, _ prompts: PoolReplica, _ output: PoolReplica) {
    self.base = base
    self.prompts = prompts
    self.output = output
  }

  /// The most replicas of a pool where no ratio is stated.
  private static let mostReplicas = 16
  /// Ratios near the balance that are tried where none is stated.
  private static let ratios = 2

  /// The stated ratios, or those of small fleets that leave the least of either pool idle.
  private func ratios(stated: [FindQuestion.PoolRatio]?) -> [FindQuestion.PoolRatio] {
    if let stated { return stated }
    let balance = output.rate / prompts.rate
    var found: [FindQuestion.PoolRatio] = []
    func add(_ prefill: Double, _ decode: Double) {
      let most = Double(Self.mostReplicas)
      let (prefill, decode) = (Int(max(1, min(most, prefill))), Int(max(1, min(most, decode))))
      let divisor = greatestCommonDivisor(prefill, decode)
      let ratio = FindQuestion.PoolRatio(prefill: prefill / divisor, decode: decode / divisor)
      if !found.contains(ratio) { found.append(ratio) }
    }
    for count in 1...4 {
      let count = Double(count)
      for rule in [FloatingPointRoundingRule.down, .up] {
        add((count * balance).rounded(rule), count)
        add(count, (count / balance).rounded(rule))
      }
    }
    func worth(_ ratio: FindQuestion.PoolRatio) -> Double {
      let (prefill, decode) = (Double(ratio.prefill), Double(ratio.decode))
      return min(prefill * prompts.rate, decode * output.rate)
        / (prefill * prompts.accelerators + decode * output.accelerators)
    }
    let order = found.indices.sorted {
      let (a, b) = (worth(found[$0]), worth(found[$1]))
      if a != b { return a > b }
      return (found[$0].prefill + found[$0].decode, $0)
        < (found[$1].prefill + found[$1].decode, $1)
    }
    return order.prefix(Self.ratios).map { found[$0] }
  }

  /// Every ratio of this pair with what the closed form says of it.
  ///
  /// - Parameter point: the scenario of the whole fleet.
  func judged(on point: Scenario) -> [Judgement] {
    ratios(stated: point.find.space.ratios).map { judged($0, on: point) }
  }

  private func judged(_ ratio: FindQuestion.PoolRatio, on point: Scenario) -> Judgement {
    let candidate = candidate(ratio)
    if let reason = obstacle(ratio, point.find.transfer) {
      return Judgement(candidate: candidate, result: .out(reason))
    }
    guard
      let fabric = try? CacheFabric(
        point.find.transfer, from: (prompts.deployment, ratio.prefill),
        to: (output.deployment, ratio.decode))
    else {
      return Judgement(
        candidate: candidate, result: .out(.noNetwork(output.deployment.cluster.system.name)))
    }
    let state = SplitSteadyState(
      prompts: prompts.state, output: output.state, ratio: ratio, fabric: fabric)
    let economy = FleetEconomy(self, ratio: ratio, scenario: point)
    let most = min(Double(ratio.prefill) * prompts.rate, Double(ratio.decode) * output.rate)
    let curve = curve(of: state, candidate, economy: economy, objectives: point.objectives)
    guard let load = state.capacity(for: point.objectives, upTo: most) else {
      return Judgement(
        candidate: candidate, result: .out(.missesAlone(state.missedAlone(for: point.objectives))),
        curve: curve)
    }
    let cost = economy.costs(of: load)
    return Judgement(
      candidate: candidate,
      result: .kept(
        ScreenedDeployment(
          candidate: candidate, accelerators: economy.accelerators,
          rate: RequestsPerSecond(load.rate), batch: load.batch(ratio),
          tokensPerUser: state.tokensPerUser(at: load),
          outputPerAccelerator: economy.output(of: load.rate), costPerOutput: cost.output,
          costBlended: cost.blended)), curve: curve)
  }

  /// What keeps caches from being handed over.
  private func obstacle(
    _ ratio: FindQuestion.PoolRatio, _ terms: TransferTerms
  ) -> RuledOut? {
    let clusters = [prompts.deployment.cluster, output.deployment.cluster]
    switch terms.way {
    case .scaleOut:
      return clusters.first { $0.system.scaleOut == nil }.map { .noNetwork($0.system.name) }
    case .scaleUp:
      let devices =
        prompts.deployment.plan.devices * ratio.prefill
        + output.deployment.plan.devices * ratio.decode
      let domain = clusters.map(\.topology.domain.devices).min() ?? 0
      let isOne = clusters[0].system.name == clusters[1].system.name
      return isOne && devices <= domain
        ? nil : .beyondDomain(devices: devices, domain: isOne ? domain : 0)
    }
  }

  private func candidate(_ ratio: FindQuestion.PoolRatio) -> DeploymentCandidate {
    let (first, own) = (prompts.candidate, output.candidate)
    return DeploymentCandidate(
      base: base,
      part: .pools(
        DeploymentCandidate.PromptPool(
          accelerator: first.accelerator, tensor: first.tensor, pipeline: first.pipeline,
          data: first.data, expert: first.expert, weights: first.weights, cache: first.cache,
          sequences: first.sequences, stepTokens: first.stepTokens, ratio: ratio)),
      accelerator: own.accelerator, tensor: own.tensor, pipeline: own.pipeline, data: own.data,
      expert: own.expert, weights: own.weights, cache: own.cache, sequences: own.sequences,
      stepTokens: own.stepTokens)
  }

  /// Loads up to what keeps the objectives on the first token and the whole answer, as of replicas
  /// that serve requests whole.
  private func curve(
    of state: SplitSteadyState, _ candidate: DeploymentCandidate, economy: FleetEconomy,
    objectives: Objectives
  ) -> [OperatingPoint] {
    let waits = Objectives(
      timeToFirstToken: objectives.timeToFirstToken, endToEnd: objectives.endToEnd)
    let bound = Double(state.ratio.prefill) * prompts.rate
    guard let most = state.capacity(for: waits, upTo: bound) else { return [] }
    return DeploymentCandidate.levels.compactMap { level in
      guard let load = state.point(rate: most.rate * level) else { return nil }
      return OperatingPoint(
        candidate: candidate, rate: RequestsPerSecond(load.rate), batch: load.batch(state.ratio),
        tokensPerUser: state.tokensPerUser(at: load),
        outputPerAccelerator: economy.output(of: load.rate),
        costPerOutput: economy.costs(of: load).output)
    }
  }
}

/// What one fleet in pools costs and makes.
struct FleetEconomy {
  /// Of either pool: its tenure and what it pays for.
  private let pools: [(scenario: Scenario, accelerators: Double)]
  private let mix: RequestMix

  var accelerators: Double { pools.reduce(0) { $0 + $1.accelerators } }

  init(_ pair: PoolPair, ratio: FindQuestion.PoolRatio, scenario: Scenario) {
    mix = pair.output.state.mix
    pools = [
      (scenario.part(of: .prefill), Double(ratio.prefill) * pair.prompts.accelerators),
      (scenario.part(of: .decode), Double(ratio.decode) * pair.output.accelerators),
    ]
  }

  func output(of rate: Double) -> TokensPerSecond {
    TokensPerSecond(rate * mix.output / accelerators)
  }

  /// All dollars over output tokens, and over all tokens: replicas for prompts are idle where they
  /// have none, those that decode never.
  func costs(
    of load: SplitSteadyState.Point
  ) -> (output: USDollarsPerToken, blended: USDollarsPerToken) {
    let prefill = min(1, max(0, load.prompts.prefillTime))
    // Shares of one are shares.
    let shares = [
      try! PhaseShares(prefill: prefill, decode: 0), try! PhaseShares(prefill: 0, decode: 1),
    ]
    let spent = zip(pools, shares).reduce(0) { sum, item in
      let (pool, phases) = item
      return sum + pool.scenario.owner.tenure.acceleratorHour(phases: phases).total.value
        * pool.accelerators
    }
    return (
      USDollarsPerToken(spent / (load.rate * mix.output)),
      USDollarsPerToken(spent / (load.rate * (mix.output + mix.prompt)))
    )
  }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}
