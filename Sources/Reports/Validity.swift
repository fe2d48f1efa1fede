/// How far a result may be trusted, from the facts it rests on.
public struct Validity: Sendable, Hashable, Codable {
  /// From the firmest to the weakest.
  public enum Grade: String, Sendable, Hashable, CaseIterable, Codable {
    /// Measured on this hardware and engine.
    case calibrated
    /// Measured on a relative.
    case transferred
    /// Outside the range that was measured.
    case extrapolated
    /// Resting on announcements or guesses.
    case speculative
  }

  public var grade: Grade
  /// What keeps the result from a better grade.
  public var reasons: [String]

  public init(_ grade: Grade, because reasons: [String] = []) {
    self.grade = grade
    self.reasons = reasons
  }
}

extension Validity.Grade {
  /// The grade in a sentence.
  public var meaning: String {
    switch self {
    case .calibrated: "It rests on measurements of this hardware and engine."
    case .transferred: "It rests on measurements of related hardware or engines."
    case .extrapolated: "It lies outside the range that was measured."
    case .speculative: "It rests on announcements or estimates."
    }
  }
}
