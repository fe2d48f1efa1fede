/// How much a number deserves to be trusted, best first.
public enum EvidenceGrade: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Measured, and the measurement is published.
  case measured
  /// Stated by the maker: a data sheet, a paper, a configuration, a price list.
  case datasheet
  /// Stated to a regulator or an investor.
  case filing
  /// Reported by the press, an analyst or an index.
  case press
  /// Derived, scaled or guessed.
  case estimate
  /// Planned by the maker; may slip.
  case roadmap

  public static func < (a: Self, b: Self) -> Bool {
    allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
  }
}
