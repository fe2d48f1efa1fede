public import Quantities

/// The key-value cache of a prompt on its way from where it was computed to where it is decoded
/// (Eqs. 4.17 and 4.18).
///
///     t = α + κ·s/b,   b the fair share of the links it passes
///
/// Patel et al. 2024 (Splitwise, ISCA), Zhong et al. 2024 (DistServe, arXiv 2401.09670). Ignores the
/// gathering of scattered cache blocks into messages.
public struct CacheTransfer: Sendable, Hashable {
  /// When parts of the cache leave.
  public enum Push: String, Sendable, Hashable, CaseIterable {
    /// The whole cache after the prompt is computed.
    case atEnd = "at-end"
    /// Every layer's part as soon as the layer is computed.
    case layerwise
  }

  /// The cache of the prompt, `κ·s`.
  public let size: Bytes
  /// The way of the flow: its share of bandwidth and the latency of the path.
  public let link: Link

  public init(size: Bytes, link: Link) {
    precondition(size.value >= 0, "a cache of \(size)")
    self.size = size
    self.link = link
  }

  /// From the first byte to the last; nothing for an empty cache.
  public var duration: Seconds { size == .zero ? .zero : link.duration(of: size) }

  /// What the request waits beyond the computation of its prompt:
  ///
  ///     at the end   t
  ///     layer-wise   max( t/L, t − t_prefill·(L−1)/L )
  ///
  /// The last layer's part can only leave when all is computed, and parts queue behind each other
  /// where links are slower than layers.
  public func exposed(prefill: Seconds, layers: Int, push: Push) -> Seconds {
    precondition(layers >= 1 && prefill.value >= 0, "\(layers) layers in \(prefill)")
    guard size > .zero else { return .zero }
    switch push {
    case .atEnd: return duration
    case .layerwise:
      let last = link.duration(of: size / Double(layers))
      return max(last, duration - prefill * (Double(layers - 1) / Double(layers)))
    }
  }
}
