import Documents
import Economics
public import Quantities

/// A piece of work as a scenario states it; see `TaskProfile`.
public struct TaskTerms: Sendable, Hashable {
  /// Calls of the model in one attempt.
  public let calls: Double
  /// Prompt tokens of a call; nil for those of a mean request.
  public let input: Tokens?
  /// Output tokens of a call; nil for those of a mean request.
  public let output: Tokens?
  public let successRate: Double
}

extension KeyReader {
  /// The task whose cost is asked; the outer optional is nil after a problem.
  func task() -> TaskTerms?? {
    let calls = optional("task.calls")?.tabulatedNumber()
    let rate = optional("task.success-rate")?.tabulatedNumber()
    let before = problems.count
    func tokens(_ path: String) -> Tokens? {
      stated(path)?.quantity(
        in: Tokens.zero...Tokens(1e12), words: ScenarioKeys.key(path)?.expected)
    }
    let (input, output) = (tokens("task.input-tokens"), tokens("task.output-tokens"))
    guard let calls, let rate, problems.count == before else { return nil }
    guard stated("task") != nil else { return .some(nil) }
    return TaskTerms(calls: calls, input: input, output: output, successRate: rate)
  }

  /// What the answers are worth; the outer optional is nil after a problem.
  func quality() -> QualityScore?? {
    guard let section = stated("quality") else { return .some(nil) }
    let score = required("quality.score")?.tabulatedNumber()
    let benchmark = required("quality.benchmark")?.text(expected: "the name of a benchmark")
    guard let score, let benchmark else { return nil }
    do throws(EconomicsError) {
      return try QualityScore(score: score, benchmark: benchmark)
    } catch {
      section.report("\(error)")
      return nil
    }
  }
}
