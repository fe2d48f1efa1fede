import EventKernel
import Quantities

/// The course of a run in at most a thousand equal buckets of time, however long it becomes.
///
/// When time runs beyond the last bucket, neighbours are joined and the width doubles: memory is
/// bounded, nothing is lost but resolution, and the length of the run need not be known before.
struct LoadSeries: Sendable {
  private static let capacity = 1_024

  /// The logarithm of the width of a bucket in nanoseconds, which is a power of two.
  private var exponent = 10
  /// ∫ N dt per bucket, in requests times nanoseconds.
  private var load = ContiguousArray<Double>(repeating: 0, count: capacity)
  /// Output tokens made in each bucket.
  private var output = ContiguousArray<Int>(repeating: 0, count: capacity)

  /// Adds a number in the system that held between two instants.
  ///
  /// - Complexity: O(1), amortised.
  mutating func addLoad(_ level: Int, from start: Instant, to end: Instant) {
    cover(end)
    var time = start.nanoseconds
    while time < end.nanoseconds {
      let bucket = time >> exponent
      let next = min((bucket + 1) << exponent, end.nanoseconds)
      load[Int(bucket)] += Double(level) * Double(next - time)
      time = next
    }
  }

  /// Adds output tokens made at an instant.
  mutating func addOutput(_ tokens: Int, at instant: Instant) {
    cover(instant)
    output[Int(instant.nanoseconds >> exponent)] += tokens
  }

  /// Adds so many output tokens at the end of each of the first steps of a run.
  mutating func addOutput(_ tokens: Int, of run: DecodeRun, steps: Int) {
    cover(run.end(of: steps))
    var done = 0
    while done < steps {
      let bucket = run.end(of: done + 1).nanoseconds >> exponent
      let next = Instant(nanoseconds: (bucket + 1) << exponent)
      let ended = min(steps, max(done + 1, run.steps(before: next)))
      output[Int(bucket)] += (ended - done) * tokens
      done = ended
    }
  }

  /// The mean number in the system in each whole bucket until an instant.
  func meanLoads(until end: Instant) -> [Double] {
    load.prefix(wholeBuckets(until: end)).map { $0 / Double(1 << exponent) }
  }

  /// Output tokens in each whole bucket until an instant.
  func outputs(until end: Instant) -> [Double] {
    output.prefix(wholeBuckets(until: end)).map(Double.init)
  }

  /// The length of time of a bucket.
  var width: Seconds { Instant(nanoseconds: 1 << exponent).sinceStart }

  /// The instant at which a bucket starts.
  func start(ofBucket bucket: Int) -> Instant { Instant(nanoseconds: Int64(bucket) << exponent) }

  private func wholeBuckets(until end: Instant) -> Int {
    min(Int(end.nanoseconds >> exponent), Self.capacity)
  }

  private mutating func cover(_ instant: Instant) {
    while instant.nanoseconds >= Int64(Self.capacity) << exponent { coarsen() }
  }

  private mutating func coarsen() {
    let half = Self.capacity / 2
    for bucket in 0..<half {
      load[bucket] = load[2 * bucket] + load[2 * bucket + 1]
      output[bucket] = output[2 * bucket] + output[2 * bucket + 1]
    }
    for bucket in half..<Self.capacity {
      load[bucket] = 0
      output[bucket] = 0
    }
    exponent += 1
  }
}
