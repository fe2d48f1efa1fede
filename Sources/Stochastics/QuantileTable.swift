/// The quantile function of a continuous law whose inversion is slow, as a cubic spline.
///
/// The grid follows the exponent of the uniform number: each octave of the distance to the nearer
/// end, u or 1 - u, is cut into equal cells, so both tails are as fine, relatively, as the middle.
/// The cell is read off the bits of the number. Each cell is a cubic Hermite polynomial with the
/// exact value and slope 1/f(Q(u)) of the law at both ends. Beyond 2⁻³¹ of either end, where a
/// draw falls once in 10⁹, the exact quantile is asked.
///
/// The cells are halved until the greatest error at their middles, where a cubic errs most, is at
/// most ``tolerance`` relative to the value or to a thousandth of a standard deviation, whichever
/// is greater.
struct QuantileTable: Sendable {
  /// Relative error of a tabulated quantile.
  static let tolerance = 1e-7
  /// Octaves of u, and as many of 1 - u, that are tabulated: 2⁻³¹ to ½.
  private static let octaves = 30
  private static let finestCellBits = 9

  /// log₂ of the cells of one octave.
  private let cellBits: Int
  private let lower: [SIMD4<Double>]
  private let upper: [SIMD4<Double>]

  /// Nothing where the law has no density or cannot be tabulated to the tolerance.
  init?(_ distribution: Distribution) {
    for cellBits in 5...Self.finestCellBits {
      guard
        let lower = Self.cells(of: distribution, cellBits: cellBits, isUpper: false),
        let upper = Self.cells(of: distribution, cellBits: cellBits, isUpper: true)
      else { continue }
      self.cellBits = cellBits
      self.lower = lower
      self.upper = upper
      return
    }
    return nil
  }

  /// The quantile at `u`, or nothing so near to 0 or 1 that the table ends.
  func quantile(_ u: Double) -> Double? {
    let isUpper = u > 0.5
    let distance = isUpper ? 1 - u : u
    let bits = distance.bitPattern
    let cell = Int(truncatingIfNeeded: bits >> UInt64(52 - cellBits)) - firstCell
    guard cell >= 0 else { return nil }
    let within = (bits << UInt64(12 + cellBits)) >> 12
    let t = Double(bitPattern: within | 0x3FF0_0000_0000_0000) - 1
    // ½ itself is the end of the last cell rather than the start of one more.
    guard cell < lower.count else { return lower[lower.count - 1].sum() }
    let c = isUpper ? upper[cell] : lower[cell]
    return c.x + t * (c.y + t * (c.z + t * c.w))
  }

  private var firstCell: Int { Self.firstCell(cellBits) }

  /// The leading bits of the least distance tabulated.
  private static func firstCell(_ cellBits: Int) -> Int {
    Int(distance(ofOctave: 0).bitPattern >> UInt64(52 - cellBits))
  }

  private static func distance(ofOctave octave: Int) -> Double {
    Double(sign: .plus, exponent: octave - octaves - 1, significand: 1)
  }

  /// The polynomials of one side by ascending distance; nothing if one is too far off.
  private static func cells(
    of distribution: Distribution, cellBits: Int, isUpper: Bool
  ) -> [SIMD4<Double>]? {
    let perOctave = 1 << cellBits
    func probability(_ distance: Double) -> Double { isUpper ? 1 - distance : distance }
    /// The value and its derivative with respect to the distance.
    func node(_ distance: Double) -> (value: Double, slope: Double)? {
      let value = distribution.quantile(probability(distance))
      guard let density = distribution.density(value) else { return nil }
      // Where values crowd at the end of the support, rounding leaves no slope to speak of.
      let slope = density > 0 ? 1 / density : 0
      return (value, isUpper ? -slope : slope)
    }

    guard var start = node(distance(ofOctave: 0)) else { return nil }
    let floor = distribution.standardDeviation * 1e-3
    var cells: [SIMD4<Double>] = []
    cells.reserveCapacity(octaves * perOctave)
    for octave in 0..<octaves {
      let first = distance(ofOctave: octave)
      let width = first / Double(perOctave)
      for index in 0..<perOctave {
        guard let end = node(first + Double(index + 1) * width) else { return nil }
        let rise = end.value - start.value
        // A cubic is monotone if neither slope exceeds three times the secant
        // (Fritsch & Carlson 1980, doi:10.1137/0717021).
        let steepest = 3 * abs(rise)
        let a = min(max(start.slope * width, -steepest), steepest)
        let b = min(max(end.slope * width, -steepest), steepest)
        let cell = SIMD4(start.value, a, 3 * rise - 2 * a - b, a + b - 2 * rise)
        // Errors vary slowly along an octave: four looks are enough.
        if index % (perOctave / 4) == 0 {
          let exact = distribution.quantile(probability(first + (Double(index) + 0.5) * width))
          let found = cell.x + 0.5 * (cell.y + 0.5 * (cell.z + 0.5 * cell.w))
          guard abs(found - exact) <= tolerance * max(abs(exact), floor) else { return nil }
        }
        cells.append(cell)
        start = end
      }
    }
    return cells
  }
}
