/// How one replica of a model is cut over devices.
///
/// `tensor × pipeline × data` devices make one replica. `data` counts attention replicas inside it
/// (attention data parallelism); `expert` is the number of devices that share the routed experts,
/// at most `tensor × data`; 1 means that experts are cut by tensor parallelism only.
public struct ParallelismPlan: Sendable, Hashable {
  public let tensor: Int
  public let pipeline: Int
  public let data: Int
  public let expert: Int
  /// Redundant copies of busy experts, `q` of Eq. 2.32, so that `E + q` divide by ``expert``; nil
  /// takes the fewest that do.
  public let redundantExperts: Int?

  /// - Throws: ``PlanError`` when a width is below one or the expert group does not fit.
  public init(
    tensor: Int = 1, pipeline: Int = 1, data: Int = 1, expert: Int = 1,
    redundantExperts: Int? = nil
  ) throws(PlanError) {
    for (axis, width) in [
      ("tensor", tensor), ("pipeline", pipeline), ("data", data), ("expert", expert),
    ] where width < 1 || width > 1_000_000 {
      throw .widthOutOfRange(axis: axis, width: width)
    }
    if let redundantExperts, !(0...1_000_000).contains(redundantExperts) {
      throw .widthOutOfRange(axis: "redundant experts", width: redundantExperts)
    }
    guard (tensor * data).isMultiple(of: expert) else {
      throw .expertGroup(expert: expert, tensor: tensor, data: data)
    }
    self.tensor = tensor
    self.pipeline = pipeline
    self.data = data
    self.expert = expert
    self.redundantExperts = redundantExperts
  }

  /// Devices of one replica.
  public var devices: Int { tensor * pipeline * data }

  /// Redundant copies among the experts of a layer.
  public func redundantExperts(among experts: Int) -> Int {
    redundantExperts ?? (expert - experts % expert) % expert
  }
}

/// Why a plan cannot exist, whatever the model.
public enum PlanError: Error, Sendable, Hashable {
  /// A parallel width below one, or absurdly large.
  case widthOutOfRange(axis: String, width: Int)
  /// The expert width does not divide `tensor × data`.
  case expertGroup(expert: Int, tensor: Int, data: Int)
}
