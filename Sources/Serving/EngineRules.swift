public import Quantities

/// What a step may hold.
public enum BatchingRule: String, Sendable, Hashable, CaseIterable {
  /// Every decoding sequence, then prompt chunks up to the token budget
  /// (Agrawal et al. 2024, arXiv 2403.02310).
  case mixed
  /// Prompt chunks alone as long as there are any, else every decoding sequence.
  case prefillFirst
}

/// When a waiting request is given cache blocks and a place in the batch.
public enum AdmissionRule: Sendable, Hashable {
  /// When its prompt fits and a fraction of all blocks stays free. Sequences grow block by block
  /// and the latest arrived is preempted when no block is left.
  case promptFits(keepingFree: Double)
  /// When its prompt and its whole output fit: nothing is ever preempted.
  case outputFits
}

/// What becomes of a sequence that loses its cache blocks.
public enum PreemptionRule: String, Sendable, Hashable, CaseIterable {
  /// It returns to its place in the queue, and its prompt and the output so far are computed anew.
  case recompute
  /// Its blocks are copied to the memory of the host and back when there is room again, and the
  /// replica waits for the copies. Where the host has no room either, it is computed anew.
  case swap
  /// As ``swap``, but the copies go on beside the arithmetic of a step, which they prolong only
  /// where they take longer.
  case overlappedSwap = "overlapped-swap"
}

/// Time a request spends at the edges of the system, beside the engine's loop (Eq. 5.4).
///
/// The edges are parallel servers: they delay, but nothing queues for them. Output token *i* leaves
/// `perOutput + i · perOutputToken` after the step that made it, so that E2E = TTFT + (n−1)·TPOT
/// holds with the edges included.
public struct RequestEdges: Sendable, Hashable {
  /// Fixed delay from the front door to the queue.
  public let perRequest: Seconds
  /// Additional delay per prompt token: tokenisation.
  public let perPromptToken: Seconds
  /// Fixed delay of every output token.
  public let perOutput: Seconds
  /// Additional delay per output token so far: detokenisation.
  public let perOutputToken: Seconds

  public init(
    perRequest: Seconds = .zero, perPromptToken: Seconds = .zero, perOutput: Seconds = .zero,
    perOutputToken: Seconds = .zero
  ) throws(ServingError) {
    let bounds = 0.0...Seconds.hour.value
    try ServingError.require(perRequest.value, in: bounds, "delay per request")
    try ServingError.require(perPromptToken.value, in: bounds, "delay per prompt token")
    try ServingError.require(perOutput.value, in: bounds, "delay of the output")
    try ServingError.require(perOutputToken.value, in: bounds, "delay per output token")
    self.perRequest = perRequest
    self.perPromptToken = perPromptToken
    self.perOutput = perOutput
    self.perOutputToken = perOutputToken
  }

  /// No delay: what is measured is the engine.
  public static let none = try! RequestEdges()
}
