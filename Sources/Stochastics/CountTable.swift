/// The quantile function of a Poisson law as a searchable list: exact.
///
/// A guide (Chen & Asau 1974, doi:10.1080/05695557408974949) starts the search at the answer or
/// next to it.
struct CountTable: Sendable {
  /// The count of the first entry of ``cumulatives``.
  private let first: Double
  /// P(X ≤ first + i).
  private let cumulatives: [Double]
  /// The first entry that reaches i / guide.count.
  private let guide: [Int32]

  init(_ law: PoissonLaw) {
    let low = law.quantile(0x1p-30)
    let high = law.quantile(1 - 0x1p-30)
    first = low
    let cumulatives = stride(from: low, through: high, by: 1).map { law.cumulative($0) }
    self.cumulatives = cumulatives
    var entry = 0
    guide = cumulatives.indices.map { part in
      let share = Double(part) / Double(cumulatives.count)
      while entry < cumulatives.count - 1, cumulatives[entry] < share { entry += 1 }
      return Int32(entry)
    }
  }

  /// The quantile at `u`, or nothing in the tails beyond the list.
  func quantile(_ u: Double) -> Double? {
    guard u <= cumulatives[cumulatives.count - 1], u > cumulatives[0] || first == 0 else {
      return nil
    }
    var entry = Int(guide[Int(u * Double(guide.count))])
    while cumulatives[entry] < u { entry += 1 }
    return first + Double(entry)
  }
}
