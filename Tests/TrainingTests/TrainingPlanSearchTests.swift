import Hardware
import LanguageModels
import Performance
import Quantities
import Testing
import Training

@Suite("Plan search")
struct TrainingPlanSearchTests {
  static func search(
    _ model: ModelArchitecture, space: TrainingPlanSpace, recipes: [TrainingRecipe] = [.bf16],
    sequence: Int = 4_096, globalBatch: Int = 32,
    host: HostMemory? = HostMemory(capacity: Bytes(2e12), bandwidth: BytesPerSecond(55e9))
  ) -> TrainingPlanSearch {
    let system = Fixtures.cluster(8).system
    return TrainingPlanSearch(
      model: model, accelerator: Fixtures.h100,
      system: host.map { system.with(host: $0) } ?? system,
      recipes: recipes, sequence: sequence, globalBatch: globalBatch, space: space,
      calibration: Fixtures.calibration)
  }

  static let searches = [
    search(
      Fixtures.llama8B,
      space: TrainingPlanSpace(
        accelerators: [4, 8], recompute: [.none, .full], offloads: [.none, .activations],
        sharding: [.none, .optimizer, .weights]), globalBatch: 8),
    search(
      Fixtures.llama70B,
      space: TrainingPlanSpace(
        accelerators: [24], microBatch: [1, 2, 3], recompute: [.full], offloads: [.none],
        sharding: [.optimizer, .weights]), globalBatch: 24),
    search(
      Fixtures.mixture,
      space: TrainingPlanSpace(
        accelerators: [8], tensor: [1, 2, 3], recompute: [.none], offloads: [.none, .both],
        sharding: [.optimizer]), recipes: [.bf16, .fp8], sequence: 2_048, globalBatch: 8,
      host: nil),
  ]

  private static func cluster(_ accelerators: Int, _ search: TrainingPlanSearch) -> Cluster {
    Cluster(
      accelerator: search.accelerator, system: search.system, accelerators: accelerators)
  }

