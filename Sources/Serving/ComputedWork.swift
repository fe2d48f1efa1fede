/// What steps computed, in the sums on which arithmetic and traffic depend.
public struct ComputedWork: Sendable, Hashable {
  /// Tokens of decoding sequences, drafts included.
  public internal(set) var decodeTokens = 0
  /// Tokens that the decoding sequences attended, summed over steps.
  public internal(set) var decodeContext = 0.0
  /// Prompt tokens, those computed again included.
  public internal(set) var promptTokens = 0
  /// Query-key pairs of prompts under the causal mask.
  public internal(set) var promptPairs = 0.0

  public var tokens: Int { decodeTokens + promptTokens }

  mutating func merge(_ other: ComputedWork) {
    decodeTokens += other.decodeTokens
    decodeContext += other.decodeContext
    promptTokens += other.promptTokens
    promptPairs += other.promptPairs
  }
}
