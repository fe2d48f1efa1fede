import Synchronization

/// Counts what is done, from any thread.
public final class ProgressCounter: Sendable {
  // Identity matters: all threads of an experiment count on the same one.
  private let done = Atomic<Int>(0)
  private let total: Atomic<Int>
  private let report: @Sendable (_ done: Int, _ total: Int) -> Void

  public init(total: Int, report: @escaping @Sendable (_ done: Int, _ total: Int) -> Void) {
    self.total = Atomic(total)
    self.report = report
  }

  /// Counts one phase of an experiment.
  convenience init(
    _ phase: Experiment.Phase, total: Int, report: @escaping Experiment.Progress
  ) {
    self.init(total: total) { done, total in report(phase, done, total) }
  }

  /// Counts more as done, and reports.
  public func advance(by count: Int = 1) {
    guard count > 0 else { return }
    report(
      done.wrappingAdd(count, ordering: .relaxed).newValue, total.load(ordering: .relaxed))
  }

  /// Takes note of more to be done than was known at first.
  func expect(_ more: Int) {
    total.wrappingAdd(more, ordering: .relaxed)
  }
}
