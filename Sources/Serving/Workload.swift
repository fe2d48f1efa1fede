public import Quantities
public import Stochastics

/// The requests a system is asked to serve: when they come and how long they are.
public enum Workload: Sendable {
  /// Requests come whether or not earlier ones are finished.
  case open(ArrivalProcess, RequestLengths)
  /// Each of a number of clients sends its next request as soon as the last one is answered.
  case closed(clients: Int, RequestLengths)
  /// The requests of a trace, in order of arrival.
  case listed([ListedRequest])
}

/// How long requests are, in tokens: each an independent draw, addressed by the request's number.
///
/// Draws are rounded to whole tokens and are at least one. Requests of the same number have the
/// same lengths in all alternatives of one seed (Eq. 11.2).
public struct RequestLengths: Sendable {
  public let promptTokens: Distribution
  public let outputTokens: Distribution
  /// The fraction of every prompt, 0...1, that is found in the prefix cache: it needs no prefill,
  /// yet occupies cache blocks. A stated figure, not an outcome. The last token is always computed.
  public let cachedFraction: Double

  public init(
    promptTokens: Distribution, outputTokens: Distribution, cachedFraction: Double = 0
  ) throws(ServingError) {
    try ServingError.require(cachedFraction, in: 0...1, "cached fraction")
    for (law, name) in [(promptTokens, "prompt tokens"), (outputTokens, "output tokens")] {
      try ServingError.require(law.mean, in: 0...Double(TokenCounts.limit), name)
    }
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.cachedFraction = cachedFraction
  }
}

/// A request of a trace.
public struct ListedRequest: Sendable, Hashable {
  /// Time from the start of the run to the arrival.
  public let arrival: Seconds
  public let promptTokens: Int
  public let outputTokens: Int
  /// Prompt tokens found in the prefix cache; fewer than ``promptTokens``.
  public let cachedTokens: Int
  public let terms: ServiceTerms

  public init(
    arrival: Seconds, promptTokens: Int, outputTokens: Int, cachedTokens: Int = 0,
    terms: ServiceTerms = .ordinary
  ) throws(ServingError) {
    try ServingError.require(arrival.value, in: 0...Seconds.year.value * 100, "arrival")
    try ServingError.require(promptTokens, in: 1...TokenCounts.limit, "prompt tokens")
    try ServingError.require(outputTokens, in: 1...TokenCounts.limit, "output tokens")
    try ServingError.require(cachedTokens, in: 0...promptTokens - 1, "cached tokens")
    self.arrival = arrival
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.cachedTokens = cachedTokens
    self.terms = terms
  }
}

/// What becomes of a request whose prompt and output exceed the context limit.
public enum OverlengthRule: String, Sendable, Hashable, CaseIterable {
  /// Its prompt, then its output, is cut to what fits; the result says how many were cut.
  case clipped
  /// It is rejected.
  case rejected
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
}
