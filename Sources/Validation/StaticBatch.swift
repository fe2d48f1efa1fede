import Performance
import Quantities

/// One batch that is prefilled as a whole and then decodes to the end, in closed form:
///
///     TTFT = t(prefill of B prompts),   E2E = TTFT + Σ_{j=1}^{n−1} t(decode of B sequences, p + j)
///
/// with B prompts of p tokens and n output tokens each; the first token comes with the prefill. No
/// scheduler takes part: the prompts are computed in one step, whatever the token budget.
struct StaticBatch: Sendable {
  let sequences: Int
  let promptTokens: Int
  let outputTokens: Int
  let timeToFirstToken: Seconds
  /// Each decode step in its order.
  let decodeSteps: [Seconds]

  /// - Precondition: every count is at least one, and fewer tokens are cached than a prompt has.
  init(
    sequences: Int, promptTokens: Int, cachedTokens: Int = 0, outputTokens: Int,
    on predictor: some StepTimePredicting
  ) {
    precondition(sequences >= 1 && promptTokens > cachedTokens && outputTokens >= 1)
    self.sequences = sequences
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    timeToFirstToken = predictor.duration(
      of: .prefill(
        sequences: sequences, tokens: promptTokens - cachedTokens, cached: cachedTokens))
    decodeSteps = (1..<max(outputTokens, 1)).map {
      predictor.duration(
        of: .decode(sequences: sequences, context: sequences * (promptTokens + $0)))
    }
  }

  var endToEnd: Seconds { decodeSteps.reduce(timeToFirstToken, +) }

  /// Nothing for an output of one token.
  var timePerOutputToken: Seconds? {
    decodeSteps.isEmpty ? nil : (endToEnd - timeToFirstToken) / Double(decodeSteps.count)
  }
}
