import Hardware
public import LanguageModels

/// One measured value of a served model with the conditions under which it was measured.
struct ServingRow: Sendable, Hashable {
  /// The name of the row, unique in its file.
  let id: String
  let metric: MeasuredMetric
  /// In the unit of the metric; above 0.
  let value: Double
  let conditions: MeasuredConditions
}

/// All that decides what a measurement shows; rows that share it are predicted by one run.
public struct MeasuredConditions: Sendable, Hashable {
  /// The name in the catalog.
  public let accelerator: String
  public let accelerators: Int
  /// As written in the file, such as `vllm-0.12.0`.
  public private(set) var engine: String
  /// The date of the measurement as far as it is stated, from the year on.
  public let date: String?
  /// The name in the catalog.
  public let model: String
  /// Nil for the formats of the published checkpoint.
  public let weights: WeightFormat?
  /// Nil for the engine's own choice.
  public let cacheFormat: CacheFormat?
  public let role: MeasuredRole
  public let tensor: Int?
  public let pipeline: Int?
  /// Ranks that share the experts.
  public let expert: Int?
  /// Attention replicas.
  public let data: Int?
  public let load: MeasuredLoad
  public let requests: Int?
  /// Seconds that an open load lasted.
  public let duration: Double?
  public let prompt: MeasuredLength
  public let output: MeasuredLength
  /// The share of every prompt that is found in the cache, 0...1.
  public let cachedFraction: Double
  /// Output tokens per decode step; nil where unknown, which is read as one.
  public let tokensPerStep: Double?
  /// The token budget of a step of one attention replica; nil for the engine's own.
  public let tokenBudget: Int?
  /// The share of memory the engine may use; nil for the engine's own.
  public let memoryFraction: Double?

  /// Formats a file may name for the key-value cache.
  public enum CacheFormat: String, Sendable, Hashable, CaseIterable {
    case bf16, fp16, fp8, int8
  }
}

extension ServingRow {
  /// Reads the cells of one row.
  init(_ cells: MeasurementCells) throws(RowRefusal) {
    id = try cells.text("id")
    let name = try cells.text("metric")
    guard let metric = MeasuredMetric(name: name) else {
      throw .unknownMetric(name, known: MeasuredMetric.names)
    }
    self.metric = metric
    value = try cells.positive("value")
    conditions = try MeasuredConditions(cells)
  }
}

extension MeasuredConditions {
  init(_ cells: MeasurementCells) throws(RowRefusal) {
    accelerator = try cells.text("accelerator")
    accelerators = try cells.optionalCount("accelerators") ?? 1
    engine = try cells.text("engine")
    date = cells["date"]
    model = try cells.text("model")
    weights = try cells.optionalChoice("weights")
    cacheFormat = try cells.optionalChoice("kv_cache")
    role = try cells.optionalChoice("role") ?? .mixed
    tensor = try cells.optionalCount("tensor")
    pipeline = try cells.optionalCount("pipeline")
    expert = try cells.optionalCount("expert")
    data = try cells.optionalCount("data")
    load = try cells.load()
    requests = try cells.optionalCount("requests")
    duration = try cells.optionalPositive("duration_s")
    prompt = try cells.length("prompt_tokens", spread: "prompt_spread")
    output = try cells.length("output_tokens", spread: "output_spread")
    tokensPerStep = try cells.optionalPositive("tokens_per_step")
    tokenBudget = try cells.optionalCount("max_batched_tokens")
    memoryFraction = try cells.optionalFraction("kv_fraction")
    if let memoryFraction, memoryFraction < 0.05 {
      throw .malformed(
        column: "kv_fraction", found: "\(memoryFraction)", expected: "a fraction from 0.05 to 1")
    }
    // A prefix that all requests share is found in the cache by all but the first.
    let shared = try cells.optionalCount("shared_prefix_tokens", from: 0)
    cachedFraction =
      try cells.optionalFraction("cached_fraction")
      ?? min(1, Double(shared ?? 0) / prompt.tokens)
  }
}

extension MeasuredConditions {
  /// The same conditions on an engine profile of the catalog.
  func served(by profile: String) -> MeasuredConditions {
    var copy = self
    copy.engine = profile
    return copy
  }
}

extension MeasurementCells {
  fileprivate func load() throws(RowRefusal) -> MeasuredLoad {
    let concurrency = try optionalCount("concurrency")
    let rate = try optionalPositive("rate_per_s")
    let word = try text("load")
    switch word {
    case "static":
      guard let concurrency else { throw .missing(column: "concurrency") }
      return .staticBatch(concurrency)
    case "closed":
      return concurrency.map { .closed($0) } ?? .queued
    case "open":
      guard let rate else { throw .unstatedRate }
      return .open(rate)
    default:
      throw .malformed(column: "load", found: word, expected: "static, closed or open")
    }
  }

  fileprivate func length(
    _ column: String, spread: String
  ) throws(RowRefusal) -> MeasuredLength {
    let spread = self[spread]
    guard let tokens = try optionalPositive(column) else {
      throw .unstatedLength(column: column, spread: spread)
    }
    guard (1...100_000_000).contains(tokens) else {
      throw .malformed(
        column: column, found: self[column] ?? "", expected: "from 1 to 100 million tokens")
    }
    return MeasuredLength(tokens: tokens, spread: spread)
  }
}
