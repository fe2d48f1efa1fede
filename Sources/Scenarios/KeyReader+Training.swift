import Documents
import Hardware
import Quantities
import Training

extension KeyReader {
  /// The objectives section.
  ///
  /// - Parameters:
  ///   - section: of the scenario, or of a class.
  ///   - others: what holds where the section is silent.
  func objectives(
    in section: String = "objectives", beside others: Objectives = Objectives()
  ) -> Objectives? {
    var isSound = true
    func latency(_ key: String, _ other: LatencyObjective?) -> LatencyObjective? {
      guard let reader = stated("\(section).\(key)") else { return other }
      let found = reader.latencyObjective()
      isSound = isSound && found != nil
      return found
    }
    let first = latency("time-to-first-token", others.timeToFirstToken)
    let each = latency("time-per-output-token", others.timePerOutputToken)
    let gap = latency("inter-token-latency", others.interTokenLatency)
    let endToEnd = latency("end-to-end", others.endToEnd)
    var attainment = others.attainment
    if let reader = stated("\(section).attainment") {
      attainment = reader.tabulatedNumber()
      isSound = isSound && attainment != nil
      if isSound, first == nil, each == nil {
        reader.report(
          "there is no limit for requests to keep",
          expected: "time-to-first-token or time-per-output-token beside it",
          suggestion: .advice("state a limit, or remove the key"))
        isSound = false
      }
    }
    guard isSound else { return nil }
    return Objectives(
      timeToFirstToken: first, timePerOutputToken: each, interTokenLatency: gap,
      endToEnd: endToEnd, attainment: attainment)
  }

  /// The training section; nil where there is none, or after its problems were reported.
  func training() -> TrainingQuestion? {
    guard stated("training") != nil else { return nil }
    let tokens = required("training.tokens")?.quantity(
      as: Tokens.self, in: Tokens(1)...Tokens(1e18),
      words: ScenarioKeys.key("training.tokens")?.expected)
    let deadline = required("training.within")?.quantity(
      as: Seconds.self, in: Seconds(1)...Seconds.year * 100,
      words: ScenarioKeys.key("training.within")?.expected)
    func count(_ key: String) -> Int? {
      required("training.\(key)")?.tabulatedCount(of: "sequence")
    }
    let accelerators = count("accelerators")
    let sequence = count("sequence")
    let globalBatch = count("global-batch")
    let microBatch = count("micro-batch")
    let tensor = count("plan.tensor")
    let pipeline = count("plan.pipeline")
    let virtualStages = count("plan.virtual-stages")
    let expert = count("plan.expert")
    let precision = optional("training.precision")?.tabulatedName(of: "training precision")
    let recompute = optional("training.recompute")?.tabulatedName(of: "recomputation")
    let goodput = optional("training.goodput")?.tabulatedNumber()
    let overlap = optional("training.overlap")?.tabulatedName(of: "overlap")
    let levels = ScenarioKeys.key("training.sharding")?.choices ?? []
    let sharding = optional("training.sharding")?.tabulatedName(of: "sharding")
    guard let tokens, let deadline, let accelerators, let sequence, let globalBatch,
      let microBatch, let tensor, let pipeline, let virtualStages, let expert,
      let overlap = overlap.flatMap(TrainingPlan.Overlap.init(rawValue:)),
      let precision = precision.flatMap(NumericFormat.init(rawValue:)), let recompute, let sharding,
      let goodput
    else { return nil }
    return TrainingQuestion(
      tokens: tokens, deadline: deadline, accelerators: accelerators, sequence: sequence,
      globalBatch: globalBatch, microBatch: microBatch, precision: precision,
      recompute: TrainingPlan.Recompute(rawValue: recompute) ?? .selective,
      sharding: StateSharding.allCases[levels.firstIndex(of: sharding) ?? 1], overlap: overlap,
      goodput: goodput,
      tensor: tensor,
      pipeline: pipeline, virtualStages: virtualStages, expert: expert)
  }
}
