import EventKernel
import Quantities

/// Decode steps of one batch in a row, of which only the end is an event: nothing is decided before.
///
/// The durations are stretches of arithmetic series; see ``DecodeTimes``. The instants of all steps
/// are known, as sums rounded once each, so that the run can be cut where something comes that may
/// change the batch, and read where the books are ruled off.
struct DecodeRun: Sendable {
  /// Steps whose durations are an arithmetic series, in parts of a nanosecond.
  struct Stretch: Sendable {
    let first: Int64
    let increment: Int64
    let steps: Int

    /// What the first `count` steps take together.
    @inline(__always)
    func time(of count: Int) -> Int64 {
      Int64(count) * first + increment * (Int64(count) * Int64(count - 1) / 2)
    }

    /// What all steps take together.
    @inline(__always)
    var time: Int64 { time(of: steps) }

    @inline(__always)
    func duration(_ index: Int) -> Int64 { first + increment * Int64(index) }
  }

  private(set) var stretches = ContiguousArray<Stretch>()
  /// Steps until the end.
  private(set) var steps = 0
  /// What they take together.
  private(set) var time: Int64 = 0
  /// When the first step started, and the part of a nanosecond by which it started later.
  private(set) var start = Instant.zero
  private(set) var fraction: Int64 = half

  /// So much is added before a sum is cut to whole nanoseconds: it is rounded.
  static let half = DecodeTimes.scale / 2
  /// The most steps of a run: a bound on its sums, even of steps of a minute, and on its work.
  static let limit = 2_048
  private static let longest = DecodeTimes.scale * 60_000_000_000

  /// Begins a run where the last one ended, or at another instant.
  mutating func begin(at instant: Instant) {
    if start != instant {
      start = instant
      fraction = Self.half
    }
    stretches.removeAll(keepingCapacity: true)
    steps = 0
    time = 0
  }

  /// Adds steps of a piece, at most so many.
  ///
  /// - Returns: Whether the run may go on after them.
  mutating func append(_ piece: DecodeTimes.Piece, sequences: Int, context: Int, limit: Int) -> Bool
  {
    let first = piece.duration(context: context)
    var count = min(limit, (piece.end - context + sequences - 1) / sequences)
    let isLong =
      max(first, piece.base + piece.slope * Int64(piece.end - piece.start)) > Self.longest
    if isLong { count = 1 }
    let stretch = Stretch(
      first: first, increment: piece.slope * Int64(sequences), steps: count)
    stretches.append(stretch)
    steps += count
    time += stretch.time
    return !isLong
  }

  /// When the run ends.
  var end: Instant { instant(after: time) }

  /// When so many parts of a nanosecond are over since the first step started.
  @inline(__always)
  func instant(after parts: Int64) -> Instant {
    Instant(nanoseconds: start.nanoseconds + (fraction + parts) / DecodeTimes.scale)
  }

  /// What the first `count` steps take together.
  func time(of count: Int) -> Int64 {
    guard count < steps else { return time }
    var remaining = count
    var sum: Int64 = 0
    for stretch in stretches {
      let taken = min(remaining, stretch.steps)
      sum += stretch.time(of: taken)
      remaining -= taken
      if remaining == 0 { break }
    }
    return sum
  }

  /// When a number of steps are done.
  func end(of count: Int) -> Instant { instant(after: time(of: count)) }

  /// How many steps are done before an instant, the present one not counted.
  ///
  /// - Complexity: O(stretches + log steps).
  func steps(before instant: Instant) -> Int {
    var done = 0
    var before: Int64 = 0
    for stretch in stretches {
      let whole = before + stretch.time
      if self.instant(after: whole) < instant {
        done += stretch.steps
        before = whole
        continue
      }
      var low = 0
      var high = stretch.steps - 1
      while low < high {
        let middle = (low + high + 1) / 2
        if self.instant(after: before + stretch.time(of: middle)) < instant {
          low = middle
        } else {
          high = middle - 1
        }
      }
      return done + low
    }
    return done
  }

  /// Lets the run end after its first `count` steps.
  mutating func cut(to count: Int) {
    time = time(of: count)
    var remaining = count
    for index in stretches.indices {
      let stretch = stretches[index]
      if remaining <= stretch.steps {
        stretches[index] = Stretch(
          first: stretch.first, increment: stretch.increment, steps: remaining)
        stretches.removeLast(stretches.count - index - 1)
        break
      }
      remaining -= stretch.steps
    }
    steps = count
  }

  /// Forgets the first `count` steps, which are done.
  mutating func drop(_ count: Int) {
    let taken = time(of: count)
    let parts = fraction + taken
    start = Instant(nanoseconds: start.nanoseconds + parts / DecodeTimes.scale)
    fraction = parts % DecodeTimes.scale
    time -= taken
    steps -= count
    guard steps > 0 else { return stretches.removeAll(keepingCapacity: true) }
    var remaining = count
    while remaining >= stretches[0].steps {
      remaining -= stretches[0].steps
      stretches.removeFirst()
    }
    let first = stretches[0]
    stretches[0] = Stretch(
      first: first.duration(remaining), increment: first.increment, steps: first.steps - remaining)
  }
}
