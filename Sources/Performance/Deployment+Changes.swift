public import Hardware
public import LanguageModels
import Quantities

// Copies with one thing changed, so that whatever else a deployment comes to hold stays.

extension Deployment {
  /// The same deployment on another machine.
  public func with(cluster: Cluster) -> Deployment {
    var copy = self
    copy.cluster = cluster
    return copy
  }

  /// The same deployment with its weights stored otherwise.
  public func with(weights: WeightFormats) -> Deployment {
    var copy = self
    copy.weights = weights
    return copy
  }

  /// The same deployment with another format of the cache.
  public func with(cacheFormat: NumericFormat) -> Deployment {
    var copy = self
    copy.cacheFormat = cacheFormat
    return copy
  }

  func with(_ change: (inout WeightFormats) -> Void) -> Deployment {
    var weights = weights
    change(&weights)
    return with(weights: weights)
  }

  /// Another plan, on a cluster that is enlarged where it must be; nil where no such plan exists.
  func with(
    tensor: Int? = nil, pipeline: Int? = nil, data: Int? = nil, expert: Int? = nil
  ) -> Deployment? {
    // An expert group that spans the devices of one stage keeps doing so.
    let spans = plan.expert > 1 && plan.expert == plan.tensor * plan.data
    let (tensor, data) = (tensor ?? plan.tensor, data ?? plan.data)
    guard
      let plan = try? ParallelismPlan(
        tensor: tensor, pipeline: pipeline ?? self.plan.pipeline, data: data,
        expert: expert ?? (spans ? tensor * data : self.plan.expert),
        redundantExperts: plan.redundantExperts)
    else { return nil }
    let perPackage = cluster.accelerator.devices
    let needed = plan.devices.dividedRoundingUp(by: perPackage)
    var copy = with(
      cluster: Cluster(
        accelerator: cluster.accelerator, system: cluster.system,
        accelerators: max(cluster.accelerators, needed)))
    copy.plan = plan
    return copy
  }

  func with(memory capacity: Bytes) -> Deployment {
    with(
      cluster: cluster.with(
        .memoryCapacity, times: capacity / cluster.accelerator.memory.capacity))
  }
}

extension Cluster {
  /// Devices that one replica can join: all, or the largest domain where no network goes further.
  var reachableDevices: Int { min(devices, topology.outermost.devices) }
}
