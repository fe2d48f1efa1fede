import Synchronization

/// Counts runs that are done, from any thread.
final class ProgressCounter: Sendable {
  // Identity matters: all threads of an experiment count on the same one.
  private let done = Atomic<Int>(0)
  private let total: Int
  private let report: Experiment.Progress

  init(total: Int, report: @escaping Experiment.Progress) {
    self.total = total
    self.report = report
  }

  func advance() {
    report(done.wrappingAdd(1, ordering: .relaxed).newValue, total)
  }
}
