/// What can happen in a long run.
///
/// Steps and checkpoints are no events: between two events their course is fixed, and the system
/// catches up with it in a loop (see ``LongRunSystem``).
public enum LongRunEvent: Sendable {
  /// The first step begins.
  case began
  /// The time limit is reached.
  case limitReached
  /// A class of failures strikes somewhere.
  case struck(failure: Int32)
  /// A class strikes the unit of one clock, in the life of a node for which the clock was set.
  case clockStruck(failure: Int32, clock: Int32, life: Int32)
  /// What is wrong with the numbers since a silent strike is noticed.
  case corruptionFound(number: Int32)
  /// Something the job waited for is over.
  case waitEnded(generation: Int32)
  /// The job may have done all its steps.
  case workDue(generation: Int32)
  /// A planned stop that had to let a checkpoint pass.
  case stopDue(generation: Int32)
  case repaired(node: Int32)
  /// Some node becomes slow.
  case slowed
  /// A slow node is known as such.
  case slownessFound(node: Int32, life: Int32)
  case maintenanceDue
}
