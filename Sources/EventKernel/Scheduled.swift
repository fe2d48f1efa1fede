/// An event with its place in the order of events.
@frozen public struct Scheduled<Event> {
  /// When it happens.
  public let instant: Instant

  /// Its number in the order of scheduling, which decides between events of one instant.
  public let sequence: UInt64

  /// What happens.
  public let event: Event

  @inlinable init(instant: Instant, sequence: UInt64, event: Event) {
    self.instant = instant
    self.sequence = sequence
    self.event = event
  }

  /// Whether this event happens before the other: the order of (instant, sequence).
  @inlinable func precedes(_ other: Scheduled) -> Bool { position < other.position }

  /// Instant and sequence as one number, which compares without a branch.
  @inlinable var position: Int128 { Int128(instant.nanoseconds) << 64 | Int128(sequence) }
}

extension Scheduled: Sendable where Event: Sendable {}