  /// Every plan of a space by its description, one by one.
  private static func all(_ search: TrainingPlanSearch) -> (plans: Int, runs: [TrainingRun]) {
    func divisors(_ number: Int) -> [Int] { (1...number).filter { number.isMultiple(of: $0) } }
    let space = search.space
    var plans = 0
    var runs: [TrainingRun] = []
    for accelerators in space.accelerators {
      for recipe in search.recipes {
        for tensor in space.tensor ?? divisors(accelerators) {
          let orders =
            space.overlaps.count * space.schedules.count * space.recompute.count
            * space.offloads.count
            * space.sharding.count * (space.microBatch ?? divisors(search.globalBatch)).count
          guard accelerators.isMultiple(of: tensor) else {
            plans += orders
            continue
          }
          for context in divisors(accelerators / tensor) {
            for expert in search.model.routedExpertParameters > 0 ? divisors(64) : [1] {
              for pipeline in divisors(accelerators / tensor / context) {
                for layout in pipeline == 1 ? [.even] : space.layouts {
                  let slots = search.model.layers + (layout == .even ? 0 : 2)
                  let fullest = (slots + pipeline - 1) / pipeline
                  for chunks in pipeline == 1 || slots < pipeline ? [1] : divisors(fullest) {
                    for microBatch in space.microBatch ?? divisors(search.globalBatch) {
                      for overlap in space.overlaps {
                        for schedule in space.schedules {
                          for recompute in space.recompute {
                            for (offload, sharding) in space.offloads.flatMap({ offload in
                              space.sharding.map { (offload, $0) }
                            }) {
                              plans += 1
                              guard
                                let plan = try? TrainingPlan(
                                  tensor: tensor, pipeline: pipeline,
                                  data: accelerators / tensor / context / pipeline,
                                  context: context, expert: expert, microBatch: microBatch,
                                  globalBatch: search.globalBatch, virtualStages: chunks,
                                  recompute: recompute, sharding: sharding, overlap: overlap,
                                  schedule: schedule, layout: layout, offload: offload)
                              else { continue }
                              runs.append(
                                TrainingRun(
                                  model: search.model, cluster: cluster(accelerators, search),
                                  plan: plan, recipe: recipe, sequence: search.sequence))
                            }
                          }
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    return (plans, runs)
  }

  @Test("The search finds what trying every plan finds", arguments: searches.indices)
  func bruteForce(_ index: Int) throws {
    let search = Self.searches[index]
    let (plans, runs) = Self.all(search)
    let feasible = runs.filter { TrainingFeasibility(run: $0).isFeasible }
    let steps = feasible.map {
      try! TrainingStep(run: $0, calibration: Fixtures.calibration).duration
    }
    let answer = search.answer(keeping: 4)
    #expect(answer.plans == plans)
    #expect(answer.feasible == feasible.count)
    #expect(
      answer.plans == answer.feasible + answer.exclusions.reduce(0) { $0 + $1.plans })
    #expect(answer.timed <= answer.feasible && answer.feasible > 0)
    // The first of the fastest.
    let best = try #require(steps.indices.min { steps[$0] < steps[$1] })
    let fastest = try #require(answer.fastest)
    #expect(fastest.run.plan == feasible[best].plan)
    #expect(fastest.run.recipe == feasible[best].recipe)
    #expect(agree(fastest.step.duration.value, steps[best].value, within: 1e-12))
    // The next best are those of other widths.
    var widths: [[Int]: Seconds] = [:]
    for (run, step) in zip(feasible, steps) {
      let plan = run.plan
      let key = [
        plan.tensor, plan.context, plan.expert, plan.pipeline, plan.virtualStages,
        plan.microBatch, run.cluster.accelerators,
      ]
      widths[key] = min(widths[key] ?? .infinity, step)
    }
    let ranked = widths.values.sorted().prefix(4)
    #expect(answer.ranked.count == ranked.count)
    for (found, expected) in zip(answer.ranked, ranked) {
      #expect(agree(found.step.duration.value, expected.value, within: 1e-12))
    }
    // The front: the fastest of each size, where size helps.
    for candidate in answer.frontier {
      let rivals = zip(feasible, steps).filter {
        $0.0.cluster.accelerators <= candidate.choice.accelerators
      }
      #expect(rivals.allSatisfy { $0.1.value >= candidate.step.duration.value * (1 - 1e-12) })
    }
    #expect(answer.frontier.last?.choice == fastest.choice)
  }

  @Test("Threads change nothing, and a second search gives the first one's answer")
  func threads() {
    let search = Self.searches[0]
    let answers = [1, 1, 2, 7].map { search.answer(threads: $0) }
    for answer in answers.dropFirst() {
      #expect(answer.ranked.map(\.choice) == answers[0].ranked.map(\.choice))
      #expect(answer.exclusions == answers[0].exclusions)
      #expect(answer.timed == answers[0].timed)
    }
  }

  @Test("The cheapest plan is that of the least accelerators, time and price together")
  func cheapest() throws {
    let search = Self.searches[0]
    let flat = search.answer { _ in USDollars(2) }
    let cheapest = try #require(flat.cheapest)
    for candidate in flat.ranked + flat.frontier {
      #expect(try #require(candidate.costPerStep) >= cheapest.costPerStep!)
    }
    let hours = cheapest.step.duration / .hour
    #expect(
      agree(cheapest.costPerStep!.value, 2 * hours * Double(cheapest.choice.accelerators)))
    #expect(
      agree(
        cheapest.costPerToken!.value, cheapest.costPerStep!.value / (8 * 4_096)))
    // Where accelerators of small clusters cost nothing, small clusters are cheapest.
    let small = search.answer { USDollars($0 > 4 ? 2 : 0) }.cheapest
    #expect(small?.choice.accelerators == 4)
    #expect(search.answer().cheapest == nil)
  }

  @Test("Every reason has an example that fails for it, and memory's lacks the least")
  func exclusions() throws {
    let search = Self.searches[2]
    let answer = search.answer()
    let (_, runs) = Self.all(search)
    let reasons = answer.exclusions.map(\.reason)
    #expect(reasons == reasons.sorted() && Set(reasons).count == reasons.count)
    for reason in [PlanExclusion.Reason.interconnect, .experts, .batch, .schedule, .host] {
      #expect(reasons.contains(reason), "\(reason)")
    }
    for exclusion in answer.exclusions {
      #expect(exclusion.plans > 0)
      switch exclusion.cause {
      case .plan(let error):
        #expect(throws: error) { try exclusion.example.plan(globalBatch: search.globalBatch) }
      case .conflict(let conflict):
        if conflict == .noHost {
          #expect(exclusion.example.offload != .none)
        } else {
          #expect(try Self.probe(exclusion.example, search).conflicts.contains(conflict))
        }
      case .memory(let check):
        let run = try Self.run(exclusion.example, search)
        let need = TrainingMemory(run: run).largest.total
        #expect(check.outcome == .fails && run.conflicts.isEmpty)
        let available = Fixtures.h100.device.memory.capacity * TrainingFeasibility.usableMemory
        let least = runs.filter { $0.conflicts.isEmpty }
          .map { TrainingMemory(run: $0).largest.total }.filter { $0 > available }.min()
        #expect(need == least)
      case .devices(let devices, let widths):
        #expect(!devices.isMultiple(of: widths))
      }
    }
    let fp4 = TrainingRecipe(
      products: .nvfp4, weightBytes: 1, gradientBytes: 4, masterBytes: 4, momentBytes: 8)
    let none = Self.search(
      Fixtures.llama8B, space: TrainingPlanSpace(accelerators: [8], tensor: [1]), recipes: [fp4]
    ).answer()
    #expect(none.feasible == 0 && none.fastest == nil && none.frontier.isEmpty)
    #expect(none.exclusions.map(\.reason) == [.precision])
  }

  /// The run of a choice in the plainest order of passes.
  private static func probe(
    _ choice: PlanChoice, _ search: TrainingPlanSearch
  ) throws -> TrainingRun {
    TrainingRun(
      model: search.model, cluster: cluster(choice.accelerators, search),
      plan: try TrainingPlan(
        tensor: choice.tensor, pipeline: choice.pipeline, data: choice.data,
        context: choice.context, expert: choice.expert,
        globalBatch: 2 * choice.data * choice.pipeline, virtualStages: choice.virtualStages,
        layout: choice.layout), recipe: choice.recipe, sequence: search.sequence)
  }

  private static func run(_ choice: PlanChoice, _ search: TrainingPlanSearch) throws -> TrainingRun
  {
    TrainingRun(
      model: search.model, cluster: cluster(choice.accelerators, search),
      plan: try choice.plan(globalBatch: search.globalBatch), recipe: choice.recipe,
      sequence: search.sequence)
  }

  @Test("A larger space is never slower, and a fixed width stays fixed")
  func metamorphic() throws {
    func time(_ space: TrainingPlanSpace) -> Seconds {
      Self.search(Fixtures.llama8B, space: space, globalBatch: 8).answer().fastest?.step.duration
        ?? .infinity
    }
    let whole = time(TrainingPlanSpace(accelerators: [8]))
    for fixed in [
      TrainingPlanSpace(accelerators: [8], tensor: [4]),
      TrainingPlanSpace(accelerators: [8], recompute: [.full]),
      TrainingPlanSpace(accelerators: [8], microBatch: [2]),
      TrainingPlanSpace(accelerators: [8], sharding: [.weights]),
    ] { #expect(time(fixed) >= whole) }
    let four = Self.search(
      Fixtures.llama8B, space: TrainingPlanSpace(accelerators: [8], tensor: [4], data: [2])
    ).answer()
    #expect(four.ranked.allSatisfy { $0.choice.tensor == 4 && $0.choice.data == 2 })
    #expect(!four.ranked.isEmpty)
  }
}
