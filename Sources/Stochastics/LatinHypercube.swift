/// Points of which each coordinate falls once into each of as many equal strata (Eq. 11.10).
///
/// McKay, Beckman & Conover (1979), doi:10.1080/00401706.1979.10489755. For an additive model the
/// variance of a mean is lower than with independent points, and never much higher.
public enum LatinHypercube {
  /// `count` points in random pairing, each coordinate strictly between 0 and 1.
  ///
  /// - Parameter address: each dimension draws from its own entity of it, counted from 0, so that
  ///   one more dimension does not move the others.
  public static func points(
    _ count: Int, dimensions: Int, from address: StreamAddress
  ) -> [[Double]] {
    precondition(dimensions > 0, "points of \(dimensions) dimensions")
    let axes = (0..<dimensions).map { coordinates(count, from: address.of(entity: $0)) }
    return (0..<count).map { point in axes.map { $0[point] } }
  }

  /// One number in each of `count` equal strata, in random order.
  public static func coordinates(_ count: Int, from address: StreamAddress) -> [Double] {
    precondition(count > 0, "\(count) strata")
    var stream = RandomStream(address)
    var strata = Array(0..<count)
    // Fisher and Yates, with one number per swap.
    for last in strata.indices.dropFirst().reversed() {
      strata.swapAt(last, stream.nextIndex(below: last + 1))
    }
    return strata.map { stratum in
      let value = (Double(stratum) + stream.nextUniform()) / Double(count)
      return min(max(value, 0x1p-53), 1 - 0x1p-53)
    }
  }
}
