import LanguageModels

/// Distinct experts that a batch touches, tabulated for the hot path.
///
/// Below the first octaves every whole number of tokens is exact; above, eight points per octave
/// are joined by straight lines. Coverage is concave, so a chord lies below it: by less than
/// 0.2 % between points 2^(1/8) apart.
struct ExpertCoverage: Sendable {
  private let exact: [Double]
  /// Values at 512·2^(i/8).
  private let points: [Double]
  private let positions: [Double]
  private let experts: Double

  private static let exactTokens = 512
  private static let octaves = 14
  private static let pointsPerOctave = 8

  init(_ popularity: ExpertPopularity) {
    experts = Double(popularity.experts)
    exact = (0...Self.exactTokens).map { popularity.touchedExperts(tokens: Double($0)) }
    var position = Double(Self.exactTokens)
    let step = 1.090507732665257659  // 2^(1/8)
    var positions: [Double] = []
    var points: [Double] = []
    for _ in 0...(Self.octaves * Self.pointsPerOctave) {
      positions.append(position)
      points.append(popularity.touchedExperts(tokens: position))
      position *= step
    }
    self.positions = positions
    self.points = points
  }

  /// Experts touched by `tokens` tokens; the last tabulated value beyond eight million tokens.
  @inline(__always)
  func touched(tokens: Double) -> Double {
    if tokens < Double(Self.exactTokens) {
      let below = Int(tokens)
      return exact[below] + (tokens - Double(below)) * (exact[below + 1] - exact[below])
    }
    // The exponent of a Double gives the octave; the eighth within it is found by stepping.
    let octave = tokens.exponentOffset(from: Self.exactTokens)
    var index = octave * Self.pointsPerOctave
    guard index < points.count - 1 else { return points[points.count - 1] }
    while index + 1 < points.count - 1, positions[index + 1] <= tokens { index += 1 }
    let share = (tokens - positions[index]) / (positions[index + 1] - positions[index])
    return points[index] + min(1, share) * (points[index + 1] - points[index])
  }
}

extension Double {
  /// How many whole octaves this lies above a power of two.
  @inline(__always)
  fileprivate func exponentOffset(from base: Int) -> Int {
    Int(exponent) - (Int.bitWidth - 1 - base.leadingZeroBitCount)
  }
}
