public import Quantities

/// A point on the simulated clock, in whole nanoseconds since the start of simulated time.
///
/// A length of time is a `Seconds`; it is rounded to the nearest nanosecond once, where it is added
/// to an instant. Integers make equal instants equal, so ties are decided by the order of
/// scheduling and not by the last bit of a sum. The clock reaches 292 years.
@frozen
public struct Instant: Sendable, Hashable {
  /// Whole nanoseconds since the start of simulated time; negative before it.
  public let nanoseconds: Int64

  @inlinable
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The instant that lies `sinceStart` after the start of simulated time.
  ///
  /// - Precondition: `sinceStart` is a number from zero to 292 years.
  @inlinable
  public init(_ sinceStart: Seconds) { self = .zero + sinceStart }

  /// The start of simulated time.
  @inlinable public static var zero: Instant { Instant(nanoseconds: 0) }

  /// An instant later than that of any event.
  @inlinable public static var distantFuture: Instant { Instant(nanoseconds: .max) }

  /// The length of time from the start to this instant.
  @inlinable public var sinceStart: Seconds { self - .zero }
}

extension Instant: Comparable {
  @inlinable
  public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }
}

extension Instant {
  /// The length of time from `earlier` to `later`; negative if they are the other way round.
  @inlinable
  public static func - (later: Instant, earlier: Instant) -> Seconds {
    Seconds(Double(later.nanoseconds - earlier.nanoseconds) / 1e9)
  }

  /// The instant a length of time after another, rounded to the nearest nanosecond.
  ///
  /// - Precondition: `duration` is not negative, not NaN, and ends before ``distantFuture``.
  @inlinable
  public static func + (instant: Instant, duration: Seconds) -> Instant {
    let nanoseconds = (duration.value * 1e9).rounded(.toNearestOrEven)
    // False for NaN too. Beyond 2^63 the conversion to an integer would trap without a word.
    guard nanoseconds >= 0, nanoseconds < 0x1p63 else { notALength(duration, from: instant) }
    let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(Int64(nanoseconds))
    guard !overflow, sum < .max else { notALength(duration, from: instant) }
    return Instant(nanoseconds: sum)
  }
}

extension Instant: CustomStringConvertible {
  /// The time since the start, in seconds, as in `1.5 s`.
  public var description: String { "\(sinceStart)" }
}

/// Stops the program: `duration` leads from `instant` to no instant.
///
/// `fatalError` and not `precondition`, which in release builds would keep the values to itself.
@usableFromInline @inline(never)
func notALength(_ duration: Seconds, from instant: Instant) -> Never {
  fatalError(
    "A duration must be a number, not negative, and end within 292 years: \(duration) from \(instant)"
  )
}
