import EventKernel
import Quantities

/// The scaling rule of one pool at work.
struct PoolScaler: Sendable {
  /// Replicas of a pool, by what they are.
  struct Counts: Sendable {
    var serving = 0
    var starting = 0
    /// Those that are to serve: a failed one is none of them, so that another is started for it.
    var present: Int { serving + starting }

    mutating func add(_ status: ReplicaStatus) {
      switch status {
      case .serving: serving += 1
      case .starting: starting += 1
      case .draining, .down, .off: break
      }
    }
  }

  private let scaling: PoolScaling?
  private let most: Int
  /// What was wanted at the last evaluations, within the time of stabilization.
  private var proposals = ContiguousArray<(instant: Instant, wanted: Int)>()
  private var lastTotals = PoolMeasurement()
  private var lastAtRouter = 0.0
  private var last = Instant.zero

  init(_ pool: ServingPool) {
    let isFixed =
      if case .schedule? = pool.scaling?.rule { false } else {
        (pool.scaling?.least ?? pool.replicas) >= pool.replicas
      }
    scaling = isFixed ? nil : pool.scaling
    most = pool.replicas
  }

  private static let rounding = 1e-9

  /// Whether the number of replicas ever changes.
  var isAtWork: Bool { scaling != nil }

  /// Replicas that serve from the beginning.
  func initial(at now: Instant) -> Int {
    guard let scaling else { return most }
    if case .schedule(let entries) = scaling.rule { return clamped(scheduled(entries, at: now)) }
    return clamped(scaling.initial ?? most)
  }

  /// When the rule is next asked.
  func next(after now: Instant) -> Instant? {
    guard let scaling else { return nil }
    guard case .schedule(let entries) = scaling.rule else { return now + scaling.interval }
    let day = Int64(Seconds.day.value * 1e9)
    let midnight = now.nanoseconds / day * day
    let times =
      entries.map { Instant(nanoseconds: midnight) + $0.from }
      + [Instant(nanoseconds: midnight + day) + entries[0].from]
    return times.first { $0 > now }
  }

  private func clamped(_ count: Int) -> Int { min(max(count, scaling?.least ?? most), most) }

  private func scheduled(
    _ entries: [(from: Seconds, replicas: Int)], at now: Instant
  ) -> Int {
    let day = Int64(Seconds.day.value * 1e9)
    let time = Instant(nanoseconds: now.nanoseconds % day)
    // Before the first entry of a day the last one of the day before holds.
    return (entries.last { Instant.zero + $0.from <= time } ?? entries[entries.count - 1]).replicas
  }

  /// How many replicas are to serve, or to be started, now.
  ///
  /// - Parameters:
  ///   - totals: what the pool did since the run began.
  ///   - atRouter: requests at the routers, integrated since then, in requests times seconds.
  mutating func wanted(
    _ counts: Counts, _ totals: PoolMeasurement, atRouter: Double, at now: Instant
  ) -> Int {
    guard let scaling else { return most }
    if case .schedule(let entries) = scaling.rule { return clamped(scheduled(entries, at: now)) }
    let time = (now - last).value
    guard time > 0 else { return counts.present }
    func mean(_ part: (PoolMeasurement) -> Double) -> Double {
      (part(totals) - part(lastTotals)) / time
    }
    let waiting = mean { $0.occupancy.waiting } + (atRouter - lastAtRouter) / time
    let exact: Double
    switch scaling.rule {
    case .concurrency(let target): exact = (waiting + mean { $0.occupancy.running }) / target
    case .queue(let target): exact = waiting / target
    case .utilization(let target): exact = mean { $0.phases.busy.value } / target
    case .schedule: exact = 0
    }
    lastTotals = totals
    lastAtRouter = atRouter
    last = now
    let present = Double(counts.present)
    // What lies on a threshold but for rounding, lies on it.
    let isNear = abs(exact - present) <= scaling.tolerance * present + Self.rounding * exact
    let wanted = clamped(
      isNear ? counts.present : Int(min(exact * (1 - Self.rounding), 1e9).rounded(.up)))
    proposals.append((now, wanted))
    let start = now - scaling.stabilization
    proposals.removeAll { $0.instant < start }
    guard wanted < counts.present else { return wanted }
    return min(counts.present, proposals.reduce(wanted) { max($0, $1.wanted) })
  }
}

extension Instant {
  fileprivate static func - (instant: Instant, length: Seconds) -> Instant {
    let parts = length.value * 1e9
    return Instant(nanoseconds: instant.nanoseconds - Int64(parts.rounded()))
  }
}
