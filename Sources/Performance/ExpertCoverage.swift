import LanguageModels

/// Distinct experts that a batch touches, tabulated for the hot path.
///
/// Below the first octaves every whole number of tokens is exact; above, eight points per octave
/// are joined by straight lines. Coverage is concave, so a chord lies below it: by less than
/// 0.2 % between points 2^(1/8) apart.
///
/// The values lie in a table that all timers share: exact ones, then the points 512·2^(i/8), then
/// the values there.
struct ExpertCoverage: Sendable {
  /// The place of the first value in the table.
  private let start: Int

  private static let exactTokens = 512
  private static let octaves = 14
  private static let pointsPerOctave = 8
  private static let points = octaves * pointsPerOctave + 1

  init(_ popularity: ExpertPopularity, in tables: inout TimerTables) {
    if let known = tables.coverageStart(of: popularity) {
      start = known
      return
    }
    var position = Double(Self.exactTokens)
    let step = 1.090507732665257659  // 2^(1/8)
    var positions: [Double] = []
    for _ in 0..<Self.points {
      positions.append(position)
      position *= step
    }
    start = tables.append(
      popularity.touchedExperts(throughTokens: Self.exactTokens) + positions
        + popularity.touchedExperts(
          from: Double(Self.exactTokens), octaves: Self.octaves, perOctave: Self.pointsPerOctave),
      of: popularity)
  }

  /// Experts touched by `tokens` tokens; the last tabulated value beyond eight million tokens.
  @inline(__always)
  func touched(tokens: Double, in table: Span<Double>) -> Double {
    if tokens < Double(Self.exactTokens) {
      let below = Int(tokens)
      let (low, high) = (table[start + below], table[start + below + 1])
      return low + (tokens - Double(below)) * (high - low)
    }
    let first = start + Self.exactTokens + 1
    let last = first + Self.points - 1
    // The exponent of a Double gives the octave; the eighth within it is found by stepping.
    var place = first + tokens.exponentOffset(from: Self.exactTokens) * Self.pointsPerOctave
    guard place < last else { return table[last + Self.points] }
    while place + 1 < last, table[place + 1] <= tokens { place += 1 }
    let share = (tokens - table[place]) / (table[place + 1] - table[place])
    let (low, high) = (table[place + Self.points], table[place + 1 + Self.points])
    return low + min(1, share) * (high - low)
  }
}

extension Double {
  /// How many whole octaves this lies above a power of two.
  @inline(__always)
  fileprivate func exponentOffset(from base: Int) -> Int {
    Int(exponent) - (Int.bitWidth - 1 - base.leadingZeroBitCount)
  }
}
