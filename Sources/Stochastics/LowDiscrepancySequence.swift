internal import CGSL

/// Points that fill the unit cube more evenly than chance: Sobol's sequence, shifted at random.
///
/// Sobol (1967), doi:10.1016/0041-5553(67)90144-9, by GSL with the direction numbers of Bratley &
/// Fox (1988), doi:10.1145/42288.214372. A random digital shift, the same exclusive-or of every
/// point of a dimension, keeps the evenness and makes each point uniform on its own, so that
/// estimates are unbiased and eight or more shifts give an error (L'Ecuyer & Lemieux 2002).
/// Take 2^m points. GSL leaves the origin out; here it is the first point, shifted as the others.
public enum LowDiscrepancySequence {
  /// The dimensions GSL has direction numbers for.
  public static let dimensions = 1...40

  /// The bits of a coordinate in GSL.
  private static let bits = 30

  /// The first `count` points, each coordinate strictly between 0 and 1.
  ///
  /// - Parameter shift: the stream that gives the digital shift, one number per dimension.
  /// - Throws: where there are no points of so many dimensions.
  public static func points(
    _ count: Int, dimensions: Int, shift: StreamAddress
  ) throws(StochasticsError) -> [[Double]] {
    guard Self.dimensions.contains(dimensions) else {
      throw .unavailableDimension(found: dimensions, expected: Self.dimensions)
    }
    precondition(count >= 0 && count <= 1 << bits, "\(count) points of 2^\(bits)")
    guard let generator = gsl_qrng_alloc(cgsl_qrng_sobol(), UInt32(dimensions)) else {
      preconditionFailure("out of memory for \(dimensions) dimensions")
    }
    defer { gsl_qrng_free(generator) }
    let cells = Double(1 << bits)
    let stream = RandomStream(shift)
    let shifts = (0..<dimensions).map { UInt32(stream.uniform(at: UInt64($0)) * cells) }
    var coordinates = [Double](repeating: 0, count: dimensions)
    return (0..<count).map { index in
      if index > 0 { gsl_qrng_get(generator, &coordinates) }
      return zip(coordinates, shifts).map { coordinate, shift in
        (Double(UInt32(coordinate * cells) ^ shift) + 0.5) / cells
      }
    }
  }
}

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
    precondition(count > 0 && dimensions > 0, "\(count) points of \(dimensions) dimensions")
    var points = [[Double]](repeating: [], count: count)
    for dimension in 0..<dimensions {
      var stream = RandomStream(address.of(entity: dimension))
      var strata = Array(0..<count)
      // Fisher and Yates, with one number per swap.
      for last in strata.indices.dropFirst().reversed() {
        strata.swapAt(last, stream.nextIndex(below: last + 1))
      }
      for index in points.indices {
        let value = (Double(strata[index]) + stream.nextUniform()) / Double(count)
        points[index].append(min(max(value, 0x1p-53), 1 - 0x1p-53))
      }
    }
    return points
  }
}
