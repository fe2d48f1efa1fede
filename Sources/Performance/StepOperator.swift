/// The operators into which a step of a transformer falls.
public enum StepOperator: String, Sendable, Hashable, CaseIterable {
  case embedding
  /// Projections into queries, keys and values, latent ones and indexers included.
  case attentionProjection = "attention-projection"
  case prefillAttention = "prefill-attention"
  case decodeAttention = "decode-attention"
  case outputProjection = "output-projection"
  /// Dense feed-forward networks.
  case feedForward = "feed-forward"
  case sharedExperts = "shared-experts"
  case router
  case experts
  /// Activations narrowed to the format of a product, by a kernel of its own.
  case quantization
  /// Norms, residual sums, rotary embedding and activation functions.
  case elementWise = "element-wise"
  case tensorAllReduce = "tensor-all-reduce"
  /// Tokens sent to the devices of their experts.
  case dispatch
  /// Expert outputs returned and summed.
  case combine
  /// What overlap of communication and arithmetic hides: negative, as it is taken off.
  case overlap
  /// Rows of tables, as far as reading them takes time of the step.
  case embeddingTables = "embedding-tables"
  case pipelineTransfer = "pipeline-transfer"
  case head
  case sampling
  /// All that drafts tokens for the next verification.
  case draft
  /// What the engine spends beside the arithmetic.
  case host
}

/// What bounds a piece of time.
public enum TimeCause: String, Sendable, Hashable, CaseIterable {
  /// Arithmetic units.
  case compute
  /// Memory traffic.
  case memory
  /// Links between devices.
  case communication
  /// Host work, launch gaps, and per-sequence costs of kernels.
  case overhead
}
