/// What attention is asked to do in one step, as sums over sequences of like kind.
///
/// Sums are exact for full attention, whose cost is linear in the query-key pairs. Where a layer
/// attends at most so many entries, the cost is concave in the context and is taken at the mean
/// sequence: exact for sequences of equal length, an upper bound otherwise (Jensen).
public struct AttentionLoad: Sendable, Hashable {
  /// Sequences in the step, `B`.
  public let sequences: Double
  /// New tokens, summed over the sequences.
  public let queries: Double
  /// Tokens cached before the step, summed over the sequences.
  public let cached: Double
  /// Query-key pairs under a causal mask: Σ n·c + n(n+1)/2 (Eq. 2.20).
  public let pairs: Double

  public init(sequences: Double, queries: Double, cached: Double, pairs: Double) {
    precondition(
      sequences >= 0 && queries >= 0 && cached >= 0 && pairs >= 0,
      "\(sequences) sequences, \(queries) queries, \(cached) cached, \(pairs) pairs")
    self.sequences = sequences
    self.queries = queries
    self.cached = cached
    self.pairs = pairs
  }

  /// Sequences that attend `context` tokens in all with their `queries` newest tokens each: one
  /// in plain decoding, more where drafted tokens are verified.
  public static func decode(sequences: Double, context: Double, queries: Double = 1) -> Self {
    let cached = context - sequences * queries
    return Self(
      sequences: sequences, queries: sequences * queries, cached: max(0, cached),
      pairs: queries * cached + sequences * queries * (queries + 1) / 2)
  }

  /// Equal prompts (or chunks) of `tokens` new tokens after `cached` tokens each.
  public static func prefill(sequences: Double = 1, tokens: Double, cached: Double = 0) -> Self {
    Self(
      sequences: sequences, queries: sequences * tokens, cached: sequences * cached,
      pairs: sequences * (tokens * cached + tokens * (tokens + 1) / 2))
  }

  /// Query-key pairs when a query sees at most its `limit` last entries.
  public func pairs(within limit: Double?) -> Double {
    guard let limit, sequences > 0, queries > 0 else { return pairs }
    let new = queries / sequences
    let old = cached / sequences
    if old + new <= limit { return pairs }
    // The first `unlimited` queries still see all there is.
    let unlimited = max(0, limit - old)
    let each =
      unlimited * old + unlimited * (unlimited + 1) / 2 + (new - unlimited) * limit
    return min(pairs, sequences * each)
  }

  /// Distinct entries read when every query sees at most its `limit` last entries.
  func entries(within limit: Double?) -> Double {
    let all = cached + queries
    guard let limit, sequences > 0, queries > 0 else { return all }
    return min(all, sequences * (limit + queries / sequences - 1))
  }

  /// Distinct entries read when every query picks at most `selected` entries for itself.
  func entries(selecting selected: Double) -> Double {
    min(cached + queries, queries * selected)
  }

  /// The same load over blocks of `compression` past tokens; queries stay.
  func compressed(by compression: Double) -> Self {
    Self(
      sequences: sequences, queries: queries, cached: cached / compression,
      pairs: pairs / compression)
  }
}
