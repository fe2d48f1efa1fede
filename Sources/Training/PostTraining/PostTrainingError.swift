import Quantities

/// Why an iteration cannot be put together.
public enum PostTrainingError: Error, Sendable, Hashable {
  case outOfRange(String, Int)
  case noSamples
  case emptySample(prompt: Int, response: Int)
  case miniBatches(Int, samples: Int)
  /// An algorithm without its critic, or with one it does not have.
  case critic(PostTrainingAlgorithm)
  /// Samples would be written by another model than is trained.
  case otherActor(String, String)
  case context(Int, limit: Int)
  /// Packed rows that do not hold the longest sample.
  case shortRow(Int, longest: Int)
  case replicas(accelerators: Int, perReplica: Int)
  case otherAccelerator(String, String)
  /// The devices that train do not divide by those of one copy of a model.
  case devices(PostTrainingRole, Int, perCopy: Int)
  case plan(PostTrainingRole, TrainingPlanError)
  case conflicts(PostTrainingRole, [TrainingConflict])
  /// Samples that are longer than the terms allow.
  case tooLong(Int, longest: Int)

  public var sentence: String {
    switch self {
    case .outOfRange(let name, let count): "\(name) is \(count)"
    case .noSamples: "there is no sample to learn from"
    case .emptySample(let prompt, let response):
      "a sample of \(prompt) prompt and \(response) response tokens: nothing is learnt from it"
    case .miniBatches(let count, let samples):
      "\(samples) samples do not divide into \(count) mini-batches"
    case .critic(let algorithm):
      algorithm.hasCritic
        ? "\(algorithm.rawValue) needs a critic" : "\(algorithm.rawValue) has no critic"
    case .otherActor(let rollout, let actor):
      "samples are written by \(rollout) and \(actor) is trained"
    case .context(let longest, let limit):
      "samples of up to \(longest) tokens exceed the context of \(limit)"
    case .shortRow(let row, let longest):
      "packed rows of \(row) tokens do not hold samples of up to \(longest)"
    case .replicas(let accelerators, let perReplica):
      "\(accelerators) accelerators do not divide into replicas of \(perReplica)"
    case .otherAccelerator(let pool, let replica):
      "the rollout pool has \(pool) and its replicas need \(replica)"
    case .devices(let role, let devices, let perCopy):
      "\(devices) devices do not divide by the \(perCopy) of one copy of the \(role.rawValue)"
    case .plan(let role, let error): "\(role.rawValue): \(error.sentence)"
    case .conflicts(let role, let conflicts):
      "\(role.rawValue): " + conflicts.map(\.sentence).joined(separator: ", ")
    case .tooLong(let tokens, let longest):
      "a sample of \(tokens) tokens where \(longest) are allowed"
    }
  }
}
