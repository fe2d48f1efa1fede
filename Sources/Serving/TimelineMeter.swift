import EventKernel
import Quantities

/// Takes note of the course of a run in at most 512 equal buckets of time, however long it becomes.
///
/// As in a ``LoadSeries``, neighbours are joined and the width doubles when time runs beyond the last
/// bucket. A bucket holds the instant of its end and not that of its start, so that tokens made at the
/// last instant of a run fall into a bucket of positive length.
struct TimelineMeter: Sendable {
  static let capacity = 512

  /// The logarithm of the width of a bucket in nanoseconds, which is a power of two.
  private var exponent = 10
  private let pools: Int
  /// Bucket after bucket, and in each pool after pool.
  private var buckets: ContiguousArray<TimelineBucket>
  /// ∫ N dt at the router per bucket, in requests times seconds.
  private var atRouter = ContiguousArray<Double>(repeating: 0, count: capacity)

  init(pools: Int) {
    self.pools = pools
    buckets = ContiguousArray(repeating: TimelineBucket(), count: pools * Self.capacity)
  }

  /// Lets levels have held between two instants.
  ///
  /// - Complexity: O(pools), amortised.
  mutating func add(
    _ levels: ContiguousArray<PoolLevels>, atRouter waiting: Int, from start: Instant,
    to end: Instant
  ) {
    cover(end)
    for (bucket, time) in parts(from: start, to: end) {
      atRouter[bucket] += Double(waiting) * time.value
      for pool in levels.indices {
        buckets[bucket * pools + pool].add(levels[pool], for: time)
      }
    }
  }

  /// Adds blocks in use beside those of the levels; takes them off where the end comes first, since
  /// the levels that follow are taken to hold from there on.
  mutating func addBlocks(_ blocks: Int, in pool: Int, from start: Instant, to end: Instant) {
    if end < start { return addBlocks(-blocks, in: pool, from: end, to: start) }
    cover(end)
    for (bucket, time) in parts(from: start, to: end) {
      buckets[bucket * pools + pool].occupancy.blocks += Double(blocks) * time.value
    }
  }

  mutating func addPrompt(_ tokens: Int, in pool: Int, at instant: Instant) {
    cover(instant)
    buckets[bucket(upTo: instant) * pools + pool].promptTokens += tokens
  }

  mutating func addOutput(_ tokens: Int, in pool: Int, at instant: Instant) {
    cover(instant)
    buckets[bucket(upTo: instant) * pools + pool].outputTokens += tokens
  }

  /// Adds so many output tokens at the end of each of the first steps of a run.
  mutating func addOutput(_ tokens: Int, in pool: Int, of run: DecodeRun, steps: Int) {
    cover(run.end(of: steps))
    var done = 0
    while done < steps {
      let bucket = bucket(upTo: run.end(of: done + 1))
      let next = Instant(nanoseconds: (Int64(bucket + 1) << exponent) + 1)
      let ended = min(steps, max(done + 1, run.steps(before: next)))
      buckets[bucket * pools + pool].outputTokens += (ended - done) * tokens
      done = ended
    }
  }

  /// The timeline of a run that ends now.
  ///
  /// - Parameters:
  ///   - names: of the pools.
  ///   - cacheBlocks: of one replica of each pool.
  func timeline(until end: Instant, names: [String], cacheBlocks: [Int]) -> Timeline {
    let width = Int64(1) << exponent
    let count = Int((end.nanoseconds + width - 1) / width)
    var timeline = Timeline(
      width: Instant(nanoseconds: width).sinceStart, pools: [], atRouter: Array(atRouter[..<count]))
    for pool in 0..<pools {
      var course: [TimelineBucket] = []
      for index in 0..<count {
        var bucket = buckets[index * pools + pool]
        let start = Instant(nanoseconds: Int64(index) * width)
        bucket.start = start.sinceStart
        bucket.length = min(end, Instant(nanoseconds: start.nanoseconds + width)) - start
        bucket.blocksInService = bucket.inService.value * Double(cacheBlocks[pool])
        course.append(bucket)
      }
      timeline.pools.append(Timeline.Pool(name: names[pool], buckets: course))
    }
    return timeline
  }

  // MARK: Buckets

  /// The bucket that holds an instant, its end included.
  private func bucket(upTo instant: Instant) -> Int {
    Int(max(0, instant.nanoseconds - 1) >> exponent)
  }

  private func parts(from start: Instant, to end: Instant) -> BucketParts {
    BucketParts(time: start.nanoseconds, end: end.nanoseconds, exponent: exponent)
  }

  private mutating func cover(_ instant: Instant) {
    while instant.nanoseconds > Int64(Self.capacity) << exponent { coarsen() }
  }

  private mutating func coarsen() {
    let half = Self.capacity / 2
    for bucket in 0..<half {
      atRouter[bucket] = atRouter[2 * bucket] + atRouter[2 * bucket + 1]
      for pool in 0..<pools {
        var joined = buckets[2 * bucket * pools + pool]
        joined.merge(buckets[(2 * bucket + 1) * pools + pool])
        buckets[bucket * pools + pool] = joined
      }
    }
    for bucket in half..<Self.capacity { atRouter[bucket] = 0 }
    for index in half * pools..<Self.capacity * pools { buckets[index] = TimelineBucket() }
    exponent += 1
  }
}

/// A stretch of time cut at the edges of buckets.
private struct BucketParts: Sequence, IteratorProtocol {
  var time: Int64
  let end: Int64
  let exponent: Int

  mutating func next() -> (bucket: Int, time: Seconds)? {
    guard time < end else { return nil }
    let bucket = time >> exponent
    let next = Swift.min((bucket + 1) << exponent, end)
    defer { time = next }
    return (Int(bucket), Instant(nanoseconds: next - time).sinceStart)
  }
}

extension TimelineBucket {
  /// Lets the levels of the pool have held for a time.
  fileprivate mutating func add(_ levels: PoolLevels, for time: Seconds) {
    occupancy.waiting += Double(levels.waiting) * time.value
    occupancy.running += Double(levels.running) * time.value
    occupancy.blocks += Double(levels.blocks) * time.value
    occupancy.hostBlocks += Double(levels.hostBlocks) * time.value
    inService += Double(levels.inService) * time
  }
}
