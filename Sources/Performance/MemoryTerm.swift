/// What occupies the memory of a device that serves a model.
public enum MemoryTerm: String, Sendable, Hashable, CaseIterable {
  case attentionWeights = "attention-weights"
  /// Dense feed-forward networks and shared experts.
  case feedForwardWeights = "feed-forward-weights"
  case expertWeights = "expert-weights"
  /// Norms, routers, biases, and what lies outside the decoder.
  case otherWeights = "other-weights"
  case embedding
  case head
  /// Tables of embeddings that stand on the devices.
  case embeddingTables = "embedding-tables"
  /// What drafts tokens, where it has weights of its own.
  case draftWeights = "draft-weights"
  case activations
  case graphs
  case communication
  /// What the engine keeps for other ends.
  case other

  public var isWeights: Bool {
    switch self {
    case .attentionWeights, .feedForwardWeights, .expertWeights, .otherWeights, .embedding, .head,
      .embeddingTables, .draftWeights:
      true
    case .activations, .graphs, .communication, .other: false
    }
  }
}
