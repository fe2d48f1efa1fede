/// What the rows of a measurement file are about; each kind has columns of its own.
public enum MeasurementKind: String, Sendable, Hashable, CaseIterable {
  /// Throughput and latency of served models.
  case serving
  /// Times and rates of training steps.
  case training
  /// Prices, costs, power and lengths of accepted drafts.
  case cost

  /// Columns that must be there.
  public var requiredColumns: [String] {
    switch self {
    case .serving:
      [
        "id", "accelerator", "engine", "model", "load", "prompt_tokens", "output_tokens", "metric",
        "value",
      ]
    case .training:
      [
        "id", "accelerator", "accelerators", "model", "sequence", "global_batch", "metric",
        "value",
      ]
    case .cost: ["id", "metric", "value", "unit"]
    }
  }

  /// All columns: those that are required, those that may be left out, and, at the end, what people
  /// read of a row; by its source rows are left out together, and its date tells the release of an
  /// engine without a version.
  public var columns: [String] { requiredColumns + optionalColumns + Self.remarkColumns }

  /// Whether a metric of this kind has the name.
  func isMetric(_ name: String) -> Bool {
    switch self {
    case .serving: MeasuredMetric(name: name) != nil
    case .training: TrainingMetric(name: name) != nil
    case .cost: CostMetric(rawValue: name) != nil
    }
  }

  private var optionalColumns: [String] {
    switch self {
    case .serving:
      [
        "accelerators", "weights", "kv_cache", "role", "tensor", "pipeline", "expert", "data",
        "concurrency", "rate_per_s", "duration_s", "requests", "prompt_spread", "output_spread",
        "shared_prefix_tokens", "cached_fraction", "tokens_per_step", "max_batched_tokens",
        "kv_fraction",
      ]
    case .training:
      [
        "layers", "hidden", "ffn_hidden", "heads", "kv_heads", "head_dim", "vocab", "experts",
        "experts_per_token", "shared_experts", "moe_ffn_hidden", "params_total_b",
        "params_active_b", "precision", "tensor", "pipeline", "virtual_pipeline", "data",
        "context", "expert", "micro_batch", "recompute", "overlap", "second_metric", "second_value",
      ]
    case .cost: ["model", "accelerator", "accelerators", "configuration"]
    }
  }

  private static let remarkColumns = ["source", "date", "confidence", "notes"]
}
