extension AttentionVariant {
  /// Parameters of one layer's attention: Eq. 2.1 (grouped), 2.2 (latent), 2.8 (indexer).
  ///
  ///     grouped  h·a·d + 2·h·a_kv·d + a·d·h
  ///     latent   h·r_q + r_q·a(d_n+d_r) + h(d_c+d_r) + d_c·a(d_n+d_v) + a·d_v·h + r_q + d_c
  ///
  /// Vaswani et al. (2017), arXiv 1706.03762; DeepSeek-V2 (2024), arXiv 2405.04434. Biases and
  /// norms of the attention are included, the norm before it is not.
  ///
  /// - Parameter hidden: the width of the residual stream, `h`.
  public func parameters(hidden: Int) -> Int { parameterCount(hidden: hidden).total }

  /// The matrices as `attention`, biases and norms as `other`.
  public func parameterCount(hidden: Int) -> ParameterCount {
    ParameterCount(
      attention: projections(hidden: hidden).reduce(0) { $0 + $1.parameters() },
      other: vectorParameters(hidden: hidden))
  }
}
