public import Quantities

/// The memory of a system's hosts, and the links of its accelerators to it.
public struct HostMemory: Sendable, Hashable {
  /// All of it; nil where not stated.
  public let capacity: Bytes?
  /// The bandwidth of the link of one accelerator, one direction; the other is as wide, and both can
  /// be used at once. As published: copies of small blocks attain less.
  public let bandwidth: BytesPerSecond

  public init(capacity: Bytes?, bandwidth: BytesPerSecond) {
    precondition(bandwidth > .zero, "a host link of \(bandwidth)")
    self.capacity = capacity
    self.bandwidth = bandwidth
  }
}
