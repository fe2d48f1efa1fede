import LanguageModels
import Training

/// One or two measured values of one training run with the conditions under which it ran.
struct TrainingRow: Sendable {
  /// A value as the row states it.
  struct Reading: Sendable {
    let metric: TrainingMetric
    let value: Double
  }

  let id: String
  let accelerator: String
  let accelerators: Int
  let model: MeasuredModel
  let sequence: Int
  let precision: Precision
  let widths: Widths
  /// Sequences of one microbatch; nil where the row does not say.
  let microBatch: Int?
  let globalBatch: Int
  /// Nil where the row does not say.
  let recompute: TrainingPlan.Recompute?
  let software: TrainingSoftware
  /// What communication ran beside arithmetic; nil where the row does not say.
  let overlap: TrainingPlan.Overlap?

  /// The arithmetic of matrix products.
  enum Precision: String, Sendable, CaseIterable {
    case bf16, fp16, fp8
    case fp8Block = "fp8-block"
    case mxfp8

    var recipe: TrainingRecipe {
      switch self {
      case .bf16: .bf16
      case .fp16: .fp16
      case .fp8: .fp8
      case .fp8Block: .fp8Block
      case .mxfp8: .mxfp8
      }
    }
  }

  /// How devices are grouped, as the row states it.
  struct Widths: Sendable {
    let tensor: Int?
    let pipeline: Int?
    let data: Int?
    let context: Int
    let expert: Int
    let virtualStages: Int
  }

  init(_ cells: MeasurementCells) throws(RowRefusal) {
    id = try cells.text("id")
    accelerator = try cells.text("accelerator")
    accelerators = try cells.count("accelerators")
    model = try MeasuredModel(cells)
    sequence = try cells.count("sequence")
    precision = try cells.optionalChoice("precision") ?? .bf16
    widths = Widths(
      tensor: try cells.optionalCount("tensor"), pipeline: try cells.optionalCount("pipeline"),
      data: try cells.optionalCount("data"), context: try cells.optionalCount("context") ?? 1,
      expert: try cells.optionalCount("expert") ?? 1,
      virtualStages: try cells.optionalCount("virtual_pipeline") ?? 1)
    microBatch = try cells.optionalCount("micro_batch")
    globalBatch = try cells.count("global_batch")
    recompute = try cells.optionalChoice("recompute")
    overlap = try cells.optionalChoice("overlap")
    software = TrainingSoftware(date: cells["date"])
  }
}

extension TrainingRow.Reading {
  /// The first or the second value of a row; nil where the row states no second one.
  init?(_ cells: MeasurementCells, metric: String, value: String) throws(RowRefusal) {
    guard let name = cells[metric] else {
      if cells[value] != nil { throw .missing(column: metric) }
      return nil
    }
    guard let known = TrainingMetric(name: name) else {
      throw .unknownMetric(name, known: TrainingMetric.names)
    }
    let number = try cells.positive(value)
    if case .modelUtilization = known, number >= 1 {
      throw .malformed(
        column: value, found: cells[value] ?? "", expected: "a fraction below 1, as mfu is one")
    }
    self.init(metric: known, value: number)
  }
}
