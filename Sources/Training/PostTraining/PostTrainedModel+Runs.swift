import Hardware
public import Performance
import Quantities

/// A pass over samples of an iteration: all of them, or a mini-batch.
struct SamplePass {
  let samples: SampledSequences
  let handling: SequenceHandling
  /// Equal passes into which the samples are divided.
  let parts: Int

  /// How they are laid into microbatches over so many ranks.
  ///
  /// Packed: rows of equal sequences whose length is the mean over tokens, so that tokens and
  /// query-key pairs are those of the samples; as many rows as tokens need, filled evenly over
  /// ranks. Where a rank has less than one such sequence, it has one: the longest decide.
  func microBatches(ranks: Int, plan: TrainingPlan) -> (count: Int, sequences: Int, tokens: Int) {
    let length: Double
    let sequences: Int
    let count: Int
    switch handling {
    case .padded:
      length = Double(samples.longest)
      sequences = plan.microBatch
      let each = Double(samples.count) / Double(parts * ranks * sequences)
      count = whole(each, plan)
    case .packed(let row):
      let tokens = Double(samples.tokens) / Double(parts * ranks)
      count = whole(tokens / Double(row), plan)
      let perMicroBatch = tokens / Double(count)
      let mean = samples.tokenWeightedLength
      sequences = max(1, Int((perMicroBatch / mean).rounded()))
      length = sequences == 1 ? max(mean, perMicroBatch) : perMicroBatch / Double(sequences)
    }
    let context = plan.context
    let tokens = (Int(length.rounded()) + context - 1) / context * context
    return (count, sequences, tokens)
  }

  /// Whole microbatches, as many as the schedule asks for.
  private func whole(_ count: Double, _ plan: TrainingPlan) -> Int {
    var whole = max(1, Int((count - 1e-9).rounded(.up)))
    if plan.virtualStages > 1 {
      whole = (whole + plan.pipeline - 1) / plan.pipeline * plan.pipeline
    }
    return plan.overlap == .dualPipe ? max(whole, 2 * plan.pipeline) : whole
  }
}

extension PostTrainedModel {
  /// Devices that hold one copy of the model.
  var devicesPerCopy: Int { plan.tensor * plan.pipeline * plan.context }

  /// The least number of devices that a plan of these widths can have; all others are multiples.
  var leastDevices: Int {
    let ranks = plan.tensor * plan.context
    return devicesPerCopy * (plan.expert / greatestCommonDivisor(plan.expert, ranks))
  }

  /// The step that passes once over a part of the samples.
  func run(
    _ role: PostTrainingRole, _ pass: SamplePass, on cluster: Cluster
  ) throws(PostTrainingError) -> TrainingRun {
    let data = try dataWidth(role, on: cluster)
    let batch = pass.microBatches(ranks: data, plan: plan)
    return try run(
      role, data: data, microBatch: batch.sequences, microBatches: batch.count,
      sequence: batch.tokens, recipe: recipe, on: cluster)
  }

  /// The step whose memory is the greatest: rows as full as they may be.
  func fullestRun(
    _ role: PostTrainingRole, longest: Int, handling: SequenceHandling, samples: Int,
    on cluster: Cluster
  ) throws(PostTrainingError) -> TrainingRun {
    let data = try dataWidth(role, on: cluster)
    let (sequences, length) =
      switch handling {
      case .packed(let row): (1, row)
      case .padded: (plan.microBatch, longest)
      }
    // In flight are as many microbatches as a pass has.
    let rows = max(1, (samples + data * sequences - 1) / (data * sequences))
    let context = plan.context
    let stages = plan.virtualStages > 1 ? plan.pipeline : 1
    let least = plan.overlap == .dualPipe ? 2 * plan.pipeline : 1
    return try run(
      role, data: data, microBatch: sequences,
      microBatches: max(least, (rows + stages - 1) / stages * stages),
      sequence: (length + context - 1) / context * context, recipe: recipe,
      on: cluster)
  }

  private func dataWidth(
    _ role: PostTrainingRole, on cluster: Cluster
  ) throws(PostTrainingError) -> Int {
    guard cluster.devices.isMultiple(of: devicesPerCopy) else {
      throw .devices(role, cluster.devices, perCopy: devicesPerCopy)
    }
    return cluster.devices / devicesPerCopy
  }

  private func run(
    _ role: PostTrainingRole, data: Int, microBatch: Int, microBatches: Int, sequence: Int,
    recipe: TrainingRecipe, on cluster: Cluster
  ) throws(PostTrainingError) -> TrainingRun {
    let whole: TrainingPlan
    do {
      whole = try TrainingPlan(
        tensor: plan.tensor, pipeline: plan.pipeline, data: data, context: plan.context,
        expert: plan.expert, microBatch: microBatch,
        globalBatch: data * microBatch * microBatches, virtualStages: plan.virtualStages,
        recompute: plan.recompute, sharding: plan.sharding,
        dividesSequence: plan.dividesSequence, overlap: plan.overlap, schedule: plan.schedule,
        layout: plan.layout)
    } catch { throw .plan(role, error) }
    let run = TrainingRun(
      model: architecture, cluster: cluster, plan: whole, recipe: recipe, sequence: sequence)
    let conflicts = run.conflicts
    guard conflicts.isEmpty else { throw .conflicts(role, conflicts) }
    return run
  }
}

extension PostTrainingTerms {
  /// What stands in for what is missing in the predictions of all passes that learn.
  ///
  /// - Throws: where a model cannot be cut as planned, or the calibration lacks an operator.
  public func predictionNotes(
    _ calibration: OperatorCalibration
  ) throws(PostTrainingError) -> [PredictionNote] {
    var notes: [PredictionNote] = []
    for role in PostTrainingRole.allCases {
      guard let model = self[role] else { continue }
      let run = try model.fullestRun(
        role, longest: longest, handling: handling, samples: samples / miniBatches,
        on: placement.training)
      do {
        let step = try TrainingStep(run: run, calibration: calibration)
        notes += step.notes.filter { !notes.contains($0) }
      } catch { throw .conflicts(role, error.conflicts) }
    }
    return notes
  }
}

func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}
