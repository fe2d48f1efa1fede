/// The share of an output's variance that each input explains, alone and with all its interactions.
///
/// From a design of N(k + 2) runs: matrices A and B of N independent points each, and for every
/// input i the matrix A_B^i, which is A with column i from B (Eq. 11.12).
///
///     S_i  = (1/N) Σ f(B)(f(A_B^i) - f(A)) / V         Saltelli et al. (2010)
///     S_Ti = (1/2N) Σ (f(A) - f(A_B^i))² / V           Jansen (1999)
///
/// doi:10.1016/j.cpc.2009.09.018, doi:10.1016/S0010-4655(98)00154-4. V is the variance of f(A) and
/// f(B) together, whose mean is taken off first. For independent inputs 0 ≤ S_i ≤ S_Ti and
/// ΣS_i ≤ 1 ≤ ΣS_Ti; estimates may stray from it by their error.
public struct SensitivityIndices: Sendable, Hashable {
  public let firstOrder: [Double]
  public let total: [Double]

  /// Nothing if the output does not vary.
  ///
  /// - Parameters:
  ///   - a: the outputs of A, point by point.
  ///   - b: the outputs of B.
  ///   - mixed: for each input the outputs of A_B^i.
  /// - Precondition: all lists of outputs are as long as each other.
  public init?(a: [Double], b: [Double], mixed: [[Double]]) {
    precondition(
      b.count == a.count && mixed.allSatisfy { $0.count == a.count },
      "lists of \(a.count), \(b.count) and \(mixed.map(\.count)) outputs")
    let tally = Tally(a + b)
    guard let mean = tally.mean, let variance = tally.variance, variance > 0 else { return nil }
    let n = Double(a.count)
    firstOrder = mixed.map { mixed in
      var sum = 0.0
      for row in a.indices { sum += (b[row] - mean) * (mixed[row] - a[row]) }
      return sum / n / variance
    }
    total = mixed.map { mixed in
      var sum = 0.0
      for row in a.indices { sum += (a[row] - mixed[row]) * (a[row] - mixed[row]) }
      return sum / (2 * n) / variance
    }
  }

  /// The points of the design: A, B and, for each input, A_B^i.
  ///
  /// - Parameter points: points of twice as many dimensions as there are inputs; the first half of
  ///   each belongs to A, the second to B.
  public static func design(
    _ points: [[Double]]
  ) -> (a: [[Double]], b: [[Double]], mixed: [[[Double]]]) {
    let inputs = (points.first?.count ?? 0) / 2
    precondition(
      points.allSatisfy { $0.count == 2 * inputs }, "points must have an even dimension")
    let a = points.map { Array($0[..<inputs]) }
    let b = points.map { Array($0[inputs...]) }
    let mixed = (0..<inputs).map { input in
      zip(a, b).map { a, b in
        var row = a
        row[input] = b[input]
        return row
      }
    }
    return (a, b, mixed)
  }
}
