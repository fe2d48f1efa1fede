public import Quantities

/// What a deployment is asked to do; the question behind a verdict.
public struct ServingRequirement: Sendable, Hashable {
  /// Whether weights may be multiplied in a wider format than they are stored in.
  public enum Widening: String, Sendable, Hashable, CaseIterable {
    case allowed, refused
  }

  /// Tokens of the longest request, prompt and output together.
  public let context: Int
  /// Requests of that length that must be held at once.
  public let concurrency: Int
  /// The limit on the time per output token, where there is one.
  public let timePerOutputToken: Seconds?
  /// The limit on the time to the first token of a prompt as long as the context.
  public let timeToFirstToken: Seconds?
  /// The share of a decode step that communication may take, where there is a limit.
  public let communicationShare: Double?
  public let widening: Widening

  public init(
    context: Int, concurrency: Int = 1, timePerOutputToken: Seconds? = nil,
    timeToFirstToken: Seconds? = nil, communicationShare: Double? = nil,
    widening: Widening = .allowed
  ) {
    precondition(context >= 1 && concurrency >= 1, "\(concurrency) × \(context) tokens")
    precondition(timePerOutputToken?.value ?? 1 > 0 && timeToFirstToken?.value ?? 1 > 0)
    precondition(communicationShare.map { $0 > 0 && $0 <= 1 } ?? true)
    self.context = context
    self.concurrency = concurrency
    self.timePerOutputToken = timePerOutputToken
    self.timeToFirstToken = timeToFirstToken
    self.communicationShare = communicationShare
    self.widening = widening
  }

  /// The same without limits on times and shares.
  var withoutLimits: ServingRequirement {
    ServingRequirement(context: context, concurrency: concurrency, widening: widening)
  }

  func with(context: Int? = nil, concurrency: Int? = nil) -> ServingRequirement {
    ServingRequirement(
      context: context ?? self.context, concurrency: concurrency ?? self.concurrency,
      timePerOutputToken: timePerOutputToken, timeToFirstToken: timeToFirstToken,
      communicationShare: communicationShare, widening: widening)
  }
}
