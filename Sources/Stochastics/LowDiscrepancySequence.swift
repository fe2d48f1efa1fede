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
    let stream = RandomStream(shift)
    return points(count, shifts: (0..<dimensions).map { stream.uniform(at: UInt64($0)) })
  }

  /// The first `count` points, dimension by dimension shifted by what stands in `shifts`.
  ///
  /// - Precondition: there are as many shifts, each between 0 and 1, as there can be ``dimensions``.
  static func points(_ count: Int, shifts: [Double]) -> [[Double]] {
    precondition(dimensions.contains(shifts.count), "no points of \(shifts.count) dimensions")
    precondition(count >= 0 && count <= 1 << bits, "\(count) points of 2^\(bits)")
    guard let generator = gsl_qrng_alloc(cgsl_qrng_sobol(), UInt32(shifts.count)) else {
      preconditionFailure("out of memory for \(shifts.count) dimensions")
    }
    defer { gsl_qrng_free(generator) }
    let cells = Double(1 << bits)
    let shifts = shifts.map { UInt32($0 * cells) }
    var coordinates = [Double](repeating: 0, count: shifts.count)
    return (0..<count).map { index in
      if index > 0 { gsl_qrng_get(generator, &coordinates) }
      return zip(coordinates, shifts).map { coordinate, shift in
        (Double(UInt32(coordinate * cells) ^ shift) + 0.5) / cells
      }
    }
  }
}
