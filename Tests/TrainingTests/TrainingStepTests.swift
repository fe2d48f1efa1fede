import LanguageModels
import Performance
import Quantities
import Testing
import Training

@Suite("Time of a training step")
struct TrainingStepTests {
  static let runs = [
    Fixtures.run(Fixtures.llama8B, data: 8, globalBatch: 128),
    Fixtures.run(
      Fixtures.llama70B, tensor: 8, pipeline: 4, data: 4, globalBatch: 256, virtualStages: 5),
    Fixtures.run(
      Fixtures.llama70B, tensor: 8, data: 2, context: 4, globalBatch: 32, sharding: .weights,
      sequence: 131_072),
    Fixtures.run(Fixtures.mixture, data: 32, expert: 32, globalBatch: 256, sequence: 4_096),
    Fixtures.run(
      Fixtures.gpt175B, tensor: 8, pipeline: 8, data: 8, globalBatch: 512, recompute: .full,
      sequence: 2_048),
  ]

  static func step(_ run: TrainingRun) -> TrainingStep {
    try! TrainingStep(run: run, calibration: Fixtures.calibration)
  }

  @Test("Parts sum to the step, and one pipeline stage has neither idle time nor transfers")
  func parts() {
    for run in Self.runs {
      let step = Self.step(run)
      #expect(step.rows.map(\.part) == TrainingStep.Part.allCases)
      #expect(step.rows.allSatisfy { $0.duration >= .zero })
      #expect(step.duration.value > 0)
      let isPiped = run.plan.pipeline > 1
      #expect((step[.pipelineIdle] > .zero) == isPiped)
      #expect((step[.pipelineTransfer] > .zero) == isPiped)
      #expect((step[.tensorCommunication] > .zero) == (run.plan.tensor > 1))
      #expect((step[.expertCommunication] > .zero) == (run.plan.expert > 1))
      let passes = (step.forward + step.backward) * Double(run.plan.microBatches)
      let inStage = [
        TrainingStep.Part.forward, .backward, .tensorCommunication, .expertCommunication,
        .contextCommunication,
      ].reduce(Seconds.zero) { $0 + step[$1] }
      #expect(agree(passes.value, inStage.value))
    }
  }

  @Test("Utilization stays below one, and hardware utilization is never below model utilization")
  func utilization() {
    for run in Self.runs {
      let step = Self.step(run)
      for convention in ModelWork.AttentionConvention.allCases {
        #expect(step.modelUtilization(convention) <= step.hardwareUtilization(convention))
      }
      #expect(step.hardwareUtilization(.causal) < 1)
      #expect(step.modelUtilization(.causal) > 0.15)
      #expect(step.modelUtilization(.causal) < step.modelUtilization(.full))
    }
  }

