/// What one step of one replica computes: sums over its sequences, so that a batch of any size is
/// a few numbers.
///
/// Decode sequences contribute one query token each, or several where drafts are verified; prefill
/// chunks contribute their new tokens.
/// A mixed step carries both (Agrawal et al. 2024, arXiv 2403.02310).
public struct BatchShape: Sendable, Hashable {
  /// Sequences that decode in this step.
  public private(set) var decodeSequences = 0
  /// Query tokens of each: one, or one and the drafts that are verified with it.
  public private(set) var decodeQueries = 1
  /// Tokens they attend, summed over the sequences, the new ones included.
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
  public static func decode(sequences: Int, context: Int, queries: Int = 1) -> BatchShape {
    var shape = BatchShape()
    shape.addDecode(sequences: sequences, context: context, queries: queries)
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

  /// Adds sequences that decode with so many query tokens each and attend `context` tokens in all.
  ///
  /// - Precondition: all decoding sequences of a step have as many queries.
  public mutating func addDecode(sequences: Int = 1, context: Int, queries: Int = 1) {
    precondition(
      sequences >= 0 && queries >= 1 && context >= sequences * queries,
      "\(sequences) sequences of \(queries) queries over \(context)")
    precondition(
      decodeSequences == 0 || queries == decodeQueries, "\(queries) and \(decodeQueries) queries")
    decodeQueries = queries
    decodeSequences += sequences
    decodeContext += context
  }

  /// Leaves each decoding sequence one query token, with the context it has.
  mutating func decodeOneQuery() { decodeQueries = 1 }

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
  public var tokens: Int { decodeTokens + prefillTokens }
  /// Tokens for which the head and the sampler run.
  public var sampledTokens: Int { decodeTokens + finishedPrompts }
  /// Query tokens of the decoding sequences.
  public var decodeTokens: Int { decodeSequences * decodeQueries }
  public var isEmpty: Bool { tokens == 0 }
}
