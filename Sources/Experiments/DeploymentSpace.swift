import Hardware
import LanguageModels
import Performance
public import Scenarios
import Serving

/// The deployments that a search looks through: chips × plans × formats × limits of the engine, for
/// replicas that serve requests whole and for those of two pools.
///
/// What a scenario leaves open takes every value that makes sense: powers of two for tensor widths
/// and pipeline stages, for attention replicas where there are experts, all devices of a stage or
/// none for the experts, and the engine's own limits with their halves and doubles. Plans of more
/// devices than a replica may have are no candidates where the widths were not stated.
///
/// Of a pool one limit alone matters: the tokens of a step where prompts are computed, the sequences
/// where output is. Both pools have the formats and the chip of one candidate; only a fleet that is
/// written in pools may have them on two chips.
public struct DeploymentSpace: Sendable {
  /// The scenario on each of its chips.
  public let points: [Scenario]
  /// Candidates that differ in the engine's limits alone, together.
  let machines: [Machine]

  struct Machine: Sendable {
    struct Limits: Sendable, Hashable {
      let sequences: Int
      let stepTokens: Int
    }

    let base: Int
    /// What of a request it serves.
    let role: ServingPool.Role
    let tensor: Int
    let pipeline: Int
    let data: Int
    let expert: Int
    let weights: WeightFormats
    let cache: NumericFormat
    let limits: [Limits]
  }

  /// Replicas that are judged; what pools are made of them comes on top.
  public var count: Int { machines.reduce(0) { $0 + $1.limits.count } }

  public init(_ points: [Scenario]) {
    self.points = points
    machines = points.enumerated().flatMap { base, point in
      point.find.space.ways(of: point).flatMap { way -> [Machine] in
        switch way {
        case .colocated: Self.machines(of: point, base: base, role: .whole)
        case .split:
          Self.machines(of: point, base: base, role: .prefill)
            + Self.machines(of: point, base: base, role: .decode)
        }
      }
    }
  }

  private static func machines(
    of whole: Scenario, base: Int, role: ServingPool.Role
  ) -> [Machine] {
    let point = whole.part(of: role)
    let find = whole.find
    let space = find.space
    let most = find.largestReplica * point.accelerator.devices
    let hasExperts = point.model.layerGroups.contains {
      if case .mixture = $0.feedForward { true } else { false }
    }
    func powers(upTo limit: Int) -> [Int] {
      Array(sequence(first: 1) { $0 * 2 }.prefix { $0 <= limit })
    }
    let tensors = space.tensor ?? powers(upTo: most)
    let pipelines = space.pipeline ?? powers(upTo: min(8, most, point.model.layers))
    let replicas = space.data ?? (hasExperts ? powers(upTo: most) : [1])
    let isStated =
      space.tensor != nil && space.pipeline != nil && (space.data != nil || !hasExperts)
    let weights = (space.weights ?? [])
      .map { $0.map { WeightFormats(matrices: $0) } ?? point.model.weights }
    let limits = limits(of: point, space: space, role: role)
    var machines: [Machine] = []
    for tensor in tensors {
      for pipeline in pipelines {
        for data in replicas {
          let devices = tensor * pipeline * data
          if !isStated, devices > most { continue }
          let all = tensor * data
          let experts = space.expert ?? (hasExperts && all > 1 ? [1, all] : [1])
          for expert in experts {
            for weights in weights.isEmpty ? [point.deployment.weights] : weights {
              let caches = (space.cache ?? [point.deployment.cacheFormat]).map {
                $0
                  ?? point.engine.cacheFormat(under: weights, on: point.accelerator.device.peak)
              }
              for cache in caches {
                machines.append(
                  Machine(
                    base: base, role: role, tensor: tensor, pipeline: pipeline, data: data,
                    expert: expert, weights: weights, cache: cache, limits: limits))
              }
            }
          }
        }
      }
    }
    return machines
  }

  /// The limits that are tried; of pools those of the other limit that leave it room.
  private static func limits(
    of point: Scenario, space: FindQuestion.Space, role: ServingPool.Role
  ) -> [Machine.Limits] {
    let engine = point.engine
    let sequences =
      space.sequences
      ?? around(engine.maximumSequences, [0.125, 0.25, 0.5, 1, 2, 4], most: 1_048_576)
    let stepTokens =
      space.stepTokens ?? around(engine.tokenBudget, [0.25, 0.5, 1, 2], most: 16_777_216)
    let queries = point.deployment.speculation?.queries ?? 1
    switch role {
    case .whole:
      return sequences.flatMap { sequences in
        stepTokens.map { Machine.Limits(sequences: sequences, stepTokens: $0) }
      }
    case .prefill:
      return stepTokens.map { tokens in
        let most = sequences.filter { $0 <= tokens }.max() ?? sequences.min() ?? 1
        return Machine.Limits(sequences: most, stepTokens: tokens)
      }
    case .decode:
      return sequences.map { sequences in
        let least = stepTokens.filter { $0 >= sequences * queries }.min() ?? stepTokens.max() ?? 1
        return Machine.Limits(sequences: sequences, stepTokens: least)
      }
    }
  }

  private static func around(_ value: Int, _ factors: [Double], most: Int) -> [Int] {
    var values: [Int] = []
    for factor in factors {
      let scaled = max(1, min(most, Int(Double(value) * factor)))
      if !values.contains(scaled) { values.append(scaled) }
    }
    return values
  }
}

extension FindQuestion.Space {
  /// The ways to serve that are looked through; as the fleet is where nothing is said.
  func ways(of point: Scenario) -> [FindQuestion.Way] {
    ways ?? (point.pools.isEmpty ? [.colocated] : [.split])
  }
}

extension DeploymentSpace.Machine {
  func candidate(on accelerator: String, _ limits: Limits) -> DeploymentCandidate {
    let part: DeploymentCandidate.Part =
      switch role {
      case .whole: .whole
      case .prefill: .prompts
      case .decode: .output
      }
    return DeploymentCandidate(
      base: base, part: part, accelerator: accelerator, tensor: tensor, pipeline: pipeline,
      data: data, expert: expert, weights: weights, cache: cache, sequences: limits.sequences,
      stepTokens: limits.stepTokens)
  }

  /// One replica on a cluster of its own; nil after the reason why there is none.
  ///
  /// - Parameter point: of a pool, what that pool has.
  func deployment(of point: Scenario) -> Result<Deployment, RuledOut> {
    let plan: ParallelismPlan
    do throws(PlanError) {
      plan = try ParallelismPlan(
        tensor: tensor, pipeline: pipeline, data: data, expert: expert)
    } catch { return .failure(.plan(error)) }
    let perPackage = point.accelerator.devices
    let accelerators = (plan.devices + perPackage - 1) / perPackage
    guard accelerators <= point.find.largestReplica else {
      return .failure(.tooLarge(accelerators: accelerators, most: point.find.largestReplica))
    }
    let deployment = Deployment(
      model: point.model,
      cluster: Cluster(
        accelerator: point.accelerator, system: point.system, accelerators: accelerators),
      plan: plan, weights: weights, cacheFormat: cache, speculation: point.deployment.speculation,
      tables: point.deployment.tables)
    let conflicts = deployment.conflicts
    return conflicts.isEmpty ? .success(deployment) : .failure(.conflicts(conflicts))
  }
}
