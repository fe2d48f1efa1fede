import Hardware
import LanguageModels
import Performance
import Quantities
import Scenarios
import Serving

/// A replica of a pool with the most that it does of its part within what is promised of that part.
struct PoolReplica: Sendable {
  let candidate: DeploymentCandidate
  let role: ServingPool.Role
  let state: SteadyState<StepTimePredictor>
  let deployment: Deployment
  /// What it pays for.
  let accelerators: Double
  /// Requests per second.
  let rate: Double
  /// Of lone requests: prompts per second, or tokens per second of output.
  let speed: Double

  var ratePerAccelerator: Double { rate / accelerators }

  /// Whether another one of the same part does at least as much with every accelerator, is as fast and
  /// no larger, so that whatever fleet holds this one could hold the other.
  func isBeaten(by other: PoolReplica) -> Bool {
    other.ratePerAccelerator >= ratePerAccelerator && other.speed >= speed
      && other.accelerators <= accelerators
  }

  /// A replica that serves a part, or why it does not.
  static func judged(
    _ candidate: DeploymentCandidate, role: ServingPool.Role,
    state: SteadyState<StepTimePredictor>, deployment: Deployment, accelerators: Double,
    objectives: Objectives
  ) -> Judgement.Outcome {
    let rate: Double
    let speed: Double
    switch role {
    case .whole: preconditionFailure("\(candidate.label) serves no part")
    case .prefill:
      let first = Objectives(timeToFirstToken: objectives.timeToFirstToken)
      guard let most = state.promptCapacity(for: first) else {
        let alone = state.firstTokens(at: state.mostPrompts * 1e-4)
        return .out(
          .missesAlone(
            first.timeToFirstToken.map {
              [
                ObjectiveMargin(
                  subject: .timeToFirstToken, share: alone.firstTokens(within: $0.limit.value),
                  required: $0.percentile, limit: $0.limit, found: nil, lost: 0)
              ]
            } ?? []))
      }
      rate = most
      let room = state.promptRoom(besides: 0)
      let chunks = max(1, state.computedPrompt / room)
      speed = 1 / (chunks * state.promptPoint(rate: 0).step)
    case .decode:
      guard state.decodeSteps > 0 else { return .out(.nothingToDecode) }
      let tokens = Objectives(
        timePerOutputToken: objectives.timePerOutputToken,
        interTokenLatency: objectives.interTokenLatency)
      guard let most = state.capacity(for: tokens) else {
        return .out(.missesAlone(state.alone(for: tokens).margins.filter { !$0.isKept }))
      }
      rate = most.rate
      speed = state.engine.tokensPerStep / state.decodeTime(1)
    }
    return .part(
      PoolReplica(
        candidate: candidate, role: role, state: state, deployment: deployment,
        accelerators: accelerators, rate: rate, speed: speed))
  }
}

/// The replicas that serve a part, and which of them fleets are made of.
struct PoolReplicas {
  let pairs: [PoolPair]
  let beaten: [(candidate: DeploymentCandidate, reason: RuledOut)]
  /// Those that were left.
  let count: Int

  init(_ judgements: [Judgement], on points: [Scenario]) {
    let replicas = judgements.compactMap {
      if case .part(let replica) = $0.result { replica } else { nil }
    }
    var pairs: [PoolPair] = []
    var beaten: [(candidate: DeploymentCandidate, reason: RuledOut)] = []
    var count = 0
    for (base, point) in points.enumerated() {
      let own = replicas.filter { $0.candidate.base == base }
      guard !own.isEmpty else { continue }
      // Chips that pools are written on may have no format in common.
      let mayDiffer = !point.pools.isEmpty
      func best(_ role: ServingPool.Role) -> [PoolReplica] {
        let (left, out) = Self.unbeaten(own.filter { $0.role == role })
        beaten += out
        count += left.count
        return left
      }
      let (prompts, output) = (best(.prefill), best(.decode))
      for first in prompts {
        for second in output {
          let (a, b) = (first.candidate, second.candidate)
          let matches = a.weights == b.weights && a.cache == b.cache
          if matches || mayDiffer { pairs.append(PoolPair(base: base, first, second)) }
        }
      }
    }
    self.pairs = pairs
    self.beaten = beaten
    self.count = count
  }

  /// Those that no other one of the same formats beats, and by which the others are beaten.
  private static func unbeaten(
    _ replicas: [PoolReplica]
  ) -> (left: [PoolReplica], out: [(candidate: DeploymentCandidate, reason: RuledOut)]) {
    struct Formats: Hashable {
      let weights: String
      let cache: String
    }
    var left: [PoolReplica] = []
    var out: [(candidate: DeploymentCandidate, reason: RuledOut)] = []
    var order: [Formats] = []
    var groups: [Formats: [PoolReplica]] = [:]
    for replica in replicas {
      let formats = Formats(
        weights: "\(replica.candidate.weights)", cache: replica.candidate.cache.rawValue)
      if groups[formats] == nil { order.append(formats) }
      groups[formats, default: []].append(replica)
    }
    for formats in order {
      let group = groups[formats]!
      for (index, replica) in group.enumerated() {
        // Of equal ones the first stays.
        let better = group.enumerated().first { place, other in
          place != index && replica.isBeaten(by: other)
            && (!other.isBeaten(by: replica) || place < index)
        }
        if let better {
          out.append((replica.candidate, .beaten(by: better.element.candidate.label)))
        } else {
          left.append(replica)
        }
      }
    }
    return (left, out)
  }
}
