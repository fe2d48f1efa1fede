import Hardware
import LanguageModels
import Performance
import Quantities
import Scenarios
import Serving

/// The replicas of a scenario made ready to run, pool by pool.
struct FleetModel: Sendable {
  struct Pool: Sendable {
    let name: String
    let role: ServingPool.Role
    let scenario: Scenario
    let replica: ReplicaModel
    /// What it keeps of texts that may come again; nil where nothing is.
    let prefixCaching: PrefixCaching?
  }

  /// In the order of a request's life, or of the scenario; one pool where all replicas are alike.
  let pools: [Pool]
  /// Whether the scenario writes the fleet in pools, so that fleets of that size are counted.
  let isPooled: Bool
  let fabric: CacheFabric?

  /// - Throws: `DeploymentConflicts` where a plan cannot run at all.
  init(_ scenario: Scenario) throws {
    let parts =
      scenario.pools.isEmpty
      ? [PoolScenario(name: ServingPool.Role.whole.rawValue, role: .whole, scenario: scenario)]
      : scenario.pools
    isPooled = !scenario.pools.isEmpty
    let context = scenario.workload.meanContext
    let pools = try parts.map { part in
      let own = part.scenario
      let replica = try ReplicaModel(
        deployment: own.deployment, engine: own.engine, calibration: own.calibration,
        context: context)
      return Pool(
        name: part.name, role: part.role, scenario: own, replica: replica,
        prefixCaching: try own.prefixCache.map {
          try PrefixCaching($0, of: replica, context: context)
        })
    }
    self.pools = pools
    fabric = try scenario.transfer.map { try CacheFabric($0, from: pools[0], to: pools[1]) }
  }

  /// Replicas of a pool in a number of fleets of the size that the scenario writes; of a fleet without
  /// pools, that number itself.
  func replicas(of pool: Pool, in fleets: Int) -> Int {
    isPooled ? pool.scenario.replicas * fleets : fleets
  }

  /// Runs a number of replicas, or of fleets of the size that is written, behind a router.
  func run(
    _ workload: Workload, replicas: Int, routing: RoutingRule,
    objective: ServiceLevelObjective = .unlimited, control: RunControl,
    records: RequestRecordTaker? = nil
  ) throws(ServingError) -> ServingResult {
    var fleet: [ServingPool] = []
    for pool in pools {
      let replica = pool.replica
      fleet.append(
        try ServingPool(
          pool.name, role: pool.role, engine: replica.engine,
          replicas: self.replicas(of: pool, in: replicas),
          attentionRanks: replica.deployment.plan.data, cacheBlocks: replica.cacheBlocks,
          swapSpace: replica.swapSpace,
          speculation: pool.role == .prefill ? nil : replica.deployment.speculation,
          prefixCaching: pool.prefixCaching, capacity: pool.scenario.capacity,
          residencies: pool.scenario.residencies, failures: pool.scenario.failures,
          scaling: pool.scenario.scaling))
    }
    return try ServingSystem.run(
      ServingFleet(
        pools: fleet, contextLimit: pools[0].replica.deployment.model.contextLength,
        routing: routing, fabric: fabric),
      workload, objective: objective,
      predictors: pools.map { RememberedStepTimes($0.replica.predictor) }, control: control,
      records: records)
  }
}

extension CacheFabric {
  /// The network between two pools of a scenario.
  ///
  /// A replica sends and takes with the ports of all its accelerators at once, or their way into the
  /// scale-up domain; the core of the narrower side bounds all together. Ports are taken at the
  /// bandwidth of the data sheet. Where the same part of a cache lies with several devices, as latent
  /// caches do under tensor parallelism, it is sent once.
  init(_ terms: TransferTerms, from source: FleetModel.Pool, to sink: FleetModel.Pool)
    throws(ServingError)
  {
    try self.init(
      terms, from: (source.replica.deployment, source.scenario.replicas),
      to: (sink.replica.deployment, sink.scenario.replicas))
  }

  /// The network between two pools of so many replicas.
  init(
    _ terms: TransferTerms, from source: (deployment: Deployment, replicas: Int),
    to sink: (deployment: Deployment, replicas: Int)
  ) throws(ServingError) {
    let model = source.deployment.model
    let format = source.deployment.cacheFormat
    let perToken = model.cacheBytesPerToken(format)
    let fixed = model.cacheBytes(context: 1, format: format) - perToken
    func ports(_ deployment: Deployment) -> (bandwidth: BytesPerSecond, latency: Seconds) {
      let cluster = deployment.cluster
      let accelerators = Double(deployment.plan.devices) / Double(cluster.accelerator.devices)
      let domain = cluster.system.scaleUp
      guard terms.way == .scaleOut, let network = cluster.system.scaleOut else {
        return (domain.bandwidth * (accelerators / domain.oversubscription), domain.latency)
      }
      let each = network.bandwidthPerAccelerator(domain: domain.accelerators)
      return (each * accelerators, network.latency)
    }
    func core(_ pool: (deployment: Deployment, replicas: Int)) -> BytesPerSecond {
      guard terms.way == .scaleOut, let network = pool.deployment.cluster.system.scaleOut
      else { return .infinity }
      return ports(pool.deployment).bandwidth * (Double(pool.replicas) / network.oversubscription)
    }
    let network = terms.network ?? min(core(source), core(sink))
    try self.init(
      bytesPerToken: perToken, bytesPerSequence: max(.zero, fixed),
      sending: ports(source.deployment).bandwidth, receiving: ports(sink.deployment).bandwidth,
      network: network,
      latency: max(ports(source.deployment).latency, ports(sink.deployment).latency),
      push: terms.push, layers: model.layers)
  }
}
