import Documents
import Hardware
import LanguageModels
import Quantities
import ReferenceData
import Stochastics
import Training

extension ScenarioReader {
  private func path(_ key: String) -> String { "post-training.\(key)" }

  private func count(_ key: String, of noun: String? = nil) -> Int? {
    keys.required(path(key))?.tabulatedCount(of: noun)
  }

  private func word<Choice: RawRepresentable<String>>(
    _ key: String, of kind: String, as type: Choice.Type
  ) -> Choice? {
    keys.optional(path(key))?.tabulatedName(of: kind).flatMap(Choice.init(rawValue:))
  }

  private func tokens(_ key: String) -> Distribution? {
    guard let reader = keys.required(path(key)) else { return nil }
    return reader.tokens(expected: ScenarioKeys.key(path(key))?.expected ?? "tokens")
  }

  /// The post-training section; nil where there is none, or after its problems were reported.
  mutating func postTraining() -> PostTrainingQuestion? {
    guard keys.stated("post-training") != nil else { return nil }
    let (prompts, samples) = (count("prompts"), count("samples-per-prompt"))
    let (promptTokens, responseTokens) = (tokens("prompt-tokens"), tokens("response-tokens"))
    let promptLimit = count("prompt-limit", of: "token")
    let responseLimit = count("response-limit", of: "token")
    let (epochs, miniBatches) = (count("epochs"), count("mini-batches"))
    let iterations = keys.stated(path("iterations")).map { $0.tabulatedCount() }
    let rows = keys.stated(path("row-tokens")).map { $0.tabulatedCount(of: "token") }
    let critic = keys.stated(path("critic")).map { otherModel($0, as: "critic") }
    let reward =
      keys.optional(path("reward")).flatMap { reader in
        reader.node.text == "rule" ? .some(nil) : otherModel(reader, as: "reward model").map { $0 }
      } as ModelArchitecture??
    let rewardTime = keys.optional(path("reward-time"))?.quantity(
      as: Seconds.self, in: .zero...Seconds.day * 30,
      words: ScenarioKeys.key(path("reward-time"))?.expected)
    let algorithm = word("algorithm", of: "algorithm", as: PostTrainingAlgorithm.self)
    let reference = keys.optional(path("reference"))?.tabulatedName(of: "reference")
    let old = word("old-log-probabilities", of: "source", as: OldLogProbabilities.self)
    let packing = keys.optional(path("packing"))?.tabulatedName(of: "packing")
    let placement = placement()
    let offload = word("offload", of: "rule", as: OffloadRule.self)
    let precision = word("precision", of: "training precision", as: NumericFormat.self)
    let recompute = word("recompute", of: "recomputation", as: TrainingPlan.Recompute.self)
    let levels = ScenarioKeys.key(path("sharding"))?.choices ?? []
    let sharding = keys.optional(path("sharding"))?.tabulatedName(of: "sharding")
      .flatMap { levels.firstIndex(of: $0) }
    let microBatch = count("micro-batch")
    let (tensor, pipeline) = (count("plan.tensor"), count("plan.pipeline"))
    let (context, expert) = (count("plan.context"), count("plan.expert"))
    guard let prompts, let samples, let promptTokens, let responseTokens, let promptLimit,
      let responseLimit, let epochs, let miniBatches, let rewardTime, let algorithm, let reference,
      let old, let packing, let placement, let offload, let precision, let recompute, let sharding,
      let microBatch, let tensor, let pipeline, let context, let expert, let reward,
      isSound(iterations), isSound(rows), isSound(critic)
    else { return nil }
    return PostTrainingQuestion(
      algorithm: algorithm, prompts: prompts, samplesPerPrompt: samples,
      promptTokens: promptTokens, responseTokens: responseTokens, promptLimit: promptLimit,
      responseLimit: responseLimit, epochs: epochs, miniBatches: miniBatches,
      iterations: iterations ?? nil, critic: critic ?? nil, hasReference: reference == "actor",
      reward: reward, rewardTime: rewardTime, oldLogProbabilities: old,
      isPadded: packing == "padded", rowTokens: rows ?? nil, placement: placement,
      offload: offload, precision: precision, recompute: recompute,
      sharding: StateSharding.allCases[sharding], microBatch: microBatch, tensor: tensor,
      pipeline: pipeline, context: context, expert: expert)
  }

  /// Whether a value that may be left out is left out or could be read.
  private func isSound<Value>(_ value: Value??) -> Bool {
    if case .some(.none) = value { false } else { true }
  }

  private func placement() -> PostTrainingQuestion.Placement? {
    let name = keys.optional(path("placement"))?.tabulatedName(of: "placement")
    let schedule = word("schedule", of: "schedule", as: PostTrainingSchedule.self)
    let training = count("accelerators")
    // It is read where it makes no difference too, so that placements can be swept.
    let rollout =
      name == "split"
      ? count("rollout-accelerators")
      : keys.stated(path("rollout-accelerators")).map { $0.tabulatedCount() } ?? 1
    guard let name, let schedule, let training, let rollout else { return nil }
    return name == "split"
      ? .split(rollout: rollout, training: training, schedule)
      : .colocated(accelerators: training)
  }

  /// A model of the catalog beside the actor.
  private mutating func otherModel(_ reader: ValueReader, as subject: String) -> ModelArchitecture?
  {
    guard let name = reader.text(expected: "a model of the catalog") else { return nil }
    do {
      let model = try catalog.model(name)
      note(subject, .models, name)
      return model
    } catch {
      reader.report(error)
      return nil
    }
  }
}
