import Economics
import Quantities
import Scenarios
import Testing
import Training

@testable import Experiments

@Suite("Training verdicts")
struct TrainingVerdictTests {
  private static let text =
    chat + """

      training:
        tokens: 1 T
        within: 60 days
        accelerators: 512
        sequence: 4096
        global-batch: 1024
        plan: {tensor: 2}
      """

  private func verdict(_ settings: String...) throws -> TrainingVerdict {
    try #require(ScenarioVerdicts(point(Self.text, settings: settings)).training)
  }

  @Test("A later deadline never turns feasible into infeasible, and the time needed is the same")
  func deadlines() throws {
    var wasFeasible = false
    var outcomes: Set<Bool> = []
    let duration = try #require(try verdict().duration)
    for days in [1, 2, 4, 8, 16, 32, 64, 128, 256] {
      let verdict = try verdict("training.within=\(days) days")
      #expect(verdict.isFeasible || !wasFeasible, "\(days) days")
      wasFeasible = verdict.isFeasible
      outcomes.insert(verdict.isFeasible)
      #expect(verdict.duration == duration)
    }
    #expect(outcomes == [true, false], "the deadlines lie on both sides of what can be done")
  }

  @Test("The deadline is kept just when the predicted time is within it")
  func threshold() throws {
    let duration = try #require(try verdict().duration)
    let later = UnitNotation.format(duration * 1.001, significantDigits: nil)
    #expect(try verdict("training.within=\(later)").isFeasible)
    let sooner = UnitNotation.format(duration * 0.999, significantDigits: nil)
    #expect(try !verdict("training.within=\(sooner)").isFeasible)
  }

  @Test("A verdict is feasible just when no check fails, and what nobody judged is unknown")
  func checks() throws {
    for days in [1, 256] {
      let verdict = try verdict("training.within=\(days) days")
      let failed = verdict.checked.filter { $0.outcome == .fails }.map(\.subject)
      #expect(failed == (verdict.isFeasible ? [] : [.time]), "\(days) days")
      #expect(verdict.checked.first { $0.subject == .legal }?.outcome == .unknown)
      for subject in [CheckedSubject.Subject.memory, .precision, .divisibility] {
        #expect(verdict.checked.first { $0.subject == subject }?.outcome == .passes)
      }
    }
  }

  @Test("More accelerators shorten the time, by no more than their number")
  func accelerators() throws {
    let durations = try [64, 128, 256, 512, 1_024].map { count in
      try #require(try verdict("training.accelerators=\(count)").duration)
    }
    for (few, more) in zip(durations, durations.dropFirst()) {
      #expect(more < few)
      #expect(more >= few * 0.5 * (1 - 1e-9))
    }
  }

  @Test("Time and cost grow in proportion to the tokens, and fall with goodput")
  func proportions() throws {
    let base = try verdict("training.goodput=90 %")
    let twice = try verdict("training.goodput=90 %", "training.tokens=2 T")
    // A whole number of steps is made, so that the last one may be cut.
    #expect(abs(try #require(twice.duration) / #require(base.duration) - 2) < 1e-4)
    #expect(abs(try #require(twice.cost) / #require(base.cost) - 2) < 1e-4)
    let slow = try verdict("training.goodput=45 %")
    #expect(abs(try #require(slow.duration) / #require(base.duration) - 2) < 1e-9)
  }

  @Test("The cost is the accelerators times the hours times the price of an hour")
  func cost() throws {
    let scenario = try point(Self.text, settings: ["training.goodput=90 %"])
    let verdict = try #require(ScenarioVerdicts(scenario).training)
    let hour = scenario.owner.tenure.acceleratorHour(
      phases: try PhaseShares(prefill: 1, decode: 0))
    // USD/s × s.
    let expected = hour.total.value * (try #require(verdict.duration)).value * 512
    #expect(abs(try #require(verdict.cost).value / expected - 1) < 1e-9)
  }

  @Test("Utilization is a share of the peak")
  func utilization() throws {
    let share = try #require(try verdict().modelUtilization)
    #expect((0.05...0.75).contains(share))
  }

  @Test("A plan that does not divide is impossible, with the number that would")
  func impossible() throws {
    let verdict = try verdict("training.plan.tensor=7")
    guard case .impossible(let reason) = verdict.judgement else {
      Issue.record("\(verdict.judgement)")
      return
    }
    #expect(reason.contains("518 accelerators"), "\(reason)")
    #expect(!verdict.isFeasible && verdict.duration == nil && verdict.cost == nil)
  }

  @Test("A model too large for the memory of the plan cannot be trained; more sharding can mend it")
  func memory() throws {
    let small = ["model=llama-3.1-70b", "training.plan.tensor=1", "training.within=3 years"]
    let whole = try #require(
      ScenarioVerdicts(point(Self.text, settings: small + ["training.sharding=zero-0"])).training)
    #expect(!whole.isFeasible)
    let shared = try #require(
      ScenarioVerdicts(
        point(
          Self.text,
          settings: small + ["training.sharding=zero-3", "training.recompute=full"])
      ).training)
    #expect(shared.isFeasible, "\(shared.sentence)")
  }

  @Test("Serving and training are judged apart")
  func apart() throws {
    let scenario = try point(Self.text, settings: ["training.within=1 day"])
    let verdicts = ScenarioVerdicts(scenario)
    #expect(verdicts.serving?.isFeasible == true)
    #expect(verdicts.training?.isFeasible == false)
    #expect(try ScenarioVerdicts(point(chat)).training == nil)
  }
}
