import Quantities

extension PostTrainingMemory {
  /// What decides whether it fits.
  public var reason: String {
    let usable = trainingCapacity * TrainingFeasibility.usableMemory
    func size(_ bytes: Bytes) -> String { UnitNotation.format(bytes) }
    guard cachedSamples > 0 else {
      return "the engine's cache holds no sample of the greatest length beside "
        + "\(size(engineWeights)) of weights on \(size(servingCapacity))"
    }
    let transient = parts.map(\.transient).max() ?? .zero
    let all = "states \(size(states)) + activations \(size(transient))"
    switch residence {
    case .resident: return "\(all) ≤ \(size(usable)) on each device"
    case .offloadedDuringRollout:
      return "\(all) ≤ \(size(usable)) on each device; states leave for the host during the rollout"
    case .oneModelAtATime:
      return "\(all) > \(size(usable)), \(size(trainingPeak)) with one model at a time"
    case nil:
      return states + transient > usable
        ? "\(all) > \(size(usable)) on each device"
        : "states \(size(states)) beside the engine's \(size(engine)) > \(size(usable)) on each device"
    }
  }
}
