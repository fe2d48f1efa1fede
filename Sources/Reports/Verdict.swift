/// Whether something can be done; if not, why, and the smallest change that would help.
public struct Verdict: Sendable, Hashable {
  public enum Outcome: Sendable, Hashable {
    /// - Parameter margin: What is left, such as "12 GB of 80 GB free".
    case feasible(margin: String?)
    case infeasible(cause: String, fix: String?)
  }

  /// What was asked, such as "Memory: DeepSeek-V3 on 8 × H100".
  public var subject: String
  public var outcome: Outcome

  public init(_ subject: String, _ outcome: Outcome) {
    self.subject = subject
    self.outcome = outcome
  }

  public var isFeasible: Bool {
    switch outcome {
    case .feasible: true
    case .infeasible: false
    }
  }
}
