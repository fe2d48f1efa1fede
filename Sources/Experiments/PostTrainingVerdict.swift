import Hardware
import LanguageModels
import Performance
import Quantities
public import Scenarios
import Serving
public import Training

/// Whether the scenario's machines can do an iteration of its reinforcement learning, apart from what
/// else they serve or train.
public struct PostTrainingVerdict: Sendable {
  /// What each device holds; nil where no iteration could be put together.
  public let memory: PostTrainingMemory?
  /// What decides it.
  public let reason: String
  /// What would lift it; nil where it can be done, or where nothing alone would.
  public let remedy: String?
  /// The study made ready; nil where it cannot be done.
  let study: PostTrainingPoint?

  init(_ question: PostTrainingQuestion, of scenario: Scenario) {
    let terms: PostTrainingTerms
    let memory: PostTrainingMemory
    guard scenario.pools.isEmpty else {
      self.memory = nil
      reason = "samples are written by replicas of one kind, and the fleet has pools"
      remedy = "no `fleet.pools`"
      study = nil
      return
    }
    do {
      terms = try question.terms(on: scenario)
      memory = try PostTrainingMemory(terms)
    } catch {
      self.memory = nil
      reason = error.sentence
      remedy = nil
      study = nil
      return
    }
    self.memory = memory
    guard memory.fits else {
      reason = memory.reason
      remedy = terms.fewestAccelerators.map {
        terms.isSplit
          ? "\($0.rollout) accelerators that write and \($0.training) that learn"
          : "\($0.training) accelerators"
      }
      study = nil
      return
    }
    do {
      study = PostTrainingPoint(
        study: try PostTrainingStudy(
          terms, engine: scenario.engine, calibration: scenario.calibration,
          prefixCache: scenario.prefixCache, routing: scenario.routing, seed: scenario.seed),
        tenure: scenario.owner.tenure, iterations: question.iterations)
      reason = memory.reason
    } catch let error as DeploymentConflicts {
      study = nil
      reason = error.conflicts.map(\.sentence).joined(separator: ", ")
    } catch let error as PostTrainingError {
      study = nil
      reason = error.sentence
    } catch {
      study = nil
      reason = "its engines cannot be put together: \(error)"
    }
    remedy = nil
  }

  public var isFeasible: Bool { study != nil }

  /// The verdict in one sentence.
  public var sentence: String {
    if isFeasible { return "feasible: " + reason }
    return "infeasible: " + reason + (remedy.map { ": \($0)" } ?? "")
  }
}

extension PostTrainingTerms {
  var isSplit: Bool {
    if case .split = placement { true } else { false }
  }
}

extension PostTrainingQuestion {
  /// The terms of the question on the scenario's machines: its engines write, and every model is cut
  /// as the question says.
  public func terms(on scenario: Scenario) throws(PostTrainingError) -> PostTrainingTerms {
    let actor = try trained(scenario.model, .actor)
    func cluster(_ accelerators: Int) -> Cluster {
      Cluster(
        accelerator: scenario.accelerator, system: scenario.system, accelerators: accelerators)
    }
    let placement: PostTrainingPlacement =
      switch self.placement {
      case .colocated(let accelerators): .colocated(cluster(accelerators))
      case .split(let rollout, let training, let schedule):
        .split(rollout: cluster(rollout), training: cluster(training), schedule: schedule)
      }
    let reward: RewardSource
    if let model = self.reward {
      reward = .model(try trained(model, .reward))
    } else {
      reward = .rule(rewardTime)
    }
    return try PostTrainingTerms(
      algorithm: algorithm, prompts: prompts, samplesPerPrompt: samplesPerPrompt,
      promptTokens: promptTokens, responseTokens: responseTokens, promptLimit: promptLimit,
      responseLimit: responseLimit, epochs: epochs, miniBatches: miniBatches, actor: actor,
      critic: algorithm.hasCritic ? try trained(critic ?? scenario.model, .critic) : nil,
      reference: hasReference ? actor : nil, reward: reward,
      oldLogProbabilities: oldLogProbabilities,
      handling: isPadded ? .padded : rowTokens.map { .packed(tokens: $0) },
      rollout: scenario.deployment, reserve: scenario.engine.memory, placement: placement,
      offload: offload, iterations: iterations ?? 1)
  }

  private func trained(
    _ model: ModelArchitecture, _ role: PostTrainingRole
  ) throws(PostTrainingError) -> PostTrainedModel {
    // Models without experts beside one that has them are cut by the other widths alone.
    let expert = model.routedExpertParameters > 0 || role == .actor ? self.expert : 1
    do {
      return PostTrainedModel(
        architecture: model,
        plan: try TrainingPlan(
          tensor: tensor, pipeline: pipeline, data: expert, context: context, expert: expert,
          microBatch: microBatch, globalBatch: expert * microBatch, recompute: recompute,
          sharding: sharding),
        recipe: recipe)
    } catch { throw .plan(role, error) }
  }

  private var recipe: TrainingRecipe {
    switch precision {
    case .fp8: .fp8
    case .fp16: .fp16
    default: .bf16
    }
  }
}
