/// The runs from which the variance of an output is divided among its inputs.
///
/// For each of N points: a row of A, a row of B, and for every input i the row of A with input i from
/// B, which is that of A_B^i. N(k + 2) rows for k inputs (Saltelli et al. 2010,
/// doi:10.1016/j.cpc.2009.09.018). A and B are one design of 2k columns by the method of an
/// ``InputDesign``, where A's columns and B's have streams of their own by the input's name:
///
/// | method | adding inputs | more points | error |
/// | --- | --- | --- | --- |
/// | Sobol | added last: leaves A, not B | leave the earlier rows | least, up to 5 inputs |
/// | Latin hypercube | leaves the others' values | move all | less than of independent points |
/// | Monte Carlo | leaves the others' values | leave the earlier rows | ∝ 1/√N |
///
/// Sobol takes the first k dimensions for A and the next for B, at most 40 in all, and a power of
/// two points. Of its later dimensions some pairs fill the square worse than independent points up
/// to thousands of them, which no interval over points can see: prefer Latin hypercubes beyond five
/// inputs.
///
/// Inputs must be independent: where one is exchanged and those correlated with it are not, the rows
/// are of another law than the one asked about, and the shares no longer sum to the variance.
public struct SaltelliDesign: Sendable, Hashable {
  public let inputs: [String]
  /// N.
  public let points: Int
  /// Point by point: A, B, then A_B^1 to A_B^k; each value strictly between 0 and 1.
  public let rows: [[Double]]

  /// The rows of one point.
  public var rowsPerPoint: Int { inputs.count + 2 }

  /// The inputs whose columns of A and B Sobol points have dimensions for.
  public static let sobolLimit = LowDiscrepancySequence.dimensions.upperBound / 2

  /// - Throws: for inputs that are correlated, and for more than 20 of a Sobol design.
  /// - Precondition: `points` is positive, and there are inputs.
  public init(_ design: InputDesign, points: Int) throws(StochasticsError) {
    precondition(points > 0 && !design.inputs.isEmpty, "\(points) points of \(design.inputs)")
    if let group = design.groups.first { throw .dependentInputs(group.members) }
    let inputs = design.inputs
    guard design.method != .sobol || inputs.count <= Self.sobolLimit else {
      throw .tooManyInputs(
        design: "sensitivity indices by Sobol points", found: inputs.count,
        limit: Self.sobolLimit)
    }
    self.inputs = inputs
    self.points = points
    // Entities 0 and 1 are the columns and shifts of the design itself.
    let columns = InputDesign.columns(
      points, method: design.method,
      streams: [2, 3].flatMap { matrix in
        inputs.map { InputDesign.address(of: $0, seed: design.seed, entity: matrix) }
      })
    rows = (0..<points).flatMap { point in
      let a = columns[..<inputs.count].map { $0[point] }
      let b = columns[inputs.count...].map { $0[point] }
      let mixed = a.indices.map { input in
        var row = a
        row[input] = b[input]
        return row
      }
      return [a, b] + mixed
    }
  }
}
