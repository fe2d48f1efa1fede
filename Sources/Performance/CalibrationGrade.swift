/// The validity label of a prediction, best first.
public enum CalibrationGrade: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Fitted on measurements of this chip.
  case calibrated
  /// Carried over from a measured relative through physical quantities.
  case transferred
  /// Used outside the range it was fitted on.
  case extrapolated
  /// Nothing measured on any relative, or the chip is not shipped.
  case speculative

  public static func < (a: Self, b: Self) -> Bool {
    allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
  }
}
