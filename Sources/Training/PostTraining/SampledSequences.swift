/// The samples of one iteration by their lengths: prompts with the responses written to them.
public struct SampledSequences: Sendable, Hashable {
  /// Samples, each with its prompt.
  public let count: Int
  /// Prompt tokens over all samples; a prompt counts once for each of its samples.
  public let promptTokens: Int
  public let responseTokens: Int
  /// Prompt and response of the longest sample.
  public let longest: Int
  public let longestResponse: Int
  /// Query-key pairs under a causal mask, Σ s(s + 1)/2.
  public let pairs: Double

  /// - Throws: where there is no sample, or a prompt or response without a token: of an empty
  ///   response nothing can be learnt.
  public init(
    _ samples: some Sequence<(prompt: Int, response: Int)>
  ) throws(PostTrainingError) {
    var (count, prompts, responses, longest, longestResponse) = (0, 0, 0, 0, 0)
    var pairs = 0.0
    for sample in samples {
      guard sample.prompt >= 1, sample.response >= 1 else {
        throw .emptySample(prompt: sample.prompt, response: sample.response)
      }
      let tokens = sample.prompt + sample.response
      count += 1
      prompts += sample.prompt
      responses += sample.response
      longest = max(longest, tokens)
      longestResponse = max(longestResponse, sample.response)
      pairs += Double(tokens) * Double(tokens + 1) / 2
    }
    guard count > 0 else { throw .noSamples }
    self.count = count
    promptTokens = prompts
    responseTokens = responses
    self.longest = longest
    self.longestResponse = longestResponse
    self.pairs = pairs
  }

  public var tokens: Int { promptTokens + responseTokens }

  /// The length of equal sequences with as many tokens and as many pairs in all, Σ s²/Σ s: the mean
  /// length of a token's own sequence.
  public var tokenWeightedLength: Double {
    // Σ s(s + 1)/2 = (Σ s² + Σ s)/2
    2 * pairs / Double(tokens) - 1
  }
}

/// How sequences of unequal length are laid into microbatches.
public enum SequenceHandling: Sendable, Hashable {
  /// Whole sequences one after another in rows of so many tokens, each attending itself alone; rows
  /// are filled evenly.
  case packed(tokens: Int)
  /// Every sequence takes the place of the longest.
  case padded
}
