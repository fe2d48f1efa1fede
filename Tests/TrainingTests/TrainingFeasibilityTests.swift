import LanguageModels
import Performance
import Quantities
import Testing
import Training

@Suite("Feasibility of training")
struct TrainingFeasibilityTests {
  static let twoWeeks = TrainingFeasibility.Goal(
    tokens: Tokens(1e12), deadline: Seconds.day * 14, goodput: 0.9)

  static let infeasible = [
    // States do not fit.
    TrainingFeasibility(run: Fixtures.run(Fixtures.llama70B, tensor: 8, data: 8, globalBatch: 64)),
    // Activations do not fit.
    TrainingFeasibility(
      run: Fixtures.run(
        Fixtures.llama8B, data: 8, microBatch: 8, globalBatch: 64, sharding: .weights)),
    // The deadline is too near.
    TrainingFeasibility(
      run: Fixtures.run(
        Fixtures.llama8B, tensor: 2, data: 32, globalBatch: 1_024, recompute: .selective),
      goal: twoWeeks, calibration: Fixtures.calibration),
  ]

  @Test("Every fix, when applied, passes", arguments: infeasible.indices)
  func fixesPass(_ index: Int) {
    let before = Self.infeasible[index]
    guard case .infeasible(let failed) = before.verdict else {
      Issue.record("\(before.sentence)")
      return
    }
    #expect(failed.map(\.subject) == [index == 2 ? .time : .memory])
    let fixes = before.smallestChanges()
    #expect(!fixes.isEmpty)
    for fix in fixes {
      let after = TrainingFeasibility(
        run: fix.run, goal: fix.goal, calibration: before.calibration)
      #expect(after.verdict == .feasible, "\(fix.sentence)")
      #expect(after.checks.allSatisfy { ($0.margin ?? 0) >= 0 })
    }
    let start = index == 2 ? "it takes" : "stage 1: states"
    #expect(before.sentence.hasPrefix(start), "\(before.sentence)")
  }

  @Test("The deadline that is printed is long enough, whatever its digits")
  func printedDeadline() throws {
    let run = Fixtures.run(
      Fixtures.llama8B, tensor: 2, data: 32, globalBatch: 1_024, recompute: .selective)
    for tokens in stride(from: 1.0e12, through: 9e12, by: 0.37e12) {
      let goal = TrainingFeasibility.Goal(tokens: Tokens(tokens), deadline: .day, goodput: 0.9)
      let before = TrainingFeasibility(run: run, goal: goal, calibration: Fixtures.calibration)
      let deadlines = before.smallestChanges().compactMap { change in
        if case .deadline(let deadline) = change.knob { deadline } else { nil }
      }
      let text = UnitNotation.format(try #require(deadlines.first))
      #expect(before.sentence.contains("a deadline of \(text)"))
      let copied = TrainingFeasibility.Goal(
        tokens: goal.tokens, deadline: try UnitNotation().parse(text), goodput: 0.9)
      #expect(
        TrainingFeasibility(run: run, goal: copied, calibration: Fixtures.calibration).isFeasible,
        "\(text)")
      // One per cent less would not do.
      let shorter = TrainingFeasibility.Goal(
        tokens: goal.tokens, deadline: copied.deadline * 0.989, goodput: 0.9)
      #expect(
        !TrainingFeasibility(run: run, goal: shorter, calibration: Fixtures.calibration).isFeasible)
    }
  }

  @Test("A recipe without units on the chip is refused, not widened")
  func precision() {
    let recipe = TrainingRecipe(
      products: .nvfp4, weightBytes: 1, gradientBytes: 4, masterBytes: 4, momentBytes: 8)
    let verdict = TrainingFeasibility(
      run: Fixtures.run(
        Fixtures.llama8B, data: 8, globalBatch: 64, recompute: .full,
        recipe: recipe))
    guard case .infeasible(let failed) = verdict.verdict else {
      Issue.record("trained in fp4 on H100")
      return
    }
    #expect(failed.map(\.subject) == [.precision])
    #expect(verdict.sentence.contains("products in bf16"))
  }

  @Test("What is too slow at the peak fails without a calibration; the rest is unknown")
  func withoutCalibration() {
    let run = Fixtures.run(Fixtures.llama8B, data: 8, globalBatch: 64, recompute: .full)
    func verdict(_ deadline: Seconds) -> TrainingFeasibility.Verdict {
      TrainingFeasibility(
        run: run,
        goal: TrainingFeasibility.Goal(tokens: Tokens(1e12), deadline: deadline, goodput: 1)
      ).verdict
    }
    let bound = run.lowerBound(training: Tokens(1e12))!
    guard case .infeasible = verdict(bound * 0.99), case .unknown = verdict(bound * 1.01) else {
      Issue.record("the bound of \(bound) decides nothing")
      return
    }
  }

  @Test("A later deadline never turns yes into no")
  func monotone() {
    let run = Fixtures.run(
      Fixtures.llama8B, tensor: 2, data: 32, globalBatch: 1_024, recompute: .selective)
    let verdicts = [1, 5, 20, 50, 100, 400].map { days in
      TrainingFeasibility(
        run: run,
        goal: TrainingFeasibility.Goal(
          tokens: Tokens(1e12), deadline: Seconds.day * days, goodput: 0.9),
        calibration: Fixtures.calibration
      ).isFeasible
    }
    #expect(!verdicts[0] && verdicts[5])
    #expect(!zip(verdicts, verdicts.dropFirst()).contains { $0 && !$1 })
  }
}
