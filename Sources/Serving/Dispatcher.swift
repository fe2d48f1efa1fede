import EventKernel

/// Where requests find their replicas: a router for each set of pools by which some class may be
/// served, and the requests that wait there.
///
/// Its replicas are a range of those of the fleet; what it is told and says are their numbers there.
struct Dispatcher: Sendable {
  var routers: ContiguousArray<Router>
  var queues: ContiguousArray<HeldRequests>
  /// The router of each class of the workload.
  private let routerOfClass: [Int]
  /// The first replica of each pool that a router chooses from.
  private var firstReplicas: [[Int]]
  let replicas: Range<Int>

  init(
    to pools: [ServingPool], from first: Int, _ rule: RoutingRule, _ workload: Workload,
    _ control: RunControl, purpose: String = "routing"
  ) {
    var scopes: [[Bool]] = []
    var ofClass: [Int] = []
    for requestClass in workload.classes {
      let served = pools.map { $0.serves(residency: requestClass.residency) }
      ofClass.append(scopes.firstIndex(of: served) ?? scopes.count)
      if ofClass.last == scopes.count { scopes.append(served) }
    }
    routerOfClass = ofClass
    replicas = first..<first + pools.reduce(0) { $0 + $1.replicas }
    routers = []
    firstReplicas = []
    for served in scopes {
      var targets = RoutingTargets()
      firstReplicas.append([])
      for (pool, isServed) in zip(pools, served) {
        if isServed { firstReplicas[routers.count].append(first + targets.count) }
        targets.add(pool, isServed: isServed, under: rule)
      }
      routers.append(
        Router(
          rule, targets, purpose: purpose, seed: control.seed, replication: control.replication))
    }
    queues = ContiguousArray(repeating: HeldRequests(), count: scopes.count)
  }

  /// A replica of each pool that may serve a request.
  func pools(for request: Request) -> [Int] { firstReplicas[router(of: request)] }

  /// The router for a request.
  func router(of request: Request) -> Int { routerOfClass[Int(request.classIndex)] }

  /// The replica for a request; nil where none takes it now.
  mutating func choose(
    for request: Request, by router: Int, contents: @autoclosure () -> PromptContents
  ) -> Int? {
    routers[router].choose(for: request, contents: contents()).map { replicas.lowerBound + $0 }
  }

  // MARK: State of the replicas

  mutating func setLoad(_ load: Int, of replica: Int) {
    guard replicas.contains(replica) else { return }
    for router in routers.indices {
      routers[router].setLoad(load, of: replica - replicas.lowerBound)
    }
  }

  /// Lets a replica take requests.
  mutating func open(_ replica: Int) {
    guard replicas.contains(replica) else { return }
    for router in routers.indices { routers[router].open(replica - replicas.lowerBound) }
  }

  /// Lets a replica take no more requests.
  mutating func close(_ replica: Int) {
    guard replicas.contains(replica) else { return }
    for router in routers.indices { routers[router].close(replica - replicas.lowerBound) }
  }

  /// Takes note that a replica has lost what its caches held.
  mutating func forget(_ replica: Int) {
    guard replicas.contains(replica) else { return }
    for router in routers.indices { routers[router].forget(replica - replicas.lowerBound) }
  }

  // MARK: Requests that wait

  mutating func hold(_ slot: Int32, at router: Int, _ now: Instant) {
    queues[router].noteEmpty(at: now)
    queues[router].append(slot)
  }

  /// Lets a request wait before all others.
  mutating func holdFirst(_ slot: Int32, at router: Int, _ now: Instant) {
    queues[router].noteEmpty(at: now)
    queues[router].prepend(slot)
  }

  mutating func releaseFirst(of router: Int, _ now: Instant) {
    queues[router].removeFirst()
    queues[router].noteEmpty(at: now)
  }

  /// Takes out a request that waits.
  mutating func withdraw(_ slot: Int32, from router: Int, _ now: Instant) {
    queues[router].remove(slot)
    queues[router].noteEmpty(at: now)
  }

  mutating func noteEmptyQueues(at now: Instant) {
    for queue in queues.indices { queues[queue].noteEmpty(at: now) }
  }
}

extension RoutingTargets {
  /// Adds the replicas of a pool.
  mutating func add(_ pool: ServingPool, isServed: Bool, under rule: RoutingRule) {
    var limit = pool.maximumSequences
    if case .centralQueue(let perReplica?) = rule { limit = perReplica }
    capacities.append(contentsOf: repeatElement(pool.capacity, count: pool.replicas))
    limits.append(contentsOf: repeatElement(limit, count: pool.replicas))
    self.isServed.append(contentsOf: repeatElement(isServed, count: pool.replicas))
    cacheTokens += pool.cacheBlocks * pool.engine.blockTokens * pool.replicas
  }
}
