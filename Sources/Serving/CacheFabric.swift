public import Performance
public import Quantities

/// The network that carries the caches of prompts from the pools that compute them to those that
/// decode (Eqs. 4.17 and 4.18; Patel et al. 2024, Splitwise, arXiv 2311.18677; Zhong et al. 2024,
/// DistServe, arXiv 2401.09670).
///
/// A transfer starts when a replica that decodes has given the request its blocks; until the cache
/// has arrived, both replicas hold blocks for it, so that a full pool of decoding stops the pool of
/// prompts. Transfers share what replicas send and receive, and the network between them, by max-min
/// fairness. Ignores the gathering of scattered blocks, and the time of a conversion where the two
/// pools keep their caches in different formats.
public struct CacheFabric: Sendable, Hashable {
  /// The cache of one token, over all layers, every part counted once.
  public let bytesPerToken: Bytes
  /// What a sequence takes beside its tokens, as recurrent states do.
  public let bytesPerSequence: Bytes
  /// What one replica of a pool of prompts can send.
  public let sending: BytesPerSecond
  /// What one replica that decodes can take.
  public let receiving: BytesPerSecond
  /// What all transfers together can use of the network between them.
  public let network: BytesPerSecond
  /// From the last byte sent to the request being ready.
  public let latency: Seconds
  public let push: CacheTransfer.Push
  /// The layers whose parts can travel alone.
  public let layers: Int

  public init(
    bytesPerToken: Bytes, bytesPerSequence: Bytes = .zero, sending: BytesPerSecond = .infinity,
    receiving: BytesPerSecond = .infinity, network: BytesPerSecond = .infinity,
    latency: Seconds = .zero, push: CacheTransfer.Push = .atEnd, layers: Int = 1
  ) throws(ServingError) {
    try ServingError.require(bytesPerToken.value, in: 0...1e12, "bytes of a cached token")
    try ServingError.require(bytesPerSequence.value, in: 0...1e15, "bytes of a sequence")
    for (rate, name) in [
      (sending, "bandwidth of sending"), (receiving, "bandwidth of receiving"),
      (network, "bandwidth of the network"),
    ] {
      try ServingError.require(rate.value, in: 1...Double.infinity, name)
    }
    try ServingError.require(latency.value, in: 0...Seconds.hour.value, "latency of a transfer")
    try ServingError.require(layers, in: 1...100_000, "layers")
    self.bytesPerToken = bytesPerToken
    self.bytesPerSequence = bytesPerSequence
    self.sending = sending
    self.receiving = receiving
    self.network = network
    self.latency = latency
    self.push = push
    self.layers = layers
  }

  /// The cache of a sequence of so many tokens.
  public func size(tokens: Int) -> Bytes { bytesPerToken * Double(tokens) + bytesPerSequence }

  /// What is left to send of a cache when its prompt, computed in a time, is finished: all of it, or
  /// what layers before the last one could not send meanwhile, had the sender nothing else to send.
  public func remaining(of size: Bytes, computedIn time: Seconds) -> Bytes {
    guard push == .layerwise else { return size }
    let layers = Double(layers)
    let sent = min(sending.value, receiving.value) * time.value * (layers - 1) / layers
    return Bytes(max(size.value / layers, size.value - sent))
  }
}
