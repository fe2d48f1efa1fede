import Synchronization

/// Counts what is done, from any thread.
public final class ProgressCounter: Sendable {
  // Identity matters: all threads of an experiment count on the same one.
  private let done = Atomic<Int>(0)
  private let total: Int
  private let report: @Sendable (_ done: Int, _ total: Int) -> Void

  public init(total: Int, report: @escaping @Sendable (_ done: Int, _ total: Int) -> Void) {
    self.total = total
    self.report = report
  }

  /// Counts one phase of an experiment.
  convenience init(
    _ phase: Experiment.Phase, total: Int, report: @escaping Experiment.Progress
  ) {
    self.init(total: total) { done, total in report(phase, done, total) }
  }

  /// Counts one more, and reports.
  public func advance() {
    report(done.wrappingAdd(1, ordering: .relaxed).newValue, total)
  }
}
