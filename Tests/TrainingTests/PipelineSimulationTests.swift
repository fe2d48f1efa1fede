import Quantities
import Testing
import Training

@Suite("Pipelines played pass by pass")
struct PipelineSimulationTests {
  struct Passes: Sendable {
    let forward: Double
    let backward: Double
    let weights: Double

    var stage: PipelineSimulation.Stage {
      PipelineSimulation.Stage(
        forward: Seconds(forward), backward: Seconds(backward), weights: Seconds(weights))
    }
    var share: Double { weights / backward }
  }

  static let passes = [
    Passes(forward: 1, backward: 2, weights: 1), Passes(forward: 10, backward: 20, weights: 8),
    Passes(forward: 1, backward: 2.2, weights: 0.9),
    Passes(forward: 1, backward: 2, weights: 0.5),
  ]

  private static func idle(
    _ simulation: PipelineSimulation, is schedule: PipelineSchedule, stages: Int, _ passes: Passes
  ) -> Bool {
    let closed = schedule.idle(
      stages: stages, forward: Seconds(passes.forward), backward: Seconds(passes.backward))
    let played = simulation.idle.max() ?? .zero
    return abs(played.value - closed.value) <= 1e-9 * (passes.forward + passes.backward) * 1e3
  }

  @Test(
    "Equal stages idle as the closed forms say, whatever the schedule", arguments: [2, 4, 8],
    passes)
  func closedForms(stages: Int, passes: Passes) {
    for microBatches in [2 * stages, 4 * stages] {
      func play(_ schedule: TrainingPlan.Schedule, chunks: Int = 1) -> PipelineSimulation {
        PipelineSimulation(
          schedule, chunks: chunks,
          stages: Array(repeating: passes.stage, count: stages), microBatches: microBatches)
      }
      let plain = play(.oneForwardOneBackward)
      #expect(Self.idle(plain, is: .oneForwardOneBackward, stages: stages, passes))
      #expect(
        agree(
          plain.duration.value,
          Double(microBatches + stages - 1) * (passes.forward + passes.backward)))
      for chunks in [2, 5] {
        #expect(
          Self.idle(
            play(.oneForwardOneBackward, chunks: chunks), is: .interleaved(chunks: chunks),
            stages: stages, passes))
      }
      #expect(
        Self.idle(
          play(.zeroBubble), is: .zeroBubble(weightShare: passes.share), stages: stages, passes))
      #expect(
        Self.idle(
          play(.zeroBubbleTwice), is: .zeroBubbleTwice(weightShare: passes.share),
          stages: stages, passes))
    }
  }

  @Test("Stages hold the microbatches that memory counts")
  func held() {
    let stages = Array(repeating: Self.passes[0].stage, count: 4)
    func play(_ schedule: TrainingPlan.Schedule, chunks: Int = 1) -> [Double] {
      PipelineSimulation(schedule, chunks: chunks, stages: stages, microBatches: 16)
        .microBatchesHeld
    }
    func counted(_ schedule: PipelineSchedule) -> [Double] {
      (0..<4).map { schedule.microBatchesInFlight(stage: $0, stages: 4, microBatches: 16) }
    }
    #expect(play(.oneForwardOneBackward) == counted(.oneForwardOneBackward))
    #expect(play(.oneForwardOneBackward, chunks: 4) == counted(.interleaved(chunks: 4)))
    #expect(play(.zeroBubble) == counted(.zeroBubble(weightShare: 0.5)))
    #expect(play(.zeroBubbleTwice) == counted(.zeroBubbleTwice(weightShare: 0.5)))
  }

  @Test("The slowest stage dominates, and the closed form with it is never too short")
  func unequal() {
    for slow in 0..<4 {
      var stages = Array(repeating: Self.passes[0].stage, count: 4)
      stages[slow] = Passes(forward: 1.5, backward: 3, weights: 1.5).stage
      let played = PipelineSimulation(.oneForwardOneBackward, stages: stages, microBatches: 64)
      let closed = PipelineSchedule.oneForwardOneBackward.duration(
        stages: 4, microBatches: 64, forward: Seconds(1.5), backward: Seconds(3))
      #expect(played.duration.value >= 64 * 4.5)
      #expect(played.duration <= closed)
      // At the end of the pipeline faster stages shorten filling and draining only, to
      // (p − 1)(F + B) of 3 instead of 4.5.
      if slow == 3 { #expect(agree(played.duration.value, 64 * 4.5 + 3 * 3)) }
    }
  }

  @Test("Transfers only lengthen a pipeline, and one stage has none")
  func transfers() {
    let stage = Self.passes[0].stage
    func time(_ stages: Int, _ transfer: Double) -> Double {
      PipelineSimulation(
        .oneForwardOneBackward, stages: Array(repeating: stage, count: stages), microBatches: 16,
        transfer: Seconds(transfer)
      ).duration.value
    }
    #expect(time(1, 0.3) == 48)
    #expect(time(4, 0.1) > time(4, 0))
    // At least filling and draining are in view, p − 1 each way.
    #expect(time(4, 0.1) >= time(4, 0) + 6 * 0.1 - 1e-9)
  }
}
