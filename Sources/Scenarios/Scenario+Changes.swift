public import Performance
public import Serving

// Copies with one thing changed, so that whatever else a scenario comes to hold stays.

extension Scenario {
  /// The same design point as an alternative of another name.
  public func named(_ alternative: String) -> Scenario {
    var copy = self
    copy.alternative = alternative
    return copy
  }

  /// The same question asked of another deployment and engine.
  public func with(deployment: Deployment, engine: EngineProfile) -> Scenario {
    var copy = self
    copy.deployment = deployment
    copy.engine = engine
    return copy
  }

  /// The same machines under other requests.
  public func with(workload: Workload) -> Scenario {
    var copy = self
    copy.demand = workload
    return copy
  }

  /// The same deployment in a fleet of another size.
  public func with(replicas: Int) -> Scenario {
    var copy = self
    copy.replicas = replicas
    return copy
  }

  /// One pool of a fleet: its replicas, one like the other.
  public struct PoolReplicas {
    public let deployment: Deployment
    public let engine: EngineProfile
    public let count: Int

    public init(_ deployment: Deployment, _ engine: EngineProfile, count: Int) {
      self.deployment = deployment
      self.engine = engine
      self.count = count
    }
  }

  /// The same question asked of a fleet in pools; what else a pool has is what its own pool has here,
  /// or the whole fleet.
  public func with(
    prefill: PoolReplicas, decode: PoolReplicas, transfer: TransferTerms
  ) -> Scenario {
    let pools = [(ServingPool.Role.prefill, prefill), (.decode, decode)].map { role, own in
      PoolScenario(
        name: role.rawValue, role: role,
        scenario: part(of: role).with(deployment: own.deployment, engine: own.engine)
          .with(replicas: own.count).judged(as: role))
    }
    var copy = with(deployment: decode.deployment, engine: decode.engine).with(replicas: 1)
    copy.pools = pools
    copy.transfer = transfer
    return copy
  }

  /// What the pool of a role has, as if it were the whole fleet; the whole fleet where it has no such
  /// pool, without the pools it may have.
  public func part(of role: ServingPool.Role) -> Scenario {
    if let pool = pools.first(where: { $0.role == role }) { return pool.scenario }
    var copy = self
    copy.pools = []
    copy.transfer = nil
    return copy
  }
}
