/// A system that changes only at events: state, and the rule by which an event moves it.
///
/// The model is a value and an event is a case of an enumeration. What happens next is scheduled in
/// the context; what was seen is reported there. Scheduled events are not taken back: a model that
/// changes its mind numbers its plans and ignores an event of an old number.
///
/// The end of a run is an event like any other. A model with something to say at the end has a case
/// for it, scheduled by the caller at the horizon before the run, and calls
/// ``SimulationContext/stop()``: being scheduled first, it precedes whatever else happens then.
public protocol SystemModel: ~Copyable {
  /// What can happen, as facts: `.arrived`, `.stepFinished`.
  associatedtype Event

  /// What can be seen from outside.
  associatedtype Observation

  /// Moves the system past `event`, scheduling what follows and reporting what was seen.
  mutating func handle(_ event: Event, in context: inout SimulationContext<Event, Observation>)
}
