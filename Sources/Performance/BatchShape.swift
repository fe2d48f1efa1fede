/// What one step of one replica computes: sums over its sequences, so that a batch of any size is
/// a few numbers.
///
/// Decode sequences contribute one query token each; prefill chunks contribute their new tokens.
/// A mixed step carries both (Agrawal et al. 2024, arXiv 2403.02310).
public struct BatchShape: Sendable, Hashable {
  /// Sequences that decode one token in this step.
  public private(set) var decodeSequences = 0
  /// Tokens they attend, summed over the sequences, the new token included.
  public private(set) var decodeContext = 0
  /// Prompts of which a chunk is computed in this step.
  public private(set) var prefillSequences = 0
  /// New prompt tokens computed in this step.
  public private(set) var prefillTokens = 0
  /// Tokens of those prompts that were computed or cached before this step.
  public private(set) var prefillCachedTokens = 0
  /// Query-key pairs of the chunks under a causal mask: Σ n·c + n(n+1)/2 (Eq. 2.20).
  public private(set) var prefillPairs = 0.0
  /// Prompts whose last chunk is in this step; each yields its first output token.
  public private(set) var finishedPrompts = 0

  public init() {}

  /// A pure decode step of `sequences` sequences that attend `context` tokens in all.
  public static func decode(sequences: Int, context: Int) -> BatchShape {
    var shape = BatchShape()
    shape.addDecode(sequences: sequences, context: context)
    return shape
  }

  /// A step that computes `sequences` whole prompts of equal length.
  public static func prefill(sequences: Int = 1, tokens: Int, cached: Int = 0) -> BatchShape {
    var shape = BatchShape()
    for _ in 0..<sequences {
      shape.addPrefill(newTokens: tokens, cachedTokens: cached, finishesPrompt: true)
    }
    return shape
  }

  /// Adds sequences that decode one token and attend `context` tokens in all.
  public mutating func addDecode(sequences: Int = 1, context: Int) {
    precondition(sequences >= 0 && context >= sequences, "\(sequences) sequences over \(context)")
    decodeSequences += sequences
    decodeContext += context
  }

  /// Adds a chunk of one prompt: `newTokens` to compute after `cachedTokens` already in the cache.
  public mutating func addPrefill(newTokens: Int, cachedTokens: Int, finishesPrompt: Bool) {
    precondition(newTokens >= 1 && cachedTokens >= 0, "\(newTokens) new, \(cachedTokens) cached")
    prefillSequences += 1
    prefillTokens += newTokens
    prefillCachedTokens += cachedTokens
    let n = Double(newTokens)
    prefillPairs += n * Double(cachedTokens) + n * (n + 1) / 2
    if finishesPrompt { finishedPrompts += 1 }
  }

  /// Tokens that pass through the matrices, `T`.
  public var tokens: Int { decodeSequences + prefillTokens }
  /// Tokens for which the head and the sampler run.
  public var sampledTokens: Int { decodeSequences + finishedPrompts }
  public var isEmpty: Bool { tokens == 0 }
}
