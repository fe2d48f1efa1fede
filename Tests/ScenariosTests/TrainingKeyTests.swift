import Documents
import Quantities
import Scenarios
import Testing
import Training

@Suite("Keys of training")
struct TrainingKeyTests {
  private static let text = """
    model: llama-3.1-70b
    fleet: {accelerator: h100-sxm}
    training: {tokens: 1 T, accelerators: 1024}
    """

  private func question(_ settings: String...) throws -> TrainingQuestion {
    try #require(try point(Self.text, settings: settings).training)
  }

  @Test("A scenario without a workload trains, and says nothing of serving")
  func trainsOnly() throws {
    let scenario = try point(Self.text)
    #expect(!scenario.isServed && scenario.training?.deadline == nil)
    for setting in [
      "duration=3 min", "objectives={time-to-first-token: 2 s at p95}", "fleet.plan={tensor: 8}",
    ] {
      let found = problems(Self.text, settings: [setting])
      #expect(found.count == 1, "\(setting): \(found)")
      #expect(found.first?.message.contains("there is no workload") == true)
    }
  }

  @Test("A stated goodput stands in for failures, and refuses them beside it")
  func goodput() throws {
    guard case .stated(0.9) = try question("training.goodput=90 %").course else {
      Issue.record("90 % is stated")
      return
    }
    let found = problems(
      Self.text, settings: ["training.goodput=90 %", "training.spares=2 %"])
    #expect(found.map { $0.path.description } == ["training.spares"])
  }

  @Test("Phases stand in for tokens, and take the rest from the run")
  func phases() throws {
    let phases = try question(
      "training.tokens=~", "training.sequence=8192",
      "training.phases={ramp: {tokens: 1 T, global-batch: 512}, main: {tokens: 2 T}}"
    ).phases
    #expect(phases.map(\.name) == ["ramp", "main"])
    #expect(phases.map(\.globalBatch) == [512, 2_048] && phases.map(\.sequence) == [8_192, 8_192])
    #expect(try question("training.tokens=3 T").tokens == Tokens(3e12))
    let both = problems(Self.text, settings: ["training.phases={main: {tokens: 2 T}}"])
    #expect(both.map { $0.path.description } == ["training.tokens"])
    let slip = problems(
      Self.text, settings: ["training.tokens=~", "training.phases={main: {token: 2 T}}"])
    #expect(slip.contains { $0.suggestion == .name("tokens") })
  }

  @Test("A search keeps what is stated of a plan and leaves the rest open")
  func search() throws {
    let open = try question("training.plan={search: cheapest, tensor: 8}").plan
    #expect(open.goal == .cheapest && open.tensor == 8)
    #expect(open.pipeline == nil && open.microBatch == nil && open.recompute == nil)
    #expect(try question("training.plan=fastest").plan.goal == .fastest)
    let stated = try question().plan
    #expect(stated.goal == nil && stated.tensor == 1 && stated.microBatch == 1)
  }

  @Test("Rates of the preset are replaced scope by scope; without one, repairs must be stated")
  func failures() throws {
    func failures(_ settings: String...) throws -> [FailureClass] {
      let scenario = try point(Self.text, settings: settings)
      guard case .simulated(let course) = scenario.training?.course else { return [] }
      return course.reliability.failures
    }
    let preset = try failures()
    #expect(preset.contains { $0.scope == .accelerator } && preset.contains { $0.scope == .job })
    let changed = try failures("training.failures.accelerator=50000 h")
    #expect(changed.filter { $0.scope == .accelerator }.map(\.law.mean) == [.hour * 50_000])
    #expect(
      changed.filter { $0.scope != .accelerator } == preset.filter { $0.scope != .accelerator })
    #expect(try failures("training.failures=none").isEmpty)
    let bare = problems(
      Self.text, settings: ["training.failures={preset: none, accelerator: 50000 h}"])
    #expect(bare.map { $0.path.description } == ["training.failures.accelerator"])
  }
}
