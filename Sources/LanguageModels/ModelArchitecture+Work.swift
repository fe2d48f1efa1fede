public import Quantities

extension ModelArchitecture {
  /// Elements of the head's matrix, `V·h`, multiplied only for tokens that are sampled.
  public var headParameters: Int { vocabulary * hidden }

  /// The FLOPs of all matrices for `tokens` tokens, of which `sampled` reach the head: two per
  /// active matrix parameter and token (Eq. 2.18).
  ///
  /// Kaplan et al. (2020), arXiv 2001.08361.
  public func matrixWork(tokens: Double, sampled: Double) -> FLOPs {
    FLOPs(
      2 * Double(matrixParameters - headParameters) * tokens + 2 * Double(headParameters) * sampled)
  }

  /// The FLOPs of all layers' attention outside the projections.
  public func attentionWork(_ load: AttentionLoad, tensor: Int = 1) -> AttentionWork {
    layerGroups.reduce(.zero) { sum, group in
      sum + Double(group.count) * group.attention.work(load, tensor: tensor)
    }
  }

  /// The FLOPs of a forward pass per new token at context `context`, head included:
  /// `F(s) = 2·N_mm + Σ_l A_l(s)` (Eq. 2.18).
  public func forwardWork(context: Double) -> FLOPs {
    matrixWork(tokens: 1, sampled: 1)
      + attentionWork(.decode(sequences: 1, context: context)).total
  }
}
