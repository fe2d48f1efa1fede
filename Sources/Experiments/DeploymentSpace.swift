public import Hardware
public import LanguageModels
import Performance
public import Scenarios
import Serving

/// One way to serve: a plan, formats and limits of the engine on one of the chips of a space.
public struct DeploymentCandidate: Sendable, Hashable {
  /// Which of the space's points it is a change of.
  let base: Int
  public let accelerator: String
  public let tensor: Int
  public let pipeline: Int
  public let data: Int
  public let expert: Int
  public let weights: WeightFormats
  public let cache: NumericFormat
  public let sequences: Int
  public let stepTokens: Int

  /// The plan in short, as engineers write it: `TP4 PP2 DP8 EP32`.
  public var planWords: String {
    [("TP", tensor), ("PP", pipeline), ("DP", data), ("EP", expert)]
      .filter { $0.1 > 1 || $0.0 == "TP" }.map { "\($0)\($1)" }.joined(separator: " ")
  }

  /// The candidate in a line.
  public var label: String {
    "\(accelerator) \(planWords) \(weights.experts.rawValue) cache \(cache.rawValue) "
      + "seq \(sequences) tok \(stepTokens)"
  }

  /// Plan and formats alone, which share the times of their steps.
  public var machineLabel: String {
    "\(accelerator) \(planWords) \(weights.experts.rawValue)/\(cache.rawValue)"
  }
}

/// The deployments that a search looks through: chips × plans × formats × limits of the engine.
///
/// What a scenario leaves open takes every value that makes sense: powers of two for tensor widths
/// and pipeline stages, for attention replicas where there are experts, all devices of a stage or
/// none for the experts, and the engine's own limits with their halves and doubles. Plans of more
/// devices than a replica may have are no candidates where the widths were not stated.
public struct DeploymentSpace: Sendable {
  /// The scenario on each of its chips.
  public let points: [Scenario]
  /// Candidates that differ in the engine's limits alone, together.
  let machines: [Machine]

  struct Machine: Sendable {
    let base: Int
    let tensor: Int
    let pipeline: Int
    let data: Int
    let expert: Int
    let weights: WeightFormats
    let cache: NumericFormat
    let sequences: [Int]
    let stepTokens: [Int]

  }

  public var count: Int {
    machines.reduce(0) { $0 + $1.sequences.count * $1.stepTokens.count }
  }

  public init(_ points: [Scenario]) {
    self.points = points
    machines = points.enumerated().flatMap { base, point in Self.machines(of: point, base: base) }
  }

  private static func machines(of point: Scenario, base: Int) -> [Machine] {
    let find = point.find
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
    let engine = point.engine
    let sequences =
      space.sequences
      ?? around(engine.maximumSequences, [0.125, 0.25, 0.5, 1, 2, 4], most: 1_048_576)
    let stepTokens =
      space.stepTokens ?? around(engine.tokenBudget, [0.25, 0.5, 1, 2], most: 16_777_216)
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
                  ?? engine.cacheFormat(under: weights, on: point.accelerator.device.peak)
              }
              for cache in caches {
                machines.append(
                  Machine(
                    base: base, tensor: tensor, pipeline: pipeline, data: data, expert: expert,
                    weights: weights, cache: cache, sequences: sequences,
                    stepTokens: stepTokens))
              }
            }
          }
        }
      }
    }
    return machines
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

extension DeploymentSpace.Machine {
  func candidate(on accelerator: String, sequences: Int, stepTokens: Int) -> DeploymentCandidate {
    DeploymentCandidate(
      base: base, accelerator: accelerator, tensor: tensor, pipeline: pipeline, data: data,
      expert: expert, weights: weights, cache: cache, sequences: sequences,
      stepTokens: stepTokens)
  }

  /// One replica on a cluster of its own; nil after the reason why there is none.
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
      plan: plan, weights: weights, cacheFormat: cache, speculation: point.deployment.speculation)
    let conflicts = deployment.conflicts
    return conflicts.isEmpty ? .success(deployment) : .failure(.conflicts(conflicts))
  }
}

extension DeploymentCandidate {
  /// The scenario with this deployment, in one replica.
  ///
  /// - Precondition: The candidate was not ruled out.
  func scenario(in space: DeploymentSpace) -> Scenario {
    let point = space.points[base]
    let machine = DeploymentSpace.Machine(
      base: base, tensor: tensor, pipeline: pipeline, data: data, expert: expert,
      weights: weights, cache: cache, sequences: [sequences], stepTokens: [stepTokens])
    guard case .success(let deployment) = machine.deployment(of: point),
      let engine = try? point.engine.limited(
        tokenBudget: stepTokens, maximumSequences: sequences)
    else { preconditionFailure("\(label) cannot be") }
    return point.with(deployment: deployment, engine: engine).with(replicas: 1)
  }
}
