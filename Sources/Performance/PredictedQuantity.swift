/// What a prediction interval is stated of: quantities that are off by measures of their own.
public enum PredictedQuantity: String, Sendable, Hashable, CaseIterable {
  /// Time per output token; gaps between tokens, whole requests and whole batches are counted here.
  case timePerToken = "time-per-token"
  /// Time to the first token with the waiting before it; a prompt alone.
  case timeToFirstToken = "time-to-first-token"
  /// Tokens per second of a deployment that never waits for users: of closed and queued loads and of
  /// batches. What a token costs goes with its inverse.
  case throughput
  /// Time of a training step; its rates go with the inverse.
  case trainingStep = "training-step"

  /// Whether it scales with time, not with its inverse.
  public var isTime: Bool { self != .throughput }

  /// What sentences call it.
  public var title: String {
    switch self {
    case .timePerToken: "time per output token"
    case .timeToFirstToken: "time to first token"
    case .throughput: "throughput"
    case .trainingStep: "training step"
    }
  }

  /// What serving is judged by.
  public static let ofServing: [PredictedQuantity] = [
    .timePerToken, .timeToFirstToken, .throughput,
  ]
}
