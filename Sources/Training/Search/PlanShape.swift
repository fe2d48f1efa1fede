import LanguageModels

/// How a plan cuts the model, beside its tensor width: everything but batch and order.
struct PlanShape {
  let context: Int
  let expert: Int
  let pipeline: Int
  /// Zero where the widths do not divide the devices.
  let data: Int
  let layout: TrainingPlan.Layout
  let virtualStages: Int
}

/// The shapes of one tensor width in order.
struct PlanShapes {
  private let space: TrainingPlanSpace
  private let layers: Int
  private let sequence: Int
  private let experts: [Int]
  private let rest: Int?

  /// - Parameter tensor: may be no divisor of the devices: then there is one shape, of which nothing
  ///   comes.
  init(search: TrainingPlanSearch, devices: Int, tensor: Int) {
    space = search.space
    layers = search.model.layers
    sequence = search.sequence
    rest = devices.isMultiple(of: tensor) ? devices / tensor : nil
    let routed = search.model.layerGroups.compactMap { group -> Int? in
      if case .mixture(let mixture) = group.feedForward { mixture.experts } else { nil }
    }
    experts = space.expert ?? routed.min()?.divisors ?? [1]
  }

  func forEach(_ body: (PlanShape) -> Void) {
    guard let rest else {
      body(none(context: 1, expert: 1, pipeline: 1))
      return
    }
    for context in space.context ?? rest.divisors {
      guard rest.isMultiple(of: context) else {
        body(none(context: context, expert: 1, pipeline: 1))
        continue
      }
      for expert in experts {
        for pipeline in space.pipeline ?? (rest / context).divisors {
          guard (rest / context).isMultiple(of: pipeline) else {
            body(none(context: context, expert: expert, pipeline: pipeline))
            continue
          }
          let data = rest / context / pipeline
          guard space.data?.contains(data) ?? true else { continue }
          for layout in pipeline == 1 ? Array(space.layouts.prefix(1)) : space.layouts {
            for chunks in virtualStages(pipeline, layout) {
              body(
                PlanShape(
                  context: context, expert: expert, pipeline: pipeline, data: data,
                  layout: layout, virtualStages: chunks))
            }
          }
        }
      }
    }
  }

  private func none(context: Int, expert: Int, pipeline: Int) -> PlanShape {
    PlanShape(
      context: context, expert: expert, pipeline: pipeline, data: 0, layout: space.layouts[0],
      virtualStages: 1)
  }

  private func virtualStages(_ stages: Int, _ layout: TrainingPlan.Layout) -> [Int] {
    if let listed = space.virtualStages { return listed }
    guard stages > 1 else { return [1] }
    let slots = layout == .vocabularyAsLayers ? layers + 2 : layers
    return slots < stages ? [1] : ((slots + stages - 1) / stages).divisors
  }
}

extension TrainingPlanSpace {
  /// Sequences of a microbatch, ascending.
  func microBatches(of globalBatch: Int) -> [Int] { microBatch ?? globalBatch.divisors }

  /// Plans of one shape and one micro-batch.
  var plansPerMicroBatch: Int {
    overlaps.count * schedules.count * plansPerOrder
  }

  /// Plans of one shape, micro-batch, overlap and schedule.
  var plansPerOrder: Int { recompute.count * offloads.count * sharding.count }
}
