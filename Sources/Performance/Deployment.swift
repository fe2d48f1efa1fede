public import Hardware
public import LanguageModels

/// One replica: a model in stated formats, cut by a plan, on a cluster.
public struct Deployment: Sendable, Hashable {
  public let model: ModelArchitecture
  public internal(set) var cluster: Cluster
  public internal(set) var plan: ParallelismPlan
  /// The formats the weights are served in.
  public internal(set) var weights: WeightFormats
  /// The format of the key-value cache.
  public internal(set) var cacheFormat: NumericFormat
  /// How tokens are drafted ahead, nil where none are.
  public let speculation: Speculation?
  /// Tables of embeddings beside the layers, nil where the model has none.
  public let tables: EmbeddingTables?

  public init(
    model: ModelArchitecture, cluster: Cluster, plan: ParallelismPlan, weights: WeightFormats,
    cacheFormat: NumericFormat, speculation: Speculation? = nil,
    tables: EmbeddingTables? = nil
  ) {
    self.model = model
    self.cluster = cluster
    self.plan = plan
    self.weights = weights
    self.cacheFormat = cacheFormat
    self.speculation = speculation
    self.tables = tables
  }

  /// Accelerator packages that one replica occupies, possibly a fraction of the last one's devices.
  public var accelerators: Int {
    let perPackage = cluster.accelerator.devices
    return (plan.devices + perPackage - 1) / perPackage
  }
}
