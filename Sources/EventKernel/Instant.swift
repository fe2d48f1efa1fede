public import Quantities

/// A point on the simulated clock, in whole nanoseconds since the start of simulated time.
///
/// A length of time is a `Seconds`; it is rounded to the nearest nanosecond once, where it is added
/// to an instant. Integers make equal instants equal, so ties are decided by the order of
/// scheduling and not by the last bit of a sum. The clock reaches 292 years.
@frozen public struct Instant: Sendable, Hashable {
  /// Whole nanoseconds since the start of simulated time; negative before it.
  public let nanoseconds: Int64

  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The instant that lies `sinceStart` after the start of simulated time.
  ///
  /// - Precondition: `sinceStart` is a number from zero to 292 years.
  @inlinable public init(_ sinceStart: Seconds) { self = .zero + sinceStart }

  /// The start of simulated time.
  @inlinable public static var zero: Instant { Instant(nanoseconds: 0) }

  /// An instant later than that of any event.
  @inlinable public static var distantFuture: Instant { Instant(nanoseconds: .max) }

  /// The length of time from the start to this instant.
  @inlinable public var sinceStart: Seconds { self - .zero }
}

extension Instant: Comparable, CustomStringConvertible {
  @inlinable public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }

  /// The length of time from `earlier` to `later`; negative if they are the other way round.
  @inlinable public static func - (later: Instant, earlier: Instant) -> Seconds {
    Seconds(Double(later.nanoseconds - earlier.nanoseconds) / 1e9)
  }

  /// The instant a length of time after another, rounded to the nearest nanosecond.
  ///
  /// - Precondition: `duration` is not negative, not NaN, and ends before ``distantFuture``.
  @inlinable public static func + (instant: Instant, duration: Seconds) -> Instant {
    let nanoseconds = (duration.value * 1e9).rounded(.toNearestOrEven)
    // NaN fails the first test; 2^63 and more would trap in the conversion without a word.
    guard duration >= .zero, nanoseconds < 0x1p63 else { refuse(duration, after: instant) }
    let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(Int64(nanoseconds))
    guard !overflow, sum < .max else { refuse(duration, after: instant) }
    return Instant(nanoseconds: sum)
  }

  /// The time since the start, in seconds, as in `1.5 s`.
  public var description: String { "\(sinceStart)" }
}

/// Ends the program and says why. `precondition` would keep the values to itself in a release build.
@usableFromInline @inline(never) func refuse(_ duration: Seconds, after instant: Instant) -> Never {
  fatalError("no instant lies \(duration) after \(instant): it must be ahead, within 292 years")
}
