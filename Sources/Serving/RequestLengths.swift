public import Stochastics

/// How long requests are, in tokens: each an independent draw, addressed by the request's number.
///
/// Draws are rounded to whole tokens and are at least one. Requests of the same number have the
/// same lengths in all alternatives of one seed (Eq. 11.2).
public struct RequestLengths: Sendable {
  /// What the user writes; a shared prompt and the turns before come on top.
  public let promptTokens: Distribution
  /// The answer; what a model thinks before it comes on top.
  public let outputTokens: Distribution
  /// The fraction of every prompt, 0...1, that is found in the prefix cache: it needs no prefill,
  /// yet occupies cache blocks. A stated figure, not an outcome. The last token is always computed.
  public let cachedFraction: Double
  /// How long prompts and long answers go together.
  public let correlation: GaussianCopula
  /// What is thought before the answer, nil where nothing is.
  public let reasoning: Reasoning?

  /// Tokens that a model makes before it answers: made and paid like all output, but, as reasoning
  /// models are served, no part of the context of later turns.
  public struct Reasoning: Sendable {
    /// The fraction of requests, 0...1, that the model thinks about.
    public let share: Double
    public let tokens: Distribution

    public init(share: Double = 1, tokens: Distribution) throws(ServingError) {
      try ServingError.require(share, in: 0...1, "reasoning share")
      try ServingError.require(tokens.mean, in: 0...Double(TokenCounts.limit), "reasoning tokens")
      self.share = share
      self.tokens = tokens
    }
  }

  public init(
    promptTokens: Distribution, outputTokens: Distribution, cachedFraction: Double = 0,
    correlation: GaussianCopula = .independent, reasoning: Reasoning? = nil
  ) throws(ServingError) {
    try ServingError.require(cachedFraction, in: 0...1, "cached fraction")
    for (law, name) in [(promptTokens, "prompt tokens"), (outputTokens, "output tokens")] {
      try ServingError.require(law.mean, in: 0...Double(TokenCounts.limit), name)
    }
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.cachedFraction = cachedFraction
    self.correlation = correlation
    self.reasoning = reasoning
  }

  /// The mean of all output, thinking included.
  public var meanOutput: Double {
    outputTokens.mean + (reasoning.map { $0.share * $0.tokens.mean } ?? 0)
  }
}

/// The lengths of one request.
struct TokenCounts: Sendable, Hashable {
  /// The most tokens a request may name: lengths are held in 32 bits.
  static let limit = 1 << 30

  var prompt: Int32
  var output: Int32
  var cached: Int32

  /// What both lengths take together.
  var total: Int { Int(prompt) + Int(output) }

  /// Prompt tokens that are not found in the prefix cache.
  var newPrompt: Int { Int(prompt - cached) }

  /// Tokens in the cache when the last output token is made; that token itself is never stored.
  var greatestStored: Int { total - 1 }

  /// Cuts the prompt, then the output, so that both fit into a context.
  mutating func clip(to context: Int) {
    prompt = Int32(min(Int(prompt), context - 1))
    output = Int32(min(Int(output), context - Int(prompt)))
    cached = min(cached, prompt - 1)
  }

  /// A draw as a number of tokens.
  static func tokens(_ draw: Double) -> Int32 {
    Int32(min(max(draw.rounded(), 1), Double(limit)))
  }

  /// Tokens of several parts.
  static func sum(_ a: Int32, _ b: Int32) -> Int32 { Int32(min(Int(a) + Int(b), limit)) }
}

/// What becomes of a request whose prompt and output exceed the context limit.
public enum OverlengthRule: String, Sendable, Hashable, CaseIterable {
  /// Its prompt, then its output, is cut to what fits; the result says how many were cut.
  case clipped
  /// It is rejected.
  case rejected
}
