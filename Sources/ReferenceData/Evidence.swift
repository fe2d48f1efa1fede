/// Where a number comes from: its sources, the date they state, and its grade.
public struct Evidence: Sendable, Hashable {
  /// Names of citations, the main one first.
  public let sources: [String]
  /// The date the source states, or else the day on which it was read: a year, a month or a day.
  public let asOf: String
  public let grade: EvidenceGrade

  public init(sources: [String], asOf: String, grade: EvidenceGrade) {
    self.sources = sources
    self.asOf = asOf
    self.grade = grade
  }
}
