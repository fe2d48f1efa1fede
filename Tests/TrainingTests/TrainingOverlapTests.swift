import Hardware
import Performance
import Quantities
import Testing
import Training

@Suite("Communication behind arithmetic in training")
struct TrainingOverlapTests {
  static func step(
    _ overlap: TrainingPlan.Overlap, scaleOut: Double = 50e9, expert: Int = 16
  ) throws -> TrainingStep {
    let plan = try TrainingPlan(
      pipeline: 4, data: 16, expert: expert, globalBatch: 16 * 32, overlap: overlap)
    let run = TrainingRun(
      model: Fixtures.mixture, cluster: Fixtures.cluster(64, scaleOut: scaleOut), plan: plan,
      recipe: .bf16, sequence: 4_096)
    return try TrainingStep(run: run, calibration: Fixtures.calibration)
  }

  @Test("Gradients exposed in full are never faster than behind the last backward pass")
  func gradients() throws {
    for scaleOut in [10e9, 50e9, 400e9] {
      let none = try Self.step(.none, scaleOut: scaleOut)
      let hidden = try Self.step(.gradients, scaleOut: scaleOut)
      #expect(none[.gradients] > hidden[.gradients])
      #expect(none[.pipelineTransfer] > hidden[.pipelineTransfer])
      func rest(_ step: TrainingStep) -> Double {
        (step.duration - step[.gradients] - step[.pipelineTransfer]).value
      }
      #expect(agree(rest(none), rest(hidden)))
      // Exposed and hidden make the whole exchange, whatever is hidden of it.
      func whole(_ step: TrainingStep, _ part: TrainingStep.Part) -> Double {
        (step[part] + step.hidden(part)).value
      }
      #expect(none.hidden(.gradients) == .zero && hidden.hidden(.gradients) > .zero)
      #expect(agree(whole(none, .gradients), whole(hidden, .gradients)))
      #expect(agree(whole(none, .pipelineTransfer), whole(hidden, .pipelineTransfer)))
    }
  }

  @Test("A pipeline fed from both ends exposes only what arithmetic does not cover")
  func dualPipe() throws {
    for scaleOut in [5e9, 50e9, 400e9] {
      let dual = try Self.step(.dualPipe, scaleOut: scaleOut)
      let exchange = (dual[.expertCommunication] + dual.hidden(.expertCommunication)).value
      let whole = (dual.forward + dual.backward).value * Double(dual.run.plan.microBatches)
      let slowed = (dual[.forward] + dual[.backward]).value
      // 20 of 132 multiprocessors carry the exchange.
      #expect(agree(slowed / (whole - exchange), 132.0 / 112))
      #expect(abs(dual[.expertCommunication].value - max(0, exchange - slowed)) <= 1e-9 * slowed)
    }
    #expect(
      try Self.step(.dualPipe, scaleOut: 5e9).duration
        < Self.step(.gradients, scaleOut: 5e9).duration)
  }

  @Test("Without an exchange both ends shorten the bubble and share the head")
  func noExchange() throws {
    let plain = try Self.step(.gradients, expert: 1)
    let dual = try Self.step(.dualPipe, expert: 1)
    // Ranks of the last stage hold the first as well, and each gets half of the microbatches.
    #expect(dual[.forward] < plain[.forward])
    #expect(dual[.forward] > plain[.forward] * 0.5)
    #expect(dual[.pipelineIdle] < plain[.pipelineIdle])
  }

  @Test("Both ends hold two copies of weights and gradients")
  func memory() throws {
    func states(_ overlap: TrainingPlan.Overlap) throws -> Bytes {
      let run = try Self.step(overlap).run
      return TrainingMemory(run: run).stages[0].states
    }
    let parameters = TrainingMemory(run: try Self.step(.gradients).run).stages[0].parameters.total
    let recipe = TrainingRecipe.bf16
    let more = try states(.dualPipe) - states(.gradients)
    let copies = parameters * (recipe.weightBytes + recipe.gradientBytes)
    #expect(abs(more.value - copies) < 1e-6 * copies)
  }

  @Test("Odd, chunked or short pipelines cannot be fed from both ends")
  func refused() {
    func plan(pipeline: Int, batch: Int, chunks: Int = 1) throws -> TrainingPlan {
      try TrainingPlan(
        pipeline: pipeline, globalBatch: batch, virtualStages: chunks, overlap: .dualPipe)
    }
    #expect(throws: TrainingPlanError.self) { try plan(pipeline: 3, batch: 30) }
    #expect(throws: TrainingPlanError.self) { try plan(pipeline: 4, batch: 7) }
    #expect(throws: TrainingPlanError.self) { try plan(pipeline: 4, batch: 16, chunks: 2) }
    #expect(throws: Never.self) { try plan(pipeline: 4, batch: 8) }
  }
}
