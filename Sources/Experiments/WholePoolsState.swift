import Performance
import Scenarios
import Serving

/// A fleet of several pools that serve requests whole, under a constant load in closed form.
///
/// Rules that take turns or draw send each replica its share by capacity `kᵢ` of what its pool may
/// serve, whatever it is able to; those that compare loads keep as many requests at each for its
/// capacity, `Bᵢ/kᵢ = b` in the mean, with sequences that decode for all requests. What users see is a
/// mixture: with `nᵢ` replicas and the rate `λᵢ` of each,
///
///     share within a limit = Σ nᵢ·λᵢ·shareᵢ / Σ nᵢ·λᵢ
///
/// Every pool is taken to see the lengths of all requests. Nothing is said (`capacity` is nil) where loads
/// are compared and a residency brings its pools more than their even load, nor of sessions that stay
/// where they are until a replica is overfull. Where each replica has but a few requests at once, a
/// router that compares loads does better than this: what comes goes to whoever is idle.
struct WholePoolsState {
  typealias Replica = SteadyState<StepTimePredictor>

  /// How a router spreads requests.
  enum Spread { case byCapacity, byLoad, bySession }

  struct Pool {
    let state: Replica
    let replicas: Double
    let capacity: Double
    /// The part of all requests that comes to it where each replica takes its share by capacity.
    let share: Double
  }

  let pools: [Pool]
  let spread: Spread
  /// What is bound to some of the pools: the share of requests, and whether each pool may serve them.
  let bound: [(share: Double, isServed: [Bool])]

  /// A replica of each pool under a load.
  private typealias Points = [Replica.Point]

  /// What there is room for, over all pools; zero where one has none.
  var saturation: Double {
    guard pools.allSatisfy({ $0.state.mostPerStep > 0 }) else { return 0 }
    return pools.reduce(0) { $0 + $1.replicas * $1.state.point(perStep: $1.state.mostPerStep).rate }
  }

  /// The highest load that keeps the objectives, in requests per second and decoding sequences of the
  /// fleet; nil where none does, or where that cannot be said: loads that are compared are told by
  /// the sequences that decode, which answers of one token have none of.
  func capacity(for objectives: Objectives) -> (rate: Double, batch: Double)? {
    guard saturation > 0 else { return nil }
    let most: Double
    switch spread {
    case .byCapacity: most = saturation
    case .byLoad where pools.allSatisfy({ $0.state.decodeSteps > 0 }): most = mostEvenLoad
    case .byLoad, .bySession: return nil
    }
    guard
      let level = Replica.highest(
        upTo: most, where: { points(at: $0).map { keeps(objectives, $0) } ?? false }),
      let points = points(at: level), canBeEven(points)
    else { return nil }
    return (rate(points), zip(pools, points).reduce(0) { $0 + $1.0.replicas * $1.1.batch })
  }

  /// The load of every replica for its capacity that fills the first one.
  private var mostEvenLoad: Double {
    pools.map { $0.state.mostPerStep * 0.9999 * $0.state.decodeSteps / $0.capacity }.min() ?? 0
  }

  /// Where loads are compared, at sequences for each capacity; otherwise at a rate. Nil where a pool
  /// has no room.
  private func points(at level: Double) -> Points? {
    let points = pools.compactMap { pool in
      spread == .byLoad
        ? pool.state.point(perStep: level * pool.capacity / pool.state.decodeSteps)
        : pool.state.point(rate: level * pool.share / pool.replicas)
    }
    return points.count == pools.count ? points : nil
  }

  private func rate(_ points: Points) -> Double {
    zip(pools, points).reduce(0) { $0 + $1.0.replicas * $1.1.rate }
  }

  private func keeps(_ objectives: Objectives, _ points: Points) -> Bool {
    let whole = rate(points)
    let seen = zip(pools, points).map { pool, point in
      (
        weight: pool.replicas * point.rate / whole,
        margins: pool.state.prediction(at: point, for: objectives).margins
      )
    }
    guard let first = seen.first?.margins, seen.allSatisfy({ $0.margins[0].isKept }) else {
      return false
    }
    return first.indices.allSatisfy { index in
      let share = seen.reduce(0) { $0 + $1.weight * $1.margins[index].share }
      return share >= first[index].required - 1e-9
    }
  }

  /// Whether what is bound to pools leaves them at the even load (Hall's condition, over every set of
  /// what is bound).
  private func canBeEven(_ points: Points) -> Bool {
    guard spread == .byLoad else { return true }
    guard bound.count <= 12 else { return false }
    let whole = rate(points)
    return (0..<1 << bound.count).allSatisfy { set in
      let some = bound.indices.filter { set >> $0 & 1 == 1 }.map { bound[$0] }
      let needed = whole * some.reduce(0) { $0 + $1.share }
      let room = zip(pools, points).enumerated().reduce(0) { sum, item in
        let (pool, point) = item.element
        return some.contains { $0.isServed[item.offset] }
          ? sum + pool.replicas * point.rate : sum
      }
      return needed <= room * (1 + 1e-9)
    }
  }
}

extension WholePoolsState {
  /// The pools of a fleet with their states.
  init(_ fleet: FleetModel, _ scenario: Scenario, states: [Replica]) {
    precondition(fleet.pools.count == states.count)
    switch scenario.routing {
    case .roundRobin, .random: spread = .byCapacity
    case .leastLoaded, .powerOfTwoChoices, .centralQueue, .prefixAware: spread = .byLoad
    case .sessionSticky: spread = .bySession
    }
    let workload = scenario.workload
    let weight = workload.streams.reduce(0) { $0 + $1.weight }
    var shares = [Double](repeating: 0, count: states.count)
    var bound: [(share: Double, isServed: [Bool])] = []
    for stream in workload.streams {
      for (index, part) in stream.classes {
        let share = stream.weight / weight * part
        let residency = workload.classes[index].residency
        let isServed = fleet.pools.map { pool in
          residency.map { $0 == pool.name || pool.scenario.residencies.contains($0) } ?? true
        }
        func capacity(_ place: Int) -> Double {
          let own = fleet.pools[place].scenario
          return isServed[place] ? own.capacity * Double(own.replicas) : 0
        }
        let whole = states.indices.reduce(0) { $0 + capacity($1) }
        for place in states.indices where whole > 0 {
          shares[place] += share * capacity(place) / whole
        }
        guard isServed.contains(false) else { continue }
        if let known = bound.firstIndex(where: { $0.isServed == isServed }) {
          bound[known].share += share
        } else {
          bound.append((share, isServed))
        }
      }
    }
    self.bound = bound
    pools = states.indices.map { place in
      let own = fleet.pools[place].scenario
      return Pool(
        state: states[place], replicas: Double(own.replicas), capacity: own.capacity,
        share: shares[place])
    }
  }
}
