import Quantities

/// What checkpoints are kept where, from the oldest to the newest.
struct CheckpointShelf {
  struct Entry {
    /// The progress that it holds.
    let position: Int64
    /// When the job stopped to write it: what was corrupt then is corrupt in it.
    let captured: Int64
    /// When it can be relied on.
    let durable: Int64
    /// The how manieth it is; a restart counts on from there.
    let count: Int
  }

  /// A place, and what it holds.
  struct Tier {
    let stall: Int64
    let drain: Int64
    let load: Int64
    let survives: Set<FailureScope>
    let every: Int
    let kept: Int
    var entries: ContiguousArray<Entry> = []
    /// Entries before this one were dropped to make room.
    var first = 0
    /// When the write under way has drained.
    var busyUntil = Int64.min

    init(_ tier: CheckpointTier) {
      stall = TimeLaw.nanoseconds(tier.stall.value)
      drain = TimeLaw.nanoseconds(tier.drain.value)
      load = TimeLaw.nanoseconds(tier.load.value)
      survives = tier.survives
      every = tier.every
      kept = tier.kept
      entries.reserveCapacity(min(2 * kept, 1_024))
    }

    mutating func keep(_ entry: Entry) {
      entries.append(entry)
      busyUntil = entry.durable
      // The newest one that can be relied on stays until the next can.
      if entries.count - first > kept + (drain > 0 ? 1 : 0) { first += 1 }
      if first > 64, first * 2 > entries.count {
        entries.removeFirst(first)
        first = 0
      }
    }

    mutating func clear() {
      entries.removeAll(keepingCapacity: true)
      first = 0
    }

    /// Drops the newest entries that fail a test.
    mutating func dropLast(while fails: (Entry) -> Bool) {
      while entries.count > first, let last = entries.last, fails(last) { entries.removeLast() }
    }
  }

  private(set) var tiers: ContiguousArray<Tier>
  /// Which tier a planned stop relies on: of those that outlive the loss of a node and of the job, the
  /// one that drains soonest; of all where none does.
  private let haven: Int

  init(_ plan: CheckpointPlan?) {
    let tiers = ContiguousArray((plan?.tiers ?? []).map { Tier($0) })
    let safe = tiers.indices.filter { tiers[$0].survives.isSuperset(of: [.node, .job]) }
    haven =
      (safe.isEmpty ? Array(tiers.indices) : safe).min { tiers[$0].drain < tiers[$1].drain } ?? 0
    self.tiers = tiers
  }

  /// When the job computes on after the `count`-th checkpoint that begins now.
  func end(ofWrite count: Int, at now: Int64) -> Int64 {
    var (start, stall) = (now, Int64(0))
    // By index: a tier in hand would be a copy, with its references counted.
    for index in tiers.indices where count % tiers[index].every == 0 {
      start = max(start, tiers[index].busyUntil)
      stall += tiers[index].stall
    }
    return start + stall
  }

  /// Puts a checkpoint on the tiers whose turn it is.
  mutating func keep(_ position: Int64, count: Int, captured: Int64, written: Int64) {
    for index in tiers.indices where count % tiers[index].every == 0 {
      let durable = written + tiers[index].drain
      tiers[index].keep(
        Entry(position: position, captured: captured, durable: durable, count: count))
    }
  }

  /// When a checkpoint that is written to all tiers now is safe enough to stop.
  func end(ofPlannedWriteAt now: Int64) -> (written: Int64, safe: Int64) {
    var (start, stall) = (now, Int64(0))
    for tier in tiers {
      start = max(start, tier.busyUntil)
      stall += tier.stall
    }
    return (start + stall, start + stall + tiers[haven].drain)
  }

  /// Puts a checkpoint on all tiers.
  mutating func keepEverywhere(_ position: Int64, count: Int, captured: Int64, written: Int64) {
    for index in tiers.indices {
      let durable = written + tiers[index].drain
      tiers[index].keep(
        Entry(position: position, captured: captured, durable: durable, count: count))
    }
  }

  /// The job is gone, and with it what had not drained.
  mutating func stop(at now: Int64) {
    for index in tiers.indices {
      tiers[index].dropLast { $0.durable > now }
      tiers[index].busyUntil = .min
    }
  }

  /// Something is gone, and with it what was kept there.
  mutating func lose(_ scope: FailureScope) {
    for index in tiers.indices where !tiers[index].survives.contains(scope) {
      tiers[index].clear()
    }
  }

  /// What a restart loads: the most progress captured before an instant, from where it loads fastest;
  /// nothing, at no cost, where nothing is left.
  func best(capturedBefore instant: Int64) -> (entry: Entry, load: Int64) {
    var best = (entry: Entry(position: 0, captured: -1, durable: 0, count: 0), load: Int64(0))
    for tier in tiers {
      guard
        let entry = tier.entries[tier.first...].last(where: { $0.captured <= instant })
      else { continue }
      let isMore = entry.position > best.entry.position
      let isSooner = entry.position == best.entry.position && tier.load < best.load
      if isMore || isSooner || best.entry.captured < 0 { best = (entry, tier.load) }
    }
    return best
  }

  /// Drops what was captured after the checkpoint that is loaded.
  mutating func returned(to entry: Entry) {
    for index in tiers.indices { tiers[index].dropLast { $0.captured > entry.captured } }
  }
}
