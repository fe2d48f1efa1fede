public import Hardware
public import LanguageModels
import Performance
public import Scenarios
import Serving

/// One way to serve: a plan, formats and limits of the engine on one of the chips of a space, for
/// whole requests or for a pool, or two such pools together.
public struct DeploymentCandidate: Sendable, Hashable {
  /// The pool that computes prompts, of a candidate that has one of its own for them.
  public struct PromptPool: Sendable, Hashable {
    public let accelerator: String
    public let tensor: Int
    public let pipeline: Int
    public let data: Int
    public let expert: Int
    public let weights: WeightFormats
    public let cache: NumericFormat
    public let sequences: Int
    public let stepTokens: Int
    public let ratio: FindQuestion.PoolRatio
  }

  /// What it serves.
  public enum Part: Sendable, Hashable {
    /// Requests from the first token to the last, in every replica.
    case whole
    /// Prompts, as a replica that a pool could be made of.
    case prompts
    /// Output, likewise.
    case output
    /// Requests in two pools, of which the fields beside this one are those that make output.
    case pools(PromptPool)
  }

  /// Which of the space's points it is a change of.
  let base: Int
  public let part: Part
  public let accelerator: String
  public let tensor: Int
  public let pipeline: Int
  public let data: Int
  public let expert: Int
  public let weights: WeightFormats
  public let cache: NumericFormat
  public let sequences: Int
  public let stepTokens: Int

  public var prompts: PromptPool? { if case .pools(let prompts) = part { prompts } else { nil } }

  /// The plan in short, as engineers write it: `TP4 PP2 DP8 EP32`; of two pools that of prompts
  /// first, each with its replicas: `2×TP1 + 3×TP4`.
  public var planWords: String {
    let own = Self.words(tensor, pipeline, data, expert)
    guard let prompts else { return own }
    return "\(prompts.ratio.prefill)×"
      + Self.words(prompts.tensor, prompts.pipeline, prompts.data, prompts.expert)
      + " + \(prompts.ratio.decode)×" + own
  }

  private static func words(_ tensor: Int, _ pipeline: Int, _ data: Int, _ expert: Int) -> String {
    [("TP", tensor), ("PP", pipeline), ("DP", data), ("EP", expert)]
      .filter { $0.1 > 1 || $0.0 == "TP" }.map { "\($0)\($1)" }.joined(separator: " ")
  }

  /// The chip, or those of both pools where they differ.
  public var machines: String {
    guard let prompts, prompts.accelerator != accelerator else { return accelerator }
    return "\(prompts.accelerator) + \(accelerator)"
  }

  /// What it serves, in a word.
  public var partWords: String {
    switch part {
    case .whole: "colocated"
    case .prompts: "prompts"
    case .output: "output"
    case .pools: "split"
    }
  }

  /// The format of the weights, or those of both pools where they differ.
  public var weightWords: String {
    guard let prompts, prompts.weights != weights else { return weights.experts.rawValue }
    return "\(prompts.weights.experts.rawValue) + \(weights.experts.rawValue)"
  }

  /// The same of the cache.
  public var cacheWords: String {
    guard let prompts, prompts.cache != cache else { return cache.rawValue }
    return "\(prompts.cache.rawValue) + \(cache.rawValue)"
  }

  /// The candidate in a line.
  public var label: String {
    let tokens = prompts.map { "\($0.stepTokens) + \(stepTokens)" } ?? "\(stepTokens)"
    let words =
      "\(machines) \(planWords) \(weightWords) cache \(cacheWords) "
      + "seq \(sequences) tok \(tokens)"
    switch part {
    case .whole: return words
    case .prompts, .output, .pools: return "\(words), \(partWords)"
    }
  }

  /// Plan and formats alone, which share the times of their steps.
  public var machineLabel: String { "\(machines) \(planWords) \(weightWords)/\(cacheWords)" }
}

extension DeploymentCandidate {
  /// The scenario with this deployment, in one replica, or one fleet of pools.
  ///
  /// - Precondition: The candidate was not ruled out, and serves requests.
  func scenario(in space: DeploymentSpace) -> Scenario {
    let point = space.points[base]
    func replicas(
      _ role: ServingPool.Role, _ machine: DeploymentSpace.Machine, _ count: Int
    ) -> Scenario.PoolReplicas {
      let own = point.part(of: role)
      guard case .success(let deployment) = machine.deployment(of: own),
        let engine = try? own.engine.limited(
          tokenBudget: machine.limits[0].stepTokens, maximumSequences: machine.limits[0].sequences)
      else { preconditionFailure("\(label) cannot be") }
      return Scenario.PoolReplicas(deployment, engine, count: count)
    }
    func machine(_ role: ServingPool.Role) -> DeploymentSpace.Machine {
      DeploymentSpace.Machine(
        base: base, role: role, tensor: tensor, pipeline: pipeline, data: data, expert: expert,
        weights: weights, cache: cache,
        limits: [.init(sequences: sequences, stepTokens: stepTokens)])
    }
    switch part {
    case .whole:
      let own = replicas(.whole, machine(.whole), 1)
      return point.part(of: .whole).with(deployment: own.deployment, engine: own.engine)
        .with(replicas: 1)
    case .pools(let prompts):
      let first = DeploymentSpace.Machine(
        base: base, role: .prefill, tensor: prompts.tensor, pipeline: prompts.pipeline,
        data: prompts.data, expert: prompts.expert, weights: prompts.weights, cache: prompts.cache,
        limits: [.init(sequences: prompts.sequences, stepTokens: prompts.stepTokens)])
      return point.with(
        prefill: replicas(.prefill, first, prompts.ratio.prefill),
        decode: replicas(.decode, machine(.decode), prompts.ratio.decode),
        transfer: point.find.transfer)
    case .prompts, .output: preconditionFailure("\(label) is a part of a fleet")
    }
  }
}
