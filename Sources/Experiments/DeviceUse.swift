import Hardware
import Performance
import Quantities
import Serving

/// How much of what its devices can do a pool used over a window.
///
///     compute   = Σ work / peak ÷ time,   each operator at the peak of the format it multiplies in
///     bandwidth = Σ bytes of weights, activations and caches / bandwidth ÷ time
///
/// Taken from a step of mean size: as many sequences, prompt tokens and tokens attended as the steps
/// of the window had on average. Weights are read once in every step, so that the bandwidth follows
/// from the number of steps; mixtures touch slightly fewer experts in steps of unequal size. Idle
/// time is part of the time.
struct DeviceUse: Sendable, Hashable {
  let compute: Double
  let bandwidth: Double

  /// Nil where no step was taken or no time passed.
  init?(_ measured: PoolMeasurement, of predictor: StepTimePredictor) {
    let work = measured.work
    let time = measured.phases.busy + measured.phases.idle
    guard measured.steps > 0, time > .zero, work.tokens > 0 else { return nil }
    let steps = Double(measured.steps)
    var shape = BatchShape()
    let sequences = Int((Double(work.decodeTokens) / steps).rounded())
    if sequences > 0 {
      let context = work.decodeContext / Double(work.decodeTokens)
      shape.addDecode(
        sequences: sequences, context: max(sequences, Int(Double(sequences) * context)))
    }
    let chunk = Int((Double(work.promptTokens) / steps).rounded())
    if chunk > 0 {
      let tokens = Double(work.promptTokens)
      let before = work.promptPairs / tokens - (Double(chunk) + 1) / 2
      shape.addPrefill(
        newTokens: chunk, cachedTokens: max(0, Int(before.rounded())), finishesPrompt: true)
    }
    if shape.isEmpty { shape.addDecode(context: 1) }
    let deployment = predictor.deployment
    let device = deployment.cluster.accelerator.device
    var computing = 0.0
    var reading = 0.0
    for row in predictor.breakdown(of: shape).rows {
      switch row.part {
      case .tensorAllReduce, .dispatch, .combine, .pipelineTransfer, .overlap, .embeddingTables,
        .host:
        continue
      default:
        if row.work > .zero, let format = deployment.arithmetic(of: row.part),
          let peak = device.peak[format]
        {
          computing += (row.work / peak).value
        }
        reading += (row.traffic / device.memory.bandwidth).value
      }
    }
    // A step of mean size is rounded to whole tokens, arithmetic is not.
    let whole = Double(work.tokens) / (Double(shape.tokens) * steps)
    compute = computing * steps * whole / time.value
    bandwidth = reading * steps / time.value
  }
}
