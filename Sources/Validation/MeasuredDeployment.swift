import Experiments
import Hardware
import LanguageModels
import Performance
import Quantities
import ReferenceData
import Serving

/// The machine of a measurement, resolved against the catalog: what `run` would simulate had a
/// scenario described it.
struct MeasuredDeployment: Sendable {
  let replica: ReplicaModel
  /// Replicas that share nothing but the load.
  let replicas: Int
  /// What the prediction rests on, as every result states it.
  let confidence: CalibrationConfidence
  /// What a reader of the prediction must know.
  let remarks: [String]

  /// - Parameter terms: host terms in the place of the profile's own.
  init(
    _ conditions: MeasuredConditions, in catalog: Catalog, terms: HostTerms? = nil
  ) throws(RowRefusal) {
    let match = try EngineMatch(
      conditions.engine, date: conditions.date, in: catalog)
    let parts = try CatalogParts(conditions, engine: match.profile, in: catalog)
    let devices = conditions.accelerators * parts.accelerator.devices
    let widths = try PlanWidths(conditions, devices: devices)
    let isMixture = parts.model.layerGroups.contains { $0.feedForward.isMixture }
    // Attention replicas that share experts step together; without shared experts each is a
    // replica of its own behind the router.
    let isJoined = widths.data > 1 && isMixture && conditions.expert != nil
    replicas = isJoined ? 1 : widths.data
    let plan: ParallelismPlan
    do {
      plan = try ParallelismPlan(
        tensor: widths.tensor, pipeline: widths.pipeline, data: isJoined ? widths.data : 1,
        expert: conditions.expert ?? 1)
    } catch {
      throw .malformed(
        column: "expert", found: "\(conditions.expert ?? 1)",
        expected: "a divisor of tensor × data = \(widths.tensor * (isJoined ? widths.data : 1))")
    }
    let engine = try Self.engine(
      parts.engine, terms: terms ?? HostTerms(parts.engine, clientDelay: parts.clientDelay),
      for: conditions)
    let cluster = Cluster(
      accelerator: parts.accelerator, system: parts.system, accelerators: conditions.accelerators)
    let weights = parts.model.formats(servedAs: conditions.weights)
    let speculation = try Self.speculation(of: parts.model, for: conditions)
    let deployment = Deployment(
      model: parts.model, cluster: cluster, plan: plan, weights: weights,
      cacheFormat: conditions.cacheFormat.flatMap { NumericFormat(rawValue: $0.rawValue) }
        ?? engine.cacheFormat(under: weights, on: parts.accelerator.device.peak),
      speculation: speculation)
    let context = max(1, Int((conditions.prompt.tokens + conditions.output.tokens).rounded(.up)))
    let feasibility = Feasibility(
      deployment: deployment, reserve: engine.memory,
      // A context beyond the published one was evidently served: only memory and plan are judged.
      requirement: ServingRequirement(context: min(parts.model.contextLength, context)),
      calibration: parts.calibration.calibration)
    if case .infeasible(let failed) = feasibility.verdict {
      throw .infeasible(failed.map(\.sentence).joined(separator: "; "))
    }
    do {
      replica = try ReplicaModel(
        deployment: deployment, engine: engine, calibration: parts.calibration.calibration,
        context: context)
    } catch let error as DeploymentConflicts {
      throw .infeasible(error.conflicts.map(\.sentence).joined(separator: "; "))
    } catch {
      throw .infeasible("\(error)")
    }
    guard replica.cacheBlocks > 0 else {
      throw .infeasible("weights and reserves leave no memory for the cache")
    }
    let own = replica.predictor.confidence
    confidence = match.extrapolation == nil ? own : own.graded(noBetterThan: .extrapolated)
    remarks =
      ["engine \(match.profile)"] + [match.extrapolation].compactMap(\.self)
      + [speculation?.remark].compactMap(\.self)
      + replica.predictor.notes.map(\.sentence)
  }

