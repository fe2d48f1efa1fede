import Economics
import Hardware
import LanguageModels
public import Performance
public import Quantities
public import Scenarios
import Serving

/// One deployment in closed form: a decode step of a fixed batch, a prompt alone, the memory of a
/// device, and what binds each.
public struct DeploymentEstimate: Sendable {
  public let scenario: Scenario
  /// The scenario's own, unless a ``WhatIf`` changed it.
  public let deployment: Deployment
  public let host: HostOverhead
  public let batch: Int
  public let context: Int
  public let prompt: Int
  public let feasibility: Feasibility
  /// Nil where the deployment cannot run at all.
  public let decode: StepBreakdown?
  public let prefill: StepBreakdown?
  public let footprint: MemoryFootprint
  let predictor: StepTimePredictor?
  /// The step of the batch that decodes.
  let decodeShape: BatchShape

  public init(scenario: Scenario, batch: Int, context: Int, prompt: Int) {
    self.init(
      scenario: scenario, deployment: scenario.deployment, host: scenario.engine.hostOverhead,
      batch: batch, context: context, prompt: prompt)
  }

  /// The same question asked of another deployment on the same terms: the engine, the calibration
  /// and the owner are the scenario's.
  func with(deployment: Deployment, host: HostOverhead) -> DeploymentEstimate {
    DeploymentEstimate(
      scenario: scenario, deployment: deployment, host: host, batch: batch, context: context,
      prompt: prompt)
  }

  private init(
    scenario: Scenario, deployment: Deployment, host: HostOverhead, batch: Int, context: Int,
    prompt: Int
  ) {
    self.scenario = scenario
    self.deployment = deployment
    self.host = host
    self.batch = batch
    self.context = context
    self.prompt = prompt
    feasibility = Feasibility(
      deployment: deployment, reserve: scenario.engine.memory,
      requirement: ServingRequirement(context: max(context, prompt), concurrency: batch),
      calibration: scenario.calibration)
    footprint = MemoryFootprint(deployment: deployment, reserve: scenario.engine.memory)
    predictor = try? StepTimePredictor(
      deployment: deployment, calibration: scenario.calibration, host: host,
      communication: scenario.engine.communication)
    decodeShape = deployment.decodeStep(sequences: batch, context: batch * context)
    decode = predictor?.breakdown(of: decodeShape)
    prefill = predictor?.breakdown(of: .prefill(tokens: prompt))
  }

  /// Mean tokens that a decode step makes of each sequence.
  private var tokensPerStep: Double { deployment.tokensPerStep }

  public var isFeasible: Bool { feasibility.isFeasible }

  /// Cache blocks of the whole replica for sequences of the stated context.
  var cacheBlocks: Int {
    scenario.engine.cacheBlocks(of: deployment, context: max(context, prompt))
  }

  /// What the engine's share of memory leaves, so that all terms add to the capacity.
  var unusedMemory: Bytes {
    let stage = footprint.bindingStage
    return stage.terms.reduce(footprint.capacity - stage.pool) { $0 - $1.bytes }
  }

  /// Sequences of the stated context that the cache of the whole replica holds at once.
  public var largestBatch: Int {
    footprint.replicas * footprint.cachedSequences(context: max(context, prompt))
  }

  /// Output tokens per second of one accelerator while the batch decodes and nothing else runs.
  public var outputPerAccelerator: TokensPerSecond? {
    decode.map {
      Tokens(Double(batch) * tokensPerStep) / $0.duration / Double(scenario.accelerators(for: 1))
    }
  }

  /// The cost of an output token in pure decoding: no prefill, no idle time.
  public var outputCost: USDollarsPerToken? {
    guard let rate = outputPerAccelerator,
      let phases = try? PhaseShares(prefill: 0, decode: 1)
    else { return nil }
    // USD/s ÷ tok/s = USD/tok.
    let hour = scenario.owner.tenure.acceleratorHour(phases: phases).total
    return USDollarsPerToken(hour.value / rate.value)
  }

  /// What the times rest on.
  public var confidence: CalibrationConfidence {
    predictor?.confidence ?? scenario.calibration.confidence
  }

  /// What a reader of the times must know, in a sentence each.
  public var notes: [String] {
    (predictor?.notes.map(\.sentence) ?? []) + (deployment.speculation?.notes ?? [])
  }

  /// The answer in a few lines.
  public var headline: String {
    let count = scenario.accelerators(for: 1)
    let devices = deployment.plan.devices
    let fleet =
      "\(count) × \(scenario.accelerator.title)"
      + (devices == count ? "" : " (\(devices) devices)") + " in \(scenario.system.title)"
    var lines = ["\(scenario.model.title) on \(fleet), \(scenario.engine.name)"]
    lines.append(
      "verdict    " + (isFeasible ? "" : "infeasible: ") + feasibility.sentence)
    if let decode, let rate = outputPerAccelerator {
      let perUser = Tokens(tokensPerStep) / decode.duration
      lines.append(
        "decode     \(UnitNotation.format(decode.duration)) a step of \(batch) × \(context) tokens, "
          + "\(decode.bindingCause.rawValue) bound: \(UnitNotation.format(perUser)) to each user, "
          + "\(UnitNotation.format(rate)) per accelerator")
    }
    if let decode, let speculation = deployment.speculation {
      lines.append(speculation.sentence(step: decode))
    }
    if let prefill {
      lines.append(
        "prefill    \(UnitNotation.format(prefill.duration)) for a prompt of \(prompt) tokens, "
          + "\(prefill.bindingCause.rawValue) bound")
    }
    if isFeasible, let outputCost {
      lines.append(
        "cost       \(UnitNotation.format(outputCost)) of output while only decoding; "
          + "\(scenario.owner.title)")
    }
    lines.append(
      "validity   \(confidence.grade.rawValue): measured over predicted (90 %), "
        + confidence.sentence(on: PredictedQuantity.ofServing))
    if let efficiencies = scenario.assumptions.first(where: {
      $0.subject == Assumption.efficiencies
    }) {
      lines.append("kernels    \(efficiencies.value)")
    }
    for note in notes { lines.append("note       \(note)") }
    return lines.joined(separator: "\n")
  }
}
