import Experiments
import Hardware
import LanguageModels
import Performance
import Quantities
import ReferenceData
import Training

/// The training run of a row, resolved against the catalog and predicted as a scenario's would be.
struct MeasuredRun: Sendable {
  let step: TrainingStep
  let calibration: OperatorCalibration
  /// The calibration entry that lends it, the same for all chips of a family.
  let fittedOn: String
  /// What a reader of the prediction must know.
  let remarks: [String]

  var run: TrainingRun { step.run }

  /// Microbatches that are tried where the row states none, the first that divides the batch and
  /// fits the memory. Of the runs with stated ones, those with a pipeline take one sequence, since
  /// its idle time falls with the number of microbatches; those without take more, since products
  /// then have more rows.
  static func microBatches(pipeline: Int) -> [Int] { pipeline > 1 ? [1] : [4, 2, 1] }

  /// What is computed again and what data-parallel ranks share: the first that fits the memory is
  /// taken where a row does not say. Selective recomputation costs less time than sharding further,
  /// full recomputation more.
  static func economies(
    _ software: TrainingSoftware
  ) -> [(recompute: TrainingPlan.Recompute, sharding: StateSharding)] {
    [[.none, .selective], [.full]].flatMap { recomputes in
      software.shardings.flatMap { sharding in recomputes.map { ($0, sharding) } }
    }
  }

  init(_ row: TrainingRow, in catalog: Catalog) throws(RowRefusal) {
    let model = try row.model.architecture(in: catalog, sequence: row.sequence)
    let accelerator: Accelerator
    let system: AcceleratorSystem
    let resolved: ResolvedCalibration
    do {
      accelerator = try catalog.accelerator(row.accelerator)
      system = try catalog.defaultSystem(for: accelerator)
      resolved = try catalog.calibration(for: row.accelerator)
    } catch {
      throw .catalog(error)
    }
    calibration = resolved.calibration
    fittedOn = resolved.fittedOn
    let cluster = Cluster(
      accelerator: accelerator, system: system, accelerators: row.accelerators)
    let widths = try row.widths.resolved(devices: cluster.devices)
    let batches =
      row.microBatch.map { [$0] }
      ?? Self.microBatches(pipeline: widths.pipeline).filter {
        row.globalBatch.isMultiple(of: widths.data * $0)
      }
    var found: TrainingStep?
    var refusal = RowRefusal.badPlan(
      TrainingPlanError.globalBatch(row.globalBatch, data: widths.data, microBatch: 1).sentence)
    for microBatch in batches where found == nil {
      do throws(RowRefusal) {
        found = try Self.step(
          row, model: model, cluster: cluster, widths: widths, microBatch: microBatch,
          calibration: resolved.calibration)
      } catch {
        // The least microbatch asks least of memory: its refusal is the row's.
        refusal = error
      }
    }
    guard let found else { throw refusal }
    step = found
    let plan = found.run.plan
    remarks =
      [
        "tensor \(plan.tensor), pipeline \(plan.pipeline), data \(plan.data)",
        row.microBatch == nil
          ? "micro_batch is empty: \(plan.microBatch), as such runs have" : nil,
        row.recompute == nil && plan.recompute != .none
          ? "recompute is empty: \(plan.recompute.rawValue) is the least that fits" : nil,
        row.overlap == nil
          ? "overlap is empty: \(plan.overlap.rawValue), as software of the year has" : nil,
        plan.sharding == row.software.shardings[0]
          ? nil : "memory asks for sharded \(plan.sharding.rawValue)",
      ].compactMap(\.self) + found.notes.map(\.sentence)
  }

  /// The step at the first economy of memory that fits.
  private static func step(
    _ row: TrainingRow, model: ModelArchitecture, cluster: Cluster, widths: PlanWidths,
    microBatch: Int, calibration: OperatorCalibration
  ) throws(RowRefusal) -> TrainingStep {
    var failure = ""
    for (recompute, sharding) in economies(row.software)
    where recompute == row.recompute ?? recompute {
      let plan: TrainingPlan
      do {
        plan = try TrainingPlan(
          tensor: widths.tensor, pipeline: widths.pipeline, data: widths.data,
          context: row.widths.context, expert: row.widths.expert, microBatch: microBatch,
          globalBatch: row.globalBatch, virtualStages: row.widths.virtualStages,
          recompute: recompute, sharding: sharding,
          // Full recomputation is what dividing the sequence made needless (Korthikanti et al.
          // 2022, arXiv 2205.05198): the two are alternatives.
          dividesSequence: recompute != .full,
          overlap: row.overlap ?? row.software.overlap(on: cluster.accelerator))
      } catch {
        throw .badPlan(error.sentence)
      }
      let run = TrainingRun(
        model: model, cluster: cluster, plan: plan, recipe: row.software.recipe(row.precision),
        sequence: row.sequence)
      guard case .infeasible(let failed) = TrainingFeasibility(run: run).verdict else {
        do { return try TrainingStep(run: run, calibration: calibration) } catch {
          throw .infeasible(error.conflicts.map(\.sentence).joined(separator: ", "))
        }
      }
      failure = failed.map(\.sentence).joined(separator: "; ")
    }
    throw .infeasible(failure)
  }
}

extension TrainingRow.Widths {
  /// All widths, of which a row may leave one to follow from the number of devices.
  fileprivate func resolved(devices: Int) throws(RowRefusal) -> PlanWidths {
    let unstated = [
      ("tensor", tensor), ("pipeline", pipeline), ("data", data),
    ].filter { $0.1 == nil }.map(\.0)
    guard unstated.count <= 1 else { throw .unstatedWidths(unstated) }
    let stated = (tensor ?? 1) * (pipeline ?? 1) * (data ?? 1) * context
    let rest = max(1, devices / stated)
    let widths = PlanWidths(
      tensor: tensor ?? rest, pipeline: pipeline ?? rest, data: data ?? rest)
    let product = widths.tensor * widths.pipeline * widths.data * context
    guard product == devices else { throw .planMismatch(devices: devices, widths: product) }
    return widths
  }
}
