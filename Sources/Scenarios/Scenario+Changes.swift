public import Performance
public import Serving

// Copies with one thing changed, so that whatever else a scenario comes to hold stays.

extension Scenario {
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
    copy.workload = workload
    return copy
  }

  /// The same deployment in a fleet of another size.
  public func with(replicas: Int) -> Scenario {
    var copy = self
    copy.replicas = replicas
    return copy
  }
}
