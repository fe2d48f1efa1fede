public import Quantities

/// What it costs to keep caches between requests in memory that is bought for it (Eq. 9.9).
public enum CacheStorage {
  /// The storage part of the price of cached input, where the residence and the hits of a cache are
  /// known: κ · price · residence / hits.
  ///
  /// - Parameters:
  ///   - bytesPerToken: bytes that the cache of a token takes, `κ`.
  ///   - residence: time that a cache is kept.
  ///   - hits: how often each token is found meanwhile, on average.
  public static func perHit(
    bytesPerToken: BytesPerToken, price: USDollarsPerByteSecond, residence: Seconds, hits: Double
  ) throws(EconomicsError) -> USDollarsPerToken {
    try check(hits, "hits", in: 1e-12...1e12)
    try check(residence.value, "residence in seconds", in: 0...1e12)
    try check(price.value, "price of memory in USD per byte and second", in: 0...1)
    try check(bytesPerToken.value, "bytes per token", in: 0...1e12)
    // B/tok × USD/(B s) × s = USD/tok.
    return USDollarsPerToken(bytesPerToken.value * price.value * residence.value / hits)
  }

  /// What a memory costs over a time, full or empty: capacity is paid like nameplate power.
  public static func cost(
    of capacity: Bytes, price: USDollarsPerByteSecond, over time: Seconds
  ) -> USDollars {
    // B × USD/(B s) × s = USD.
    USDollars(capacity.value * price.value * time.value)
  }
}

/// Money paid over time for a byte of memory.
public typealias USDollarsPerByteSecond = Quantity<Per<Per<USDollar, Second>, Byte>>

extension Quantity<Per<Per<USDollar, Second>, Byte>> {
  /// The price in dollars per GiB (2^30 bytes) and month of 730 hours.
  public var perGibibyteMonth: Double { value * (1_073_741_824 * Seconds.month.value) }
  public init(perGibibyteMonth dollars: Double) {
    self.init(dollars / (1_073_741_824 * Seconds.month.value))
  }
}
