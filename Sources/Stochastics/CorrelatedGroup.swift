internal import Foundation
internal import Quantities

/// Inputs that depend on each other by a Gaussian copula, and on no others.
///
/// The normal scores of the members get the correlations ρ = 2 sin(π ρ_s/6), which gives the ranks
/// the stated ones, ρ_s (Eq. 11.18). With L Lᵀ the matrix of the ρ, by Cholesky,
///
///     uᵢ' = Φ( Σ_{j ≤ i} L_ij Φ⁻¹(u_j) )
///
/// so that each margin stays exactly uniform. Members stand in the order of their names, wherever
/// the inputs stand, and the first keeps its draws. Pairs that are not stated are uncorrelated.
struct CorrelatedGroup: Sendable, Hashable {
  /// In the order of their names.
  let members: [String]
  /// L, its rows up to the diagonal.
  private let factor: [[Double]]

  /// - Precondition: the correlations are of pairs of members, each at most once.
  private init(
    members: [String], correlations: [RankCorrelation]
  ) throws(StochasticsError) {
    self.members = members
    var matrix = members.indices.map { row in members.indices.map { $0 == row ? 1.0 : 0 } }
    for correlation in correlations {
      let row = members.firstIndex(of: correlation.first)!
      let column = members.firstIndex(of: correlation.second)!
      let normal = 2 * sin(.pi * correlation.coefficient / 6)
      matrix[row][column] = normal
      matrix[column][row] = normal
    }
    let smallest = CorrelationMatrix.smallestEigenvalue(of: matrix)
    guard smallest > Self.leastEigenvalue, let factor = CorrelationMatrix.factor(matrix) else {
      throw .impossibleCorrelations(inputs: members, smallestEigenvalue: smallest)
    }
    self.factor = factor
  }

  /// A matrix below is positive definite by rounding only.
  private static let leastEigenvalue = 1e-12

  /// The groups into which correlations join some of the inputs, in the order of their first names.
  static func groups(
    of inputs: [String], correlations: [RankCorrelation]
  ) throws(StochasticsError) -> [CorrelatedGroup] {
    var pairs: Set<Set<String>> = []
    var groupOf: [String: Int] = [:]
    for correlation in correlations {
      for name in [correlation.first, correlation.second] {
        guard inputs.contains(name) else {
          throw .unknownInput(
            found: name, expected: inputs,
            suggestion: NearestName.suggestion(for: name, among: inputs))
        }
        if groupOf[name] == nil { groupOf[name] = groupOf.count }
      }
      guard pairs.insert([correlation.first, correlation.second]).inserted else {
        throw .repeatedInput("the correlation of \(correlation.first) and \(correlation.second)")
      }
      let (kept, joined) = (groupOf[correlation.first]!, groupOf[correlation.second]!)
      groupOf = groupOf.mapValues { $0 == joined ? kept : $0 }
    }
    var groups: [CorrelatedGroup] = []
    var remaining = groupOf.keys.sorted()
    while let first = remaining.first {
      let members = remaining.filter { groupOf[$0] == groupOf[first] }
      remaining.removeAll { groupOf[$0] == groupOf[first] }
      groups.append(
        try CorrelatedGroup(
          members: members, correlations: correlations.filter { members.contains($0.first) }))
    }
    return groups
  }

  /// Independent draws of the members, made dependent draw by draw.
  ///
  /// - Parameter columns: of each member, its draws.
  func joined(_ columns: [[Double]]) -> [[Double]] {
    let scores = transformed(columns.map { $0.map(StandardNormal.quantile) }, by: factor)
    return columns.indices.map { member in
      member == 0
        ? columns[0]
        : scores[member].map { min(max(StandardNormal.cumulative($0), 0x1p-53), 1 - 0x1p-53) }
    }
  }

  /// The same draws of each member, in an order that makes them dependent.
  ///
  /// Iman & Conover (1982), doi:10.1080/03610918208812265: the scores of the draws lose the
  /// correlations they have by chance and get the stated ones, by L Q⁻¹ with Q Qᵀ their own
  /// correlations, and each member's draws take on the ranks of its new scores. With no more draws
  /// than members there is no Q⁻¹, and chance correlations stay.
  func reordered(_ columns: [[Double]]) -> [[Double]] {
    var scores = columns.map { $0.map(StandardNormal.quantile) }
    let chance = CorrelationMatrix.correlations(of: scores)
    if CorrelationMatrix.smallestEigenvalue(of: chance) > Self.leastChanceEigenvalue,
      let own = CorrelationMatrix.factor(chance)
    {
      scores = solved(scores, by: own)
    }
    let wanted = transformed(scores, by: factor)
    return columns.indices.map { member in
      guard member > 0 else { return columns[0] }
      let order = wanted[member].indices.sorted {
        (wanted[member][$0], $0) < (wanted[member][$1], $1)
      }
      var column = columns[member]
      for (draw, value) in zip(order, columns[member].sorted()) { column[draw] = value }
      return column
    }
  }

  /// Below, chance correlations are too strong to be taken out without noise.
  private static let leastChanceEigenvalue = 1e-6

  /// The lower triangle times the members' columns.
  private func transformed(_ columns: [[Double]], by lower: [[Double]]) -> [[Double]] {
    lower.map { row in
      columns[0].indices.map { draw in
        zip(row, columns).reduce(0) { $0 + $1.0 * $1.1[draw] }
      }
    }
  }

  /// The columns that times the lower triangle give these, all of one scale.
  private func solved(_ columns: [[Double]], by lower: [[Double]]) -> [[Double]] {
    let unit = columns.map { column in
      let mean = column.reduce(0, +) / Double(column.count)
      let squares = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return column.map { ($0 - mean) / (squares / Double(column.count)).squareRoot() }
    }
    var solution: [[Double]] = []
    for (row, column) in zip(lower, unit) {
      let diagonal = row[row.count - 1]
      solution.append(
        column.indices.map { draw in
          (column[draw] - zip(row, solution).reduce(0) { $0 + $1.0 * $1.1[draw] }) / diagonal
        })
    }
    return solution
  }
}
