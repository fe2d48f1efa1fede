import Performance
import Quantities

/// One batch that is prefilled as a whole and then decodes to the end, in closed form:
///
///     TTFT = t(prefill of B prompts),   E2E = TTFT + Σ_{j=1}^{n−1} t(decode of B sequences, p + j)
///
/// with B prompts of p tokens and n output tokens each; the first token comes with the prefill. No
/// scheduler takes part: the prompts are computed in one step, whatever the token budget. With
/// drafts, a step makes their mean number of tokens.
struct StaticBatch: Sendable {
  let sequences: Int
  let promptTokens: Int
  let outputTokens: Int
  let timeToFirstToken: Seconds
  /// The time before each token after the first: a decode step, or nothing where the token leaves
  /// with the one before it.
  let gaps: [Seconds]

  /// - Precondition: every count is at least one, and fewer tokens are cached than a prompt has.
  init(
    sequences: Int, promptTokens: Int, cachedTokens: Int = 0, outputTokens: Int,
    speculation: Speculation? = nil, on predictor: some StepTimePredicting
  ) {
    precondition(sequences >= 1 && promptTokens > cachedTokens && outputTokens >= 1)
    self.sequences = sequences
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    timeToFirstToken = predictor.duration(
      of: .prefill(
        sequences: sequences, tokens: promptTokens - cachedTokens, cached: cachedTokens))
    let perStep = speculation?.tokensPerStep ?? 1
    let queries = speculation?.queries ?? 1
    gaps = (1..<max(outputTokens, 1)).map { token in
      let isFirstOfStep =
        token == 1 || Int(Double(token - 1) / perStep) > Int(Double(token - 2) / perStep)
      guard isFirstOfStep else { return .zero }
      return predictor.duration(
        of: .decode(
          sequences: sequences, context: sequences * (promptTokens + token + queries - 1),
          queries: queries))
    }
  }

  var endToEnd: Seconds { gaps.reduce(timeToFirstToken, +) }

  /// Nothing for an output of one token.
  var timePerOutputToken: Seconds? {
    gaps.isEmpty ? nil : (endToEnd - timeToFirstToken) / Double(gaps.count)
  }
}
