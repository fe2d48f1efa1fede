import Synchronization

/// Counts what is done of one phase, from any thread.
final class ProgressCounter: Sendable {
  // Identity matters: all threads of an experiment count on the same one.
  private let done = Atomic<Int>(0)
  private let phase: Experiment.Phase
  private let total: Int
  private let report: Experiment.Progress

  init(_ phase: Experiment.Phase, total: Int, report: @escaping Experiment.Progress) {
    self.phase = phase
    self.total = total
    self.report = report
  }

  func advance() {
    report(phase, done.wrappingAdd(1, ordering: .relaxed).newValue, total)
  }
}
