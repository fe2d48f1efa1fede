import Stochastics

/// What a router is told of the replicas it chooses from.
struct RoutingTargets: Sendable {
  /// How much more each serves than another; all equal where they are alike.
  var capacities: [Double] = []
  /// How many requests each may hold under a central queue.
  var limits: [Int] = []
  /// Which of them it may choose.
  var isServed: [Bool] = []
  /// Tokens that all their caches hold, by which the memory of what they hold is sized.
  var cacheTokens = 0

  var count: Int { capacities.count }
}

/// A routing rule at work, over a range of replicas that it numbers from zero.
struct Router: Sendable {
  let rule: RoutingRule
  let address: StreamAddress
  let targets: RoutingTargets
  /// Whether capacities differ.
  let isWeighted: Bool
  let greatestCapacity: Double
  var loads: ContiguousArray<Int>
  /// Those that take requests, and where each stands among them; −1 elsewhere.
  var members: ContiguousArray<Int32>
  var places: ContiguousArray<Int32>
  /// The replica whose turn it is, where all are alike.
  var turn = 0
  /// The turns each has had, over its capacity, where they are not.
  var turns = ContiguousArray<Double>()
  /// By load, or by the turns each has had; infinite for those that take no request.
  var tree: LoadTree?
  var ring: HashRing?
  var memory: RoutingMemory?
  /// What the chunks of a prompt are remembered by; scratch.
  var chunks = ContiguousArray<UInt64>()
  /// Of those that take requests.
  var totalLoad = 0
  var totalCapacity: Double

  init(
    _ rule: RoutingRule, _ targets: RoutingTargets, purpose: String = "routing", seed: UInt64,
    replication: Int
  ) {
    self.rule = rule
    self.targets = targets
    address = StreamAddress(seed: seed, replication: replication, purpose: purpose)
    isWeighted = targets.capacities.contains { $0 != targets.capacities[0] }
    greatestCapacity = targets.capacities.max() ?? 1
    let count = targets.count
    loads = ContiguousArray(repeating: 0, count: count)
    members = []
    places = ContiguousArray(repeating: -1, count: count)
    for replica in 0..<count where targets.isServed[replica] {
      places[replica] = Int32(members.count)
      members.append(Int32(replica))
    }
    totalCapacity = 0
    for member in members { totalCapacity += targets.capacities[Int(member)] }
    switch rule {
    case .random, .powerOfTwoChoices: break
    case .roundRobin where !isWeighted: break
    case .roundRobin:
      turns = ContiguousArray(repeating: 0, count: count)
      plantTree()
    case .leastLoaded, .centralQueue: plantTree()
    case .sessionSticky:
      ring = HashRing(targets.capacities)
      memory = RoutingMemory(capacity: count > 1 ? Self.sessions : 0, replicas: count)
    case .prefixAware(let affinity):
      plantTree()
      let chunks = min(Self.mostChunks, targets.cacheTokens / affinity.chunkTokens)
      memory = RoutingMemory(capacity: chunks, replicas: count)
    }
  }

  /// The sessions that a router remembers.
  private static let sessions = 1 << 18
  private static let mostChunks = 1 << 22

  private mutating func plantTree() {
    tree = LoadTree((0..<targets.count).map { key(of: $0) })
  }

  // MARK: State of the replicas

  /// Takes note of how many requests wait or run at a replica.
  ///
  /// - Complexity: O(log replicas) for rules that compare all of them, O(1) otherwise.
  mutating func setLoad(_ load: Int, of replica: Int) {
    guard loads[replica] != load else { return }
    if isOpen(replica) { totalLoad += load - loads[replica] }
    loads[replica] = load
    if case .roundRobin = rule { return }
    updateTree(replica)
  }

  func isOpen(_ replica: Int) -> Bool { places[replica] >= 0 }

  /// Lets a replica take requests.
  mutating func open(_ replica: Int) {
    guard targets.isServed[replica], places[replica] < 0 else { return }
    places[replica] = Int32(members.count)
    members.append(Int32(replica))
    totalCapacity += targets.capacities[replica]
    totalLoad += loads[replica]
    if case .roundRobin = rule, let tree, let first = tree.first {
      turns[replica] = max(turns[replica], tree[first])
    }
    updateTree(replica)
  }

  /// Lets a replica take no more requests.
  mutating func close(_ replica: Int) {
    guard places[replica] >= 0 else { return }
    let place = Int(places[replica])
    let last = members.removeLast()
    if Int(last) != replica {
      members[place] = last
      places[Int(last)] = Int32(place)
    }
    places[replica] = -1
    totalLoad -= loads[replica]
    totalCapacity -= targets.capacities[replica]
    tree?.update(replica, to: .infinity)
  }

  /// Takes note that a replica has lost what its caches held.
  mutating func forget(_ replica: Int) { memory?.forget(replica) }

  private mutating func updateTree(_ replica: Int) {
    guard tree != nil else { return }
    let key = key(of: replica)
    tree?.update(replica, to: key)
  }

  /// What the tree compares.
  private func key(of replica: Int) -> Double {
    guard places[replica] >= 0 else { return .infinity }
    switch rule {
    case .roundRobin: return turns[replica]
    case .centralQueue where loads[replica] >= targets.limits[replica]: return .infinity
    default: return delay(of: replica)
    }
  }

  /// The load that one more request would make, over capacity; where all are alike, the load.
  func delay(of replica: Int) -> Double {
    let load = Double(loads[replica])
    return isWeighted ? (load + 1) / targets.capacities[replica] : load
  }
}
