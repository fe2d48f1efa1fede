public import Quantities

/// What a replica keeps of the texts it has computed, for requests that begin with the same words.
///
/// Full blocks are kept, under the hash of all tokens up to their end. The prompt's are known from the
/// end of the step that computes them, those of the output from the moment the request leaves or is
/// preempted. Blocks of running requests and idle ones share the memory of the device, of which idle
/// ones have what is left; those whose place is wanted move to the tier below, which holds each block
/// once, like all tiers together. The attention ranks of a replica are taken to share one cache, as
/// behind a router that sends texts to the rank that knows them.
///
/// When a request is admitted, blocks of lower tiers are read while others are computed, unless
/// computing them is quicker (Eq. 5.19; Qin et al. 2024, Mooncake, arXiv 2407.00079): of the device's
/// blocks alone, those and the host's, and all that is held, what promises the first token soonest:
///
///     T = max(t_read, t_compute(rest))   layer by layer;   T = t_read + t_compute(rest)   otherwise
///
/// with t_read the wait for the link, its latency and the blocks' time, and t_compute the time of a
/// lone prompt. Writing to lower tiers is counted, but takes no time: it goes on behind arithmetic,
/// and links are duplex.
public struct PrefixCaching: Sendable, Hashable {
  /// Memory below the device.
  public struct Tier: Sendable, Hashable {
    /// Blocks that it holds, for one replica.
    public let blocks: Int
    /// The time to read one block, all devices of an attention rank reading their parts at once.
    public let timePerBlock: Seconds
    /// From the order to the first byte.
    public let latency: Seconds

    public init(
      blocks: Int, timePerBlock: Seconds, latency: Seconds = .zero
    ) throws(ServingError) {
      try ServingError.require(blocks, in: 1...Int(Int32.max) / 4, "blocks of a tier")
      try ServingError.require(
        timePerBlock.value, in: 0...Seconds.hour.value, "time to read a block")
      try ServingError.require(latency.value, in: 0...Seconds.hour.value, "latency of a tier")
      self.blocks = blocks
      self.timePerBlock = timePerBlock
      self.latency = latency
    }
  }

  /// What a lone prompt takes, as a polynomial of its place in the text:
  ///
  ///     t(a, b) = perToken·(b - a) + perPair·(b² - a²)/2
  public struct ComputingTimes: Sendable, Hashable {
    public let perToken: Seconds
    /// Per token and token before it that it attends.
    public let perPair: Seconds

    public init(perToken: Seconds, perPair: Seconds = .zero) throws(ServingError) {
      try ServingError.require(perToken.value, in: 0...Seconds.hour.value, "time per token")
      try ServingError.require(perPair.value, in: 0...Seconds.hour.value, "time per pair of tokens")
      self.perToken = perToken
      self.perPair = perPair
    }

    /// The time of the tokens from one place in a text to another.
    func time(from start: Int, to end: Int) -> Seconds {
      let (a, b) = (Double(start), Double(end))
      return (b - a) * perToken + (b - a) * (b + a) / 2 * perPair
    }
  }

  /// The most blocks of the device that may lie idle; nil if all that are free may.
  public let deviceBlocks: Int?
  public let host: Tier?
  public let storage: Tier?
  /// Whether a prompt is computed while the layers before are read still.
  public let readsByLayer: Bool
  /// By which it is judged whether to read or to compute; nil where all that is held is read.
  public let computing: ComputingTimes?

  public init(
    deviceBlocks: Int? = nil, host: Tier? = nil, storage: Tier? = nil, readsByLayer: Bool = true,
    computing: ComputingTimes? = nil
  ) throws(ServingError) {
    if let deviceBlocks {
      try ServingError.require(deviceBlocks, in: 0...Int(Int32.max), "idle blocks of the device")
    }
    self.deviceBlocks = deviceBlocks
    self.host = host
    self.storage = storage
    self.readsByLayer = readsByLayer
    self.computing = computing
  }

  /// Idle blocks by tier; nil where nothing is kept, so that nothing can be found.
  func capacities(cacheBlocks: Int) -> [Int]? {
    let device = min(deviceBlocks ?? cacheBlocks, cacheBlocks)
    let capacities = [device, host?.blocks ?? 0, storage?.blocks ?? 0]
    return capacities.contains { $0 > 0 } ? capacities : nil
  }
}
