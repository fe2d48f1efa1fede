/// What a replica keeps of the texts it has computed, for requests that begin with the same words.
///
/// Full blocks are kept, under the hash of all tokens up to their end. The prompt's are known from the
/// end of the step that computes them, those of the output from the moment the request leaves or is
/// preempted. Blocks of running requests and idle ones share the memory of the device, of which idle
/// ones have what is left. The attention ranks of a replica are taken to share one cache, as behind a
/// router that sends texts to the rank that knows them.
public struct PrefixCaching: Sendable, Hashable {
  /// The most blocks of the device that may lie idle; nil if all that are free may.
  public let deviceBlocks: Int?

  public init(deviceBlocks: Int? = nil) throws(ServingError) {
    if let deviceBlocks {
      try ServingError.require(deviceBlocks, in: 0...Int(Int32.max), "idle blocks of the device")
    }
    self.deviceBlocks = deviceBlocks
  }

  /// Idle blocks by tier; nil where nothing is kept, so that nothing can be found.
  func capacities(cacheBlocks: Int) -> [Int]? {
    let capacities = [min(deviceBlocks ?? cacheBlocks, cacheBlocks)]
    return capacities.contains { $0 > 0 } ? capacities : nil
  }
}
