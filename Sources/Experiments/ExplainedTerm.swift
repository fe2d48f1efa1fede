import Foundation

/// A term of an explanation in every run, before it is averaged.
struct ExplainedTerm {
  var name: String
  var unit: String?
  /// One value per run.
  var values: [Double]
  var formula: String?
  var sources: [Explanation.Source] = []
  var parts: [(role: Explanation.Role, term: ExplainedTerm)] = []

  init(
    _ name: String, _ values: [Double], _ unit: String? = nil, formula: String? = nil,
    from sources: [Explanation.Source] = []
  ) {
    self.name = name
    self.values = values
    self.unit = unit
    self.formula = formula
    self.sources = sources
  }

  /// The sum of terms of one unit.
  init(
    sum name: String, _ unit: String?, formula: String? = nil, _ parts: [ExplainedTerm],
    less subtracted: [ExplainedTerm] = []
  ) {
    let count = (parts + subtracted)[0].values.count
    let values = (0..<count).map { index in
      parts.reduce(0) { $0 + $1.values[index] } - subtracted.reduce(0) { $0 + $1.values[index] }
    }
    self.init(name, values, unit, formula: formula)
    self.parts = parts.map { (.plus, $0) } + subtracted.map { (.minus, $0) }
  }

  /// The product of factors over that of divisors.
  init(
    product name: String, _ unit: String?, formula: String? = nil, _ factors: [ExplainedTerm],
    over divisors: [ExplainedTerm] = []
  ) {
    let values = factors[0].values.indices.map { index in
      factors.reduce(1) { $0 * $1.values[index] } / divisors.reduce(1) { $0 * $1.values[index] }
    }
    self.init(name, values, unit, formula: formula)
    self.parts = factors.map { (.times, $0) } + divisors.map { (.over, $0) }
  }

  /// The same with terms that it is taken from, or compared with.
  func taken(from terms: [ExplainedTerm]) -> ExplainedTerm {
    var copy = self
    copy.parts += terms.map { (.from, $0) }
    return copy
  }

  /// The same figure as it was measured: what parts leave to it in any run is a part of its own.
  func measured(_ values: [Double]) -> ExplainedTerm {
    var copy = self
    copy.values = values
    return copy
  }

  /// The mean over runs, with a factor for how factors vary together.
  ///
  /// - Parameter weights: of each run in the mean; they add to one.
  func averaged(_ weights: [Double], as role: Explanation.Role = .plus) -> Explanation.Term {
    let value = Self.mean(values, weights)
    var resolved = parts.map { $0.term.averaged(weights, as: $0.role) }
    let bare = Explanation.Term(
      name: name, role: role, value: value, unit: unit, formula: formula, sources: sources,
      parts: resolved)
    if let made = bare.valueOfParts, !Self.areEqual(made, value) {
      let isProduct = resolved.contains { $0.role == .times || $0.role == .over }
      let last = resolved.lastIndex { $0.role != .from } ?? -1
      resolved.insert(
        Explanation.Term(
          name: isProduct ? Self.covariation : Self.remainder, role: isProduct ? .times : .plus,
          value: isProduct ? value / made : value - made, unit: isProduct ? nil : unit,
          formula: isProduct ? "mean of the product / product of the means" : nil,
          sources: [
            Explanation.Source(kind: .simulated, place: "simulated", runs: values.count)
          ], parts: []), at: last + 1)
    }
    return Explanation.Term(
      name: name, role: role, value: value, unit: unit, formula: formula, sources: sources,
      parts: resolved)
  }

  /// What a factor is called that only the spread over runs makes.
  static let covariation = "how these vary together over the runs"
  static let remainder = "not told apart"

  private static func mean(_ values: [Double], _ weights: [Double]) -> Double {
    zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func areEqual(_ a: Double, _ b: Double) -> Bool {
    // Ratios of nothing to nothing have nothing to explain.
    a == b || abs(a - b) <= 1e-12 * max(abs(a), abs(b)) || (!a.isFinite && b == 0)
  }
}