  @Test("Full recomputation makes hardware work four thirds of model work")
  func fullRecomputation() {
    let run = Self.runs[4]
    for convention in ModelWork.AttentionConvention.allCases {
      #expect(
        agree(run.hardwareWork(convention) / run.modelWork(convention), 4.0 / 3))
    }
    let none = Self.runs[0]
    #expect(none.hardwareWork() == none.modelWork())
  }

  @Test("A step of GPT-175B over 64 sequences of 2,048 is 1.4109e17 FLOPs")
  func gptWork() {
    func work(_ recompute: TrainingPlan.Recompute) -> Double {
      ModelWork.gpt(
        batch: 64, sequence: 2_048, layers: 96, hidden: 12_288, vocabulary: 51_200,
        recompute: recompute
      ).value
    }
    #expect(agree(work(.none), 1.4109e17, within: 5e-5))
    #expect(agree(work(.none) / (64 * 2_048), 1.0764e12, within: 5e-5))
    // Counted from the dimensions instead: the same matrices and unmasked pairs.
    let run = Fixtures.run(
      Fixtures.gpt175B, tensor: 8, pipeline: 8, globalBatch: 64, sequence: 2_048)
    #expect(agree(run.modelWork(.full).value, work(.none), within: 1e-3))
    let full = Fixtures.run(
      Fixtures.gpt175B, tensor: 8, pipeline: 8, globalBatch: 64, recompute: .full,
      sequence: 2_048)
    // The closed form does not compute the head again: 2VhBs FLOPs.
    let head = 2.0 * 64 * 2_048 * 51_200 * 12_288
    #expect(agree(full.hardwareWork(.full).value - head, work(.full), within: 1e-3))
  }

  @Test("Six FLOPs per parameter and token, and attention, make the model work")
  func sixN() {
    let run = Fixtures.run(Fixtures.llama70B, tensor: 8, globalBatch: 8, sequence: 4_096)
    let perToken = run.modelWork().value / run.tokensPerStep
    let matrices = 6 * Double(Fixtures.llama70B.matrixParameters)
    // Causal attention: 3 · 80 · 4 · 64 · 128 · (s + 1)/2 FLOPs per token.
    let attention = 3 * 80 * 4 * 64 * 128 * (4_096 + 1) / 2.0
    #expect(agree(perToken, matrices + attention))
  }

  @Test("The optimizer of 70B over 64 ranks takes 12.3 ms, and handling gradients its traffic")
  func optimizer() {
    let run = Fixtures.run(Fixtures.llama70B, data: 64, globalBatch: 64)
    let step = Self.step(run)
    // 30 B · N / 64 at 0.8 · 3.35 TB/s, and one small all-reduce.
    let update = 30 * 70_553_706_496 / 64 / (0.8 * 3.35e12)
    #expect(abs(update * 1e3 - 12.3) < 0.05)
    // All gradients are cleared, and the rank's own are read, scaled and written: 4 B each.
    let handling = 4 * (1 + 3.0 / 64) * 70_553_706_496 / (0.8 * 3.35e12)
    #expect(step[.optimizer].value >= update + handling)
    #expect(step[.optimizer].value < update * 1.05 + handling)
  }

  @Test("A faster network and more recomputation move the step as they must")
  func metamorphic() {
    func time(
      scaleOut: Double = 50e9, recompute: TrainingPlan.Recompute = .none, sequence: Int = 1_024
    ) -> Seconds {
      Self.step(
        Fixtures.run(
          Fixtures.llama8B, data: 64, globalBatch: 64, recompute: recompute, sequence: sequence,
          scaleOut: scaleOut)
      ).duration
    }
    #expect(time(scaleOut: 25e9) > time())
    #expect(time(scaleOut: 400e9) < time())
    // Short sequences wait for gradients, and recomputation hides behind them.
    #expect(time(recompute: .full) >= time())
    #expect(time(recompute: .full, sequence: 16_384) > time(sequence: 16_384) * 1.2)
  }

  @Test("What is computed again takes its time: none is faster than selective, selective than full")
  func recomputationTakesTime() {
    for model in [Fixtures.llama70B, Fixtures.gpt175B, Fixtures.mixture] {
      let runs = [TrainingPlan.Recompute.none, .selective, .full].map {
        Fixtures.run(
          model, tensor: 8, data: 8, globalBatch: 128, recompute: $0, sequence: 2_048)
      }
      let times = runs.map { Self.step($0).duration }
      #expect(times[0] < times[1] && times[1] < times[2])
      let work = runs.map { $0.hardwareWork() }
      #expect(work[0] <= work[1] && work[1] < work[2])
    }
    // Scores that are kept are computed again: the attention core, a further time (Eq. 2.28).
    func run(_ recompute: TrainingPlan.Recompute) -> TrainingRun {
      Fixtures.run(
        Fixtures.gpt175B, tensor: 8, globalBatch: 8, recompute: recompute,
        recipe: Fixtures.materialized, sequence: 2_048)
    }
    let core = run(.selective).hardwareWork() - run(.none).hardwareWork()
    // 96 layers · 4·h · s(s + 1)/2 · 8 sequences.
    #expect(agree(core.value, 96 * 4 * 12_288 * 2_048 * 2_049 / 2 * 8.0))
    // Fused attention keeps no scores, and norms are no work.
    let fused = [TrainingPlan.Recompute.none, .selective].map {
      Fixtures.run(Fixtures.llama70B, tensor: 8, globalBatch: 8, recompute: $0).hardwareWork()
    }
    #expect(fused[0] == fused[1])
  }

  @Test("Sequence parallelism leaves each rank its share of the norms")
  func sequenceParallelism() throws {
    func plan(dividesSequence: Bool) throws -> TrainingRun {
      let plan = try TrainingPlan(
        tensor: 8, data: 8, globalBatch: 128, dividesSequence: dividesSequence)
      return TrainingRun(
        model: Fixtures.llama70B, cluster: Fixtures.cluster(64), plan: plan, recipe: .bf16,
        sequence: 2_048)
    }
    let (whole, divided) = (
      try Self.step(plan(dividesSequence: false)), try Self.step(plan(dividesSequence: true))
    )
    // 20·h·s bytes of norms and residual sums forward and 24 backward in each of 80 layers, of
    // which an eighth is left.
    let norms = 80 * (20 + 24) * 8_192 * 2_048 / (0.8 * 3.35e12) * 16
    func passes(_ step: TrainingStep) -> Double { (step[.forward] + step[.backward]).value }
    #expect(agree(passes(whole) - passes(divided), norms * 7 / 8))
    #expect(divided.duration < whole.duration)
  }

  @Test("Twice the batch at least keeps the tokens per second, and tokens take their time")
  func batch() {
    func step(_ globalBatch: Int) -> TrainingStep {
      Self.step(
        Fixtures.run(
          Fixtures.llama70B, tensor: 8, pipeline: 4, data: 2, globalBatch: globalBatch))
    }
    #expect(step(128).tokensPerSecond > step(64).tokensPerSecond)
    let one = step(64)
    let time = one.timeToTrain(Tokens(one.run.tokensPerStep * 1_000), goodput: 0.8)
    #expect(agree(time.value, one.duration.value * 1_000 / 0.8))
    #expect(one.duration > one.run.lowerBound(training: Tokens(one.run.tokensPerStep))!)
  }

  @Test("A plan that cannot be is refused with its reason")
  func refused() throws {
    #expect(throws: TrainingPlanError.globalBatch(100, data: 8, microBatch: 1)) {
      try TrainingPlan(data: 8, globalBatch: 100)
    }
    #expect(throws: TrainingPlanError.interleaving(microBatches: 6, pipeline: 4)) {
      try TrainingPlan(pipeline: 4, globalBatch: 6, virtualStages: 2)
    }
    #expect(throws: TrainingPlanError.widthOutOfRange(axis: "tensor", width: 0)) {
      try TrainingPlan(tensor: 0, globalBatch: 1)
    }
    let run = Fixtures.run(
      Fixtures.llama8B, tensor: 5, pipeline: 40, globalBatch: 40, accelerators: 8)
    #expect(
      Set(run.conflicts) == [
        .devices(needed: 200, available: 8), .heads(32, tensor: 5), .layers(32, chunks: 40),
      ])
    #expect(throws: TrainingConflicts.self) {
      try TrainingStep(run: run, calibration: Fixtures.calibration)
    }
  }
}