  /// How tokens are drafted where the row says that a step makes more than one: by the model's own
  /// prediction modules if it has any, else by a draft head, at the least likely depth.
  private static func speculation(
    of model: ModelArchitecture, for conditions: MeasuredConditions
  ) throws(RowRefusal) -> Speculation? {
    guard let tokens = conditions.tokensPerStep, tokens != 1 else { return nil }
    guard let acceptance = DraftAcceptance.least(forMeanTokens: tokens) else {
      throw .speculation(tokensPerStep: tokens)
    }
    return Speculation(
      draft: model.predictionModules > 0 ? .predictionModules : .head(parameters: nil),
      acceptance: acceptance)
  }

  /// The profile with the limits that the row states, as a benchmark's client meets it.
  private static func engine(
    _ profile: EngineProfile, terms: HostTerms, for conditions: MeasuredConditions
  ) throws(RowRefusal) -> EngineProfile {
    let budget = conditions.tokenBudget ?? profile.tokenBudget
    do {
      return try profile.limited(
        tokenBudget: budget, maximumSequences: min(profile.maximumSequences, budget),
        memoryFraction: conditions.memoryFraction,
        hostOverhead: terms.overhead(beside: profile.hostOverhead),
        edges: RequestEdges(perRequest: terms.clientDelay))
    } catch {
      throw .infeasible("\(error)")
    }
  }
}

/// What the catalog says of the names in a row.
private struct CatalogParts {
  let model: ModelArchitecture
  let accelerator: Accelerator
  let system: AcceleratorSystem
  let engine: EngineProfile
  let calibration: ResolvedCalibration
  let clientDelay: Seconds

  init(
    _ conditions: MeasuredConditions, engine name: String, in catalog: Catalog
  ) throws(RowRefusal) {
    do {
      model = try catalog.model(conditions.model)
      accelerator = try catalog.accelerator(conditions.accelerator)
      system = try catalog.defaultSystem(for: accelerator)
      engine = try catalog.engine(name)
      clientDelay = try catalog.clientDelay(ofEngine: name)
      calibration = try catalog.calibration(for: conditions.accelerator)
    } catch {
      throw .catalog(error)
    }
  }
}

/// The widths of a plan, of which a row may leave one to follow from the number of devices.
struct PlanWidths: Sendable {
  let tensor: Int
  let pipeline: Int
  let data: Int

}

extension PlanWidths {
  fileprivate init(_ conditions: MeasuredConditions, devices: Int) throws(RowRefusal) {
    // Engines cut no layers into stages unless told to.
    let pipeline = conditions.pipeline ?? 1
    switch (conditions.tensor, conditions.data) {
    case (let tensor?, let data?):
      self.init(tensor: tensor, pipeline: pipeline, data: data)
    case (let tensor?, nil):
      self.init(
        tensor: tensor, pipeline: pipeline, data: max(1, devices / (tensor * pipeline)))
    case (nil, let data?):
      self.init(
        tensor: max(1, devices / (data * pipeline)), pipeline: pipeline, data: data)
    case (nil, nil):
      guard devices == pipeline else { throw .unstatedPlan(devices: devices) }
      self.init(tensor: 1, pipeline: pipeline, data: 1)
    }
    let widths = tensor * pipeline * data
    guard widths == devices else { throw .planMismatch(devices: devices, widths: widths) }
  }
}

extension ModelArchitecture {
  /// The formats a row means: those of the published checkpoint where it names none or the format
  /// the checkpoint's larger part has, else all matrices in the named one.
  ///
  /// A checkpoint of fp8 blocks is "fp8" in a table of results, and one of mxfp4 experts "fp4",
  /// though its attention stays in bf16.
  fileprivate func formats(servedAs stated: WeightFormat?) -> WeightFormats {
    guard let stated else { return weights }
    let isMixture = layerGroups.contains { $0.feedForward.isMixture }
    let published = isMixture ? weights.experts : weights.feedForward
    return stated.arithmetic == published.arithmetic
      ? weights : WeightFormats(matrices: stated)
  }
}

extension FeedForward {
  fileprivate var isMixture: Bool {
    if case .mixture = self { true } else { false }
  }
}

extension Speculation {
  /// What was supposed of the drafts of a row.
  fileprivate var remark: String {
    let drafter =
      draft == .predictionModules ? "the model's prediction modules" : "a draft head of one layer"
    return "drafts taken as \(depth) of \(drafter)"
  }
}
