public import Quantities

/// A piece of work that is asked of a model until it is done.
///
/// An attempt takes so many calls with so many tokens each, and succeeds with a chance that is the same
/// every time, so that 1 / success rate attempts are expected. Ignores that failures must be noticed,
/// and what they cost until then.
public struct TaskProfile: Sendable, Hashable {
  /// Calls of the model in one attempt.
  public let calls: Double
  /// Prompt tokens of a call, found in a cache or not.
  public let input: Tokens
  public let output: Tokens
  /// The share of attempts that succeed, above 0.
  public let successRate: Double

  public init(
    calls: Double = 1, input: Tokens, output: Tokens, successRate: Double = 1
  ) throws(EconomicsError) {
    try check(calls, "calls of an attempt", in: 1e-9...1e9)
    try check(input.value, "prompt tokens of a call", in: 0...1e12)
    try check(output.value, "output tokens of a call", in: 0...1e12)
    try check(successRate, "success rate", in: 1e-9...1)
    self.calls = calls
    self.input = input
    self.output = output
    self.successRate = successRate
  }

  public var expectedAttempts: Double { 1 / successRate }

  /// The expected cost of a task that is done.
  ///
  /// - Parameters:
  ///   - input: cost of a prompt token, cached and uncached ones together.
  ///   - output: cost of an output token.
  public func cost(input: USDollarsPerToken, output: USDollarsPerToken) -> USDollars {
    (input * self.input + output * self.output) * (calls * expectedAttempts)
  }
}

/// What a model's answers are worth on a benchmark.
public struct QualityScore: Sendable, Hashable {
  /// The share of full marks, above 0 and at most 1.
  public let score: Double
  /// The benchmark, as the reader knows it.
  public let benchmark: String

  public init(score: Double, benchmark: String) throws(EconomicsError) {
    try check(score, "score", in: 1e-9...1)
    self.score = score
    self.benchmark = benchmark
  }

  /// Points of a hundred.
  public var points: Double { score * 100 }

  /// The cost of a token for each point: to compare models of unlike quality by one figure, as if
  /// points were worth the same all along the scale, which they seldom are.
  public func costPerPoint(_ cost: USDollarsPerToken) -> USDollarsPerToken { cost / points }
}

extension CostPerMillionTokens {
  /// The cost of a prompt token, cached and uncached ones together; nil without prompts.
  public var input: USDollarsPerToken? {
    let tokens = volumes.uncachedInput + volumes.cachedInput
    guard tokens.value > 0 else { return nil }
    let dollars =
      (uncachedInput.map { $0 * volumes.uncachedInput } ?? .zero)
      + (cachedInput.map { $0 * volumes.cachedInput } ?? .zero)
    return dollars / tokens
  }
}
