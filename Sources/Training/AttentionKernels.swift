/// How attention scores are computed while training.
public enum AttentionKernels: String, Sendable, Hashable, CaseIterable {
  /// Block by block in one kernel that keeps no scores (Dao et al. 2022, arXiv 2205.14135).
  case fused
  /// In a GPT's layers, as a matrix of all scores in memory that softmax, mask and dropout each read
  /// and write, masked pairs included: frameworks until 2022 (Korthikanti et al. 2022, arXiv
  /// 2205.05198). Other layers came later and are fused all the same.
  case materialized
}
