/// An event with its place in the order of events.
@frozen
public struct Scheduled<Event> {
  /// When it happens.
  public let instant: Instant

  /// Its number in the order of scheduling, which decides between events of one instant.
  public let sequence: UInt64

  /// What happens.
  public let event: Event

  @inlinable
  init(instant: Instant, sequence: UInt64, event: Event) {
    self.instant = instant
    self.sequence = sequence
    self.event = event
  }

  /// Whether this event happens before the other.
  @inlinable
  func precedes(_ other: Scheduled) -> Bool {
    instant < other.instant || (instant == other.instant && sequence < other.sequence)
  }
}

extension Scheduled: Sendable where Event: Sendable {}
