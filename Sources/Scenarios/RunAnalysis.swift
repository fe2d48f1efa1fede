/// What kind of question runs answer (Law 2015, section 9.3).
public enum RunAnalysis: String, Sendable, Hashable, CaseIterable {
  /// What goes on for ever at this load: the start, which remembers the empty system, is cut off, and
  /// latencies of a load that outgrows the system are refused.
  case steadyState = "steady-state"
  /// What happens from an empty start to the end of the duration: nothing is cut off.
  case terminating
}
