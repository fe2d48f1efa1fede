public import Quantities

/// What a model may do while it handles an event: read the clock, schedule, report, stop.
public struct SimulationContext<Event, Observation>: ~Copyable {
  /// The instant of the event being handled.
  @inlinable public var now: Instant { clock }

  @usableFromInline var clock: Instant
  @usableFromInline var queue: EventQueue<Event>
  @usableFromInline var isStopped = false

  /// What was seen during the event being handled; its memory serves all events.
  @usableFromInline var observations = ContiguousArray<Observation>()

  @inlinable init(startingAt start: Instant) {
    clock = start
    queue = EventQueue()
  }

  /// Lets an event happen at an instant, after all events already scheduled for that instant.
  ///
  /// - Precondition: `now <= instant < .distantFuture`.
  @inlinable public mutating func schedule(_ event: Event, at instant: Instant) {
    guard instant >= clock, instant < .distantFuture else { refuse(instant, at: clock) }
    queue.schedule(event, at: instant)
  }

  /// Lets an event happen after a length of time, rounded to the nearest nanosecond.
  ///
  /// - Precondition: `delay` is not negative, not NaN, and ends within the clock's 292 years.
  @inlinable public mutating func schedule(_ event: Event, after delay: Seconds) {
    queue.schedule(event, at: clock + delay)
  }

  /// Reports what is seen at this instant; the observer learns of it as soon as the event is handled.
  @inlinable public mutating func observe(_ observation: Observation) {
    observations.append(observation)
  }

  /// Ends the run as soon as this event is handled.
  @inlinable public mutating func stop() { isStopped = true }
}

extension SimulationContext: Sendable where Event: Sendable, Observation: Sendable {}

/// Ends the program and says why. `precondition` would keep the values to itself in a release build.
@usableFromInline @inline(never) func refuse(_ instant: Instant, at now: Instant) -> Never {
  fatalError("at \(now), \(instant) is not ahead within the clock's 292 years")
}
