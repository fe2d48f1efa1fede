public import Quantities

/// A model and its observer on the simulated clock, which moves from event to event.
///
///     var simulation = Simulation(Station(servers: 8), observer: Statistics())
///     simulation.schedule(.arrived, at: .zero)
///     simulation.run(until: Instant(Seconds(3_600)))
///
/// Everything is a value held in one place, so simulations on different threads share nothing.
public struct Simulation<
  Model: SystemModel & ~Copyable, Witness: Observer<Model.Observation> & ~Copyable
>: ~Copyable {
  /// The system in its present state.
  public var model: Model

  /// What has been learnt of it.
  public var observer: Witness

  @usableFromInline var context: SimulationContext<Model.Event, Model.Observation>
  @usableFromInline var handled = 0

  @inlinable public init(
    _ model: consuming Model, observer: consuming Witness, startingAt start: Instant = .zero
  ) {
    self.model = model
    self.observer = observer
    context = SimulationContext(startingAt: start)
  }

  /// Why a run came back.
  public enum Outcome: Sendable, Hashable {
    /// No event is pending.
    case exhausted
    /// All events before the horizon are handled; some are pending.
    case reachedHorizon
    /// As many events were handled as were allowed.
    case reachedEventLimit
    /// The model stopped the run.
    case stopped
  }

  /// The present instant: that of the last event handled, or the horizon that was reached.
  @inlinable public var now: Instant { context.now }

  /// How many events have been handled since the start.
  @inlinable public var handledCount: Int { handled }

  /// How many events are pending.
  @inlinable public var pendingCount: Int { context.queue.count }

  /// How many events have ever been scheduled: those handled and those pending.
  @inlinable public var scheduledCount: Int { context.queue.scheduledCount }

  /// Lets an event happen at an instant; see ``SimulationContext/schedule(_:at:)``.
  @inlinable public mutating func schedule(_ event: Model.Event, at instant: Instant) {
    context.schedule(event, at: instant)
  }

  /// Lets an event happen after a length of time; see ``SimulationContext/schedule(_:after:)``.
  @inlinable public mutating func schedule(_ event: Model.Event, after delay: Seconds) {
    context.schedule(event, after: delay)
  }

  /// Handles events in order until none is left, the horizon is reached, or something ends the run.
  ///
  /// Events at the horizon itself are left pending, so a run until *a* and one until *b* do what
  /// one run until *b* does. The clock then shows the horizon, unless model or limit ended the run.
  ///
  /// - Precondition: The horizon is not in the past.
  @inlinable @discardableResult public mutating func run(
    until horizon: Instant = .distantFuture, eventLimit: Int = .max
  ) -> Outcome {
    guard horizon >= context.clock else { refuse(horizon, at: context.clock) }
    context.isStopped = false
    var remaining = eventLimit
    while remaining > 0 {
      guard let next = context.queue.next(before: horizon) else {
        if horizon < .distantFuture { context.clock = horizon }
        return context.queue.isEmpty ? .exhausted : .reachedHorizon
      }
      context.clock = next.instant
      model.handle(next.event, in: &context)
      handled += 1
      remaining -= 1
      if !context.observations.isEmpty { deliverObservations() }
      if context.isStopped { return .stopped }
    }
    return .reachedEventLimit
  }

  @inlinable mutating func deliverObservations() {
    for seen in context.observations { observer.observe(seen, at: context.clock) }
    context.observations.removeAll(keepingCapacity: true)
  }
}

extension Simulation: Sendable
where
  Model: Sendable & ~Copyable, Witness: Sendable & ~Copyable, Model.Event: Sendable,
  Model.Observation: Sendable
{}
