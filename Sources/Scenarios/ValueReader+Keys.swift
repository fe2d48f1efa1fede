import Documents

/// Reads a value as the table of keys says, so that no bound or name is stated twice.
///
/// - Precondition: The reader stands at the path of a key, and the key has the form asked for.
extension ValueReader {
  /// A whole number; with a `noun`, also `2048 sequences`.
  func tabulatedCount(of noun: String? = nil) -> Int? {
    guard case .count(let range) = form else { preconditionFailure("\(path) is no count") }
    return integer(in: range, of: noun)
  }

  /// A number, or a fraction where it lies within the whole.
  func tabulatedNumber() -> Double? {
    guard case .number(let range) = form else { preconditionFailure("\(path) is no number") }
    return range.lowerBound >= 0 && range.upperBound <= 1
      ? fraction(in: range) : number(in: range)
  }

  /// One of the key's names, of things of a kind such as `routing policy`.
  func tabulatedName(of kind: String) -> String? {
    guard case .choice(let names) = form else { preconditionFailure("\(path) is no choice") }
    return name(among: names, of: kind)
  }

  private var form: ScenarioKey.Form? { ScenarioKeys.key(path.description)?.form }
}
