import Hardware
import LanguageModels
import Quantities
import Testing

@testable import Training

@Suite("What a changed plan changes, and no more")
struct TrainingChangesTests {
  private func step(_ run: TrainingRun) throws -> TrainingStep {
    try TrainingStep(run: run, calibration: Fixtures.calibration)
  }

  @Test("More nodes at the same batch never lengthen a step by more than they communicate")
  func strongScaling() throws {
    for (model, tensor, pipeline) in [
      (Fixtures.llama8B, 1, 1), (Fixtures.llama70B, 8, 1), (Fixtures.llama70B, 4, 4),
      (Fixtures.mixture, 1, 1),
    ] {
      var before: TrainingStep?
      for data in [1, 2, 4, 8, 16, 32] {
        let now = try step(
          Fixtures.run(
            model, tensor: tensor, pipeline: pipeline, data: data, globalBatch: 128,
            sharding: .optimizer, sequence: 4_096))
        defer { before = now }
        guard let before else { continue }
        // Without the exchange of gradients, which more ranks take part in, and the jitter of more.
        func work(_ step: TrainingStep) -> Seconds {
          step.duration - step[.gradients] - step[.jitter]
        }
        #expect(work(now) <= work(before) * (1 + 1e-9), "\(model.name), \(data)")
        let added = max(.zero, now[.gradients] - before[.gradients]) + now[.jitter]
        #expect(now.duration <= before.duration + added)
      }
    }
  }

  @Test("Full recomputation of the layers buys its memory with a third more of their work, exactly")
  func recomputation() {
    for model in [Fixtures.llama8B, Fixtures.llama70B, Fixtures.mixture] {
      let kept = Fixtures.run(model, globalBatch: 8, recompute: .none, sequence: 4_096)
      let again = Fixtures.run(model, globalBatch: 8, recompute: .full, sequence: 4_096)
      #expect(again.modelWork() == kept.modelWork())
      #expect(abs(again.hardwareWork() / again.modelWork() - 4.0 / 3) < 1e-12)
      let (more, less) = (TrainingMemory(run: kept).largest, TrainingMemory(run: again).largest)
      #expect(less.activations < more.activations && less.states == more.states)
    }
  }

  @Test("What waits in the host's memory is off the device and nowhere else, and takes its time")
  func offload() throws {
    func run(_ offload: TrainingPlan.Offload) throws -> TrainingRun {
      let plan = try TrainingPlan(
        tensor: 8, data: 4, microBatch: 1, globalBatch: 64, recompute: .full, offload: offload)
      let cluster = Fixtures.cluster(32)
      let host = HostMemory(capacity: Bytes(2e12), bandwidth: BytesPerSecond(50e9))
      return TrainingRun(
        model: Fixtures.llama70B,
        cluster: Cluster(
          accelerator: cluster.accelerator, system: cluster.system.with(host: host),
          accelerators: 32),
        plan: plan, recipe: .bf16, sequence: 4_096)
    }
    let base = TrainingMemory(run: try run(.none)).largest
    let time = try step(run(.none)).duration
    for offload in TrainingPlan.Offload.allCases where offload != .none {
      let memory = TrainingMemory(run: try run(offload)).largest
      #expect(memory.total < base.total, "\(offload)")
      #expect(memory.host > .zero && memory.weights == base.weights)
      #expect(try step(run(offload)).duration >= time)
    }
    #expect(base.host == .zero)
  }

  @Test("Recipes of 8 bits keep less for the backward pass, and never more than 16 bits do")
  func narrowActivations() {
    for model in [Fixtures.llama70B, Fixtures.mixture] {
      for recompute in TrainingPlan.Recompute.allCases {
        func kept(_ recipe: TrainingRecipe) -> Bytes {
          TrainingMemory(
            run: Fixtures.run(
              model, globalBatch: 8, recompute: recompute, recipe: recipe, sequence: 4_096)
          ).largest.activations
        }
        let wide = kept(.bf16)
        for recipe in [TrainingRecipe.fp8, .fp8Block, .mxfp8] {
          #expect(recompute == .full ? kept(recipe) == wide : kept(recipe) < wide)
          #expect(kept(recipe) > wide * 0.4)
        }
      }
    }
  }

  @Test("A programme's tokens and times are the sums of its phases")
  func programme() throws {
    let short = Fixtures.run(Fixtures.llama8B, data: 8, globalBatch: 64, sequence: 4_096)
    let long = Fixtures.run(Fixtures.llama8B, data: 8, globalBatch: 8, sequence: 32_768)
    let phases = [
      TrainingPhase(name: "short", tokens: Tokens(1e12), run: short),
      TrainingPhase(name: "long", tokens: Tokens(1e11), run: long),
    ]
    let programme = try TrainingProgramme(phases: phases, calibration: Fixtures.calibration)
    #expect(abs(programme.tokens.value / 1.1e12 - 1) < 1e-12)
    let alone = try phases.map {
      try TrainingProgramme(phases: [$0], calibration: Fixtures.calibration)
    }
    let sum = alone.reduce(Seconds.zero) { $0 + $1.duration() }
    #expect(abs(programme.duration() / sum - 1) < 1e-12)
    #expect(abs(programme.duration(goodput: 0.5) / programme.duration() - 2) < 1e-12)
    let shares = alone.map { $0.modelUtilization() }
    #expect((shares.min()!...shares.max()!).contains(programme.modelUtilization()))
  }
}
