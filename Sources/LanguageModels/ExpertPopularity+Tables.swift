import Foundation

// Coverage at many token counts at once: each is one multiplication per expert away from another,
// where a single one takes a power per expert.

extension ExpertPopularity {
  /// Distinct experts that 0, 1, 2, … and `last` tokens touch, in the mean (Eq. 2.30).
  ///
  /// - Complexity: O(`experts` × `last`).
  public func touchedExperts(throughTokens last: Int) -> [Double] {
    precondition(last >= 0, "through \(last) tokens")
    let missing = missing
    var missed = missing.map { _ in Lane(repeating: 1) }
    var touched = [0.0]
    touched.reserveCapacity(last + 1)
    for _ in 0..<last {
      for index in missed.indices { missed[index] *= missing[index] }
      touched.append(Self.touched(missed))
    }
    return touched
  }

  /// Distinct experts touched by `first · 2^(i/perOctave)` tokens, `i` from 0 to
  /// `octaves · perOctave`.
  ///
  /// An octave further is the square of what is missed, which doubles its relative error: after 14
  /// octaves 10⁻¹¹ of a number that is next to nothing by then.
  ///
  /// - Complexity: O(`experts` × `perOctave`) powers and as many products for every octave.
  public func touchedExperts(from first: Double, octaves: Int, perOctave: Int) -> [Double] {
    precondition(first > 0 && octaves >= 1 && perOctave >= 1, "\(octaves) octaves from \(first)")
    let missing = missing
    var touched = [Double](repeating: 0, count: octaves * perOctave + 1)
    for step in 0..<perOctave {
      let tokens = first * exp2(Double(step) / Double(perOctave))
      var missed = missing.map { lane in
        var lane = lane
        for index in lane.indices { lane[index] = pow(lane[index], tokens) }
        return lane
      }
      for place in stride(from: step, to: touched.count, by: perOctave) {
        touched[place] = Self.touched(missed)
        for index in missed.indices { missed[index] *= missed[index] }
      }
    }
    return touched
  }

  private typealias Lane = SIMD8<Double>

  /// The probability of each expert to be missed by a token; places beyond the last are always
  /// missed.
  private var missing: [Lane] {
    stride(from: 0, to: experts, by: Lane.scalarCount).map { start in
      var lane = Lane(repeating: 1)
      for index in start..<min(start + Lane.scalarCount, experts) {
        lane[index - start] = 1 - probabilities[index]
      }
      return lane
    }
  }

  private static func touched(_ missed: [Lane]) -> Double {
    var sum = Lane.zero
    for lane in missed { sum += 1 - lane }
    return sum.sum()
  }
}
