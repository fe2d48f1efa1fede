import Hardware
import LanguageModels
import Performance
import Quantities

extension PlanWalk {
  /// Visits the plans of a shape that nothing speaks against but batch, order, memory and time.
  mutating func visit(_ shape: PlanShape, _ terms: RememberedPlanTerms) {
    let space = search.space
    // Stages depend on the overlap, since one kind of pipeline puts first and last together.
    var stages: [[DistinctStage]?] = space.overlaps.map { _ in nil }
    var choice = choice(shape)
    for microBatch in microBatches {
      choice.microBatch = microBatch
      var perLayer: [[Double]?] = space.recompute.map { _ in nil }
      for (overlapIndex, overlap) in space.overlaps.enumerated() {
        choice.overlap = overlap
        for schedule in space.schedules {
          choice.schedule = schedule
          choice.recompute = space.recompute[0]
          choice.offload = space.offloads[0]
          choice.sharding = space.sharding[0]
          let plan: TrainingPlan
          do throws(TrainingPlanError) {
            plan = try choice.plan(globalBatch: search.globalBatch)
          } catch {
            exclusions.add(space.plansPerOrder, error.exclusion, choice, remoteness: 0) {
              .plan(error)
            }
            continue
          }
          let distinct = stages[overlapIndex] ?? DistinctStage.all(of: run(plan), terms)
          stages[overlapIndex] = distinct
          for (recomputeIndex, recompute) in space.recompute.enumerated() {
            choice.recompute = recompute
            if perLayer[recomputeIndex] == nil {
              let run = run(try! choice.plan(globalBatch: search.globalBatch))
              perLayer[recomputeIndex] = run.model.layerGroups.map { run.activationBytes(of: $0) }
            }
            visit(choice, distinct, perLayer[recomputeIndex]!, terms)
          }
        }
      }
    }
  }

  /// Visits plans that differ in what they offload and shard.
  private mutating func visit(
    _ choice: PlanChoice, _ stages: [DistinctStage], _ perLayer: [Double],
    _ terms: RememberedPlanTerms
  ) {
    var choice = choice
    var passes: Result<Seconds, TrainingConflicts>?
    let run = run(try! choice.plan(globalBatch: search.globalBatch))
    let layers = stages.map {
      run.activationBytes($0.counts, perLayer: perLayer, isLast: $0.isLast)
    }
    let largestLayer = perLayer.max() ?? 0
    for offload in search.space.offloads {
      choice.offload = offload
      if offload != .none, cluster.system.host == nil {
        choice.sharding = search.space.sharding[0]
        exclusions.add(search.space.sharding.count, .host, choice, remoteness: 0) {
          .conflict(.noHost)
        }
        continue
      }
      for sharding in search.space.sharding {
        choice.sharding = sharding
        let plan = try! choice.plan(globalBatch: search.globalBatch)
        let factors = MemoryFactors(
          plan: plan, recipe: recipe, tables: VocabularyTables(run: run),
          tokensPerRank: run.tokensPerRank)
        var needed = Bytes.zero
        var waiting = Bytes.zero
        for (stage, layers) in zip(stages, layers) {
          let memory = factors.stage(
            stage.index, parameters: stage.parameters, layers: layers, largestLayer: largestLayer,
            isLast: stage.isLast)
          needed = max(needed, memory.total)
          waiting = max(waiting, memory.host)
        }
        guard needed <= available, waiting <= host else {
          let excess = max(needed / available, waiting / host)
          if exclusions.isNearer(excess, for: .memory) {
            let check = TrainingFeasibility.memory(self.run(plan))
            exclusions.add(1, .memory, choice, remoteness: excess) { .memory(check) }
          } else {
            exclusions.count(1, .memory)
          }
          continue
        }
        let least = passes ?? PassBound.duration(run, terms)
        passes = least
        switch least {
        case .success(let least):
          feasible += 1
          guard least <= ranking.limit else { continue }
          timed += 1
          // The layers have been timed for the bound.
          let step = try! TrainingStep(run: self.run(plan), terms: terms)
          ranking.add(TimedPlan(choice: choice, duration: step.duration))
        case .failure(let error):
          exclusions.add(1, .calibration, choice, remoteness: 0) { .conflict(error.conflicts[0]) }
        }
      }
    }
  }
}

/// Stages that hold the same layers and tables, as the first of them, which keeps the most
/// activations.
struct DistinctStage {
  let index: Int
  let counts: [Int]
  let parameters: StageParameters
  let isLast: Bool

  static func all(of run: TrainingRun, _ terms: RememberedPlanTerms) -> [DistinctStage] {
    let counts = terms.counts(of: run)
    let parameters = terms.parameters(of: run)
    var stages: [DistinctStage] = []
    for index in counts.indices {
      let isLast = index == counts.count - 1
      let isKnown = stages.contains {
        $0.counts == counts[index] && $0.parameters == parameters[index] && $0.isLast == isLast
      }
      if isKnown { continue }
      stages.append(
        DistinctStage(
          index: index, counts: counts[index], parameters: parameters[index], isLast: isLast))
    }
    return stages
  }
}

/// The time of a step's passes, without what data parallelism, transfers and the optimizer add.
enum PassBound {
  static func duration(
    _ run: TrainingRun, _ terms: RememberedPlanTerms
  ) -> Result<Seconds, TrainingConflicts> {
    let layers: LayerTimes
    do throws(TrainingConflicts) { layers = try terms.layers(of: run) } catch {
      return .failure(error)
    }
    let passes = StagePasses(layers, counts: terms.counts(of: run), plan: run.plan)
    // A hair less, since the parts of a step are added in another order.
    return .success(passes.duration * (1 - 1e-12))
  }
}
