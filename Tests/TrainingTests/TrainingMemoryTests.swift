import LanguageModels
import Quantities
import Testing
import Training

@Suite("Memory of training")
struct TrainingMemoryTests {
  static let gibibyte = 1_073_741_824.0

  /// The configurations of Figure 1 in Korthikanti et al. (2022).
  struct Published: Sendable {
    let layers: Int
    let hidden: Int
    let heads: Int
    let microBatch: Int
    let pipeline: Int
    let virtualStages: Int
    let none: Double
    let selective: Double
  }

  static let published = [
    Published(
      layers: 48, hidden: 6_144, heads: 64, microBatch: 4, pipeline: 1, virtualStages: 1,
      none: 59.25, selective: 9.56),
    Published(
      layers: 96, hidden: 12_288, heads: 96, microBatch: 1, pipeline: 8, virtualStages: 3,
      none: 66.84, selective: 12.35),
    Published(
      layers: 105, hidden: 20_480, heads: 128, microBatch: 1, pipeline: 35, virtualStages: 3,
      none: 114.02, selective: 23.08),
    Published(
      layers: 128, hidden: 25_600, heads: 160, microBatch: 1, pipeline: 64, virtualStages: 1,
      none: 131.25, selective: 26.56),
  ]

  @Test("Activations of GPT are the published ones", arguments: published)
  func activations(_ row: Published) {
    let schedule: PipelineSchedule =
      row.virtualStages > 1 ? .interleaved(chunks: row.virtualStages) : .oneForwardOneBackward
    let layers =
      Double(row.layers) / Double(row.pipeline)
      * schedule.microBatchesInFlight(stage: 0, stages: row.pipeline, microBatches: 512)
    func gibibytes(_ recompute: TrainingPlan.Recompute, dividesSequence: Bool) -> Double {
      ActivationMemory.gpt(
        sequence: 2_048, microBatch: row.microBatch, hidden: row.hidden, heads: row.heads,
        tensor: 8, recompute: recompute, dividesSequence: dividesSequence
      ).value * layers / Self.gibibyte
    }
    #expect(abs(gibibytes(.none, dividesSequence: false) - row.none) < 0.005)
    #expect(abs(gibibytes(.selective, dividesSequence: true) - row.selective) < 0.006)
  }

  @Test("The first stage of GPT-175B needs the published activations through the whole model")
  func wholeModel() {
    let run = Fixtures.run(
      Fixtures.gpt175B, tensor: 8, pipeline: 8, globalBatch: 64, virtualStages: 3,
      recompute: .selective, recipe: Fixtures.materialized, sequence: 2_048)
    let stage = TrainingMemory(run: run).stages[0]
    #expect(abs(stage.activations.value / Self.gibibyte - 12.35) < 0.005)
    #expect(TrainingMemory(run: run).largestStage == 0)
  }

  @Test("A gated layer with grouped heads keeps 274,688 bytes per token")
  func gatedLayer() {
    let run = Fixtures.run(Fixtures.llama70B, globalBatch: 1)
    let stage = TrainingMemory(run: run).stages[0]
    #expect(agree(stage.activations.value, 80 * 8_192 * 274_688))
  }

  @Test("Full recomputation keeps no more than selective, selective no more than none")
  func recomputation() {
    for model in [Fixtures.gpt175B, Fixtures.llama70B, Fixtures.mixture] {
      let kept = [TrainingPlan.Recompute.full, .selective, .none].map {
        TrainingMemory(
          run: Fixtures.run(model, tensor: 8, globalBatch: 8, recompute: $0, sequence: 2_048)
        ).largest.activations
      }
      #expect(kept[0] < kept[1] && kept[1] < kept[2])
    }
  }

  @Test("One data rank keeps 18 bytes per parameter whatever is sharded: 1,270 GB for 70B")
  func unsharded() {
    for sharding in StateSharding.allCases {
      let run = Fixtures.run(Fixtures.llama70B, globalBatch: 1, sharding: sharding)
      let states = TrainingMemory(run: run).stages[0].states
      #expect(agree(states.value, 18 * 70_553_706_496))
      #expect(abs(states.value / 1e9 - 1_270) < 0.5)
    }
    #expect(TrainingRecipe.bf16Gradients.bytesPerParameter == 16)
    #expect(TrainingRecipe.fp8.bytesPerParameter == 13)
  }

  @Test("Each further thing that is sharded leaves less")
  func sharding() {
    let states = StateSharding.allCases.map {
      TrainingMemory(
        run: Fixtures.run(Fixtures.llama8B, data: 64, globalBatch: 64, sharding: $0)
      ).largest.states.value
    }
    #expect(zip(states, states.dropFirst()).allSatisfy { $0 > $1 })
    let parameters = Double(Fixtures.llama8B.parameters)
    #expect(agree(states[1], parameters * (6 + 12.0 / 64)))
    #expect(agree(states[2], parameters * (2 + 16.0 / 64)))
    #expect(agree(states[3], parameters * 18 / 64))
  }

  @Test("Stages hold the model once; the embedding makes the first the fullest")
  func stages() {
    let run = Fixtures.run(
      Fixtures.llama70B, pipeline: 8, globalBatch: 64, recompute: .full, sharding: .none)
    let memory = TrainingMemory(run: run)
    let parameters = memory.stages.reduce(0) { $0 + $1.parameters.total }
    #expect(agree(parameters, Double(Fixtures.llama70B.parameters)))
    #expect(memory.largestStage == 0)
  }

  @Test("Experts are spread over their own ranks")
  func experts() {
    func stage(_ expert: Int) -> StageParameters {
      TrainingMemory(
        run: Fixtures.run(Fixtures.mixture, data: 8, expert: expert, globalBatch: 8)
      ).stages[0].parameters
    }
    #expect(agree(stage(1).experts, 8 * stage(8).experts))
    #expect(stage(1).dense == stage(8).dense)
    // Eight data ranks hold each expert once when they are spread over eight.
    let plan = try! TrainingPlan(data: 8, expert: 8, globalBatch: 8)
    #expect(plan.expertGradientRanks == 1)
    #expect(plan.gradientRanks == 8)
  }
}
