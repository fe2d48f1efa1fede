public import Quantities

/// Measured collectives and exchanges beside the all-reduce and the low-latency dispatch.
public struct ExchangeEfficiency: Sendable, Hashable {
  /// All-gathers and reduce-scatters by ranks; where there are none, half an all-reduce stands in.
  public let gathers: [CollectiveEfficiency]
  /// The return of expert outputs by low-latency kernels; where nil, as the dispatch.
  public let combine: CollectiveEfficiency?
  /// The same exchanges by kernels for many tokens; nil where there are none.
  public let bulkDispatch: BulkExchangeEfficiency?
  public let bulkCombine: BulkExchangeEfficiency?

  public init(
    gathers: [CollectiveEfficiency] = [], combine: CollectiveEfficiency? = nil,
    bulkDispatch: BulkExchangeEfficiency? = nil, bulkCombine: BulkExchangeEfficiency? = nil
  ) {
    self.gathers = gathers
    self.combine = combine
    self.bulkDispatch = bulkDispatch
    self.bulkCombine = bulkCombine
  }
}

/// An exchange that multiprocessors carry out, one message per device that holds any of a token's
/// experts:
///
///     t = (α^q + (bytes / min(B, b·multiprocessors))^q)^(1/q)
///
/// The form of the "normal" kernels of DeepEP (deepseek-ai/DeepEP, 2025), whose bandwidth rises with
/// the multiprocessors given to them until the link is full.
public struct BulkExchangeEfficiency: Sendable, Hashable {
  /// α, the time of an empty exchange.
  public let latency: Seconds
  /// B, as a fraction of one device's one-direction link.
  public let link: Double
  /// b, what one multiprocessor moves.
  public let perMultiprocessor: BytesPerSecond
  /// q, the sharpness of the transition between both; 1 adds them.
  public let exponent: Double

  public init(
    latency: Seconds, link: Double, perMultiprocessor: BytesPerSecond, exponent: Double = 1
  ) {
    precondition(latency.value >= 0 && link > 0 && perMultiprocessor.value > 0 && exponent > 0)
    self.exponent = exponent
    self.latency = latency
    self.link = link
    self.perMultiprocessor = perMultiprocessor
  }
}
