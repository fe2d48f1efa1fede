import Documents
import Hardware
import Quantities
import Scenarios
import Serving
import Testing

@Suite("What classes are promised, and where they may be served")
struct ClassKeyTests {
  private static let two = smallest.replacing(
    "output-tokens: 250}",
    with: "output-tokens: 250, classes: {chat: {share: 80 %}, batch: {share: 20 %}}}")
  private static let regions = two.replacing(
    "plan: {tensor: 8}",
    with: "plan: {tensor: 8}, pools: {us: {replicas: 3}, "
      + "paris: {accelerator: h20, replicas: 2, residencies: [eu], capacity: 0.5}}")

  @Test("A class has the objectives of all but for its own; without any there are none of classes")
  func objectives() throws {
    let all = ["objectives={time-to-first-token: 2 s at p95, time-per-output-token: 50 ms at p95}"]
    let plain = try point(Self.two, settings: all)
    #expect(plain.classObjectives.isEmpty && plain.objectives(ofClass: 1) == plain.objectives)
    let own = try point(
      Self.two,
      settings: all + [
        "workload.classes.batch.objectives={time-to-first-token: 1 min at p99.9, end-to-end: 1 h}"
      ])
    #expect(own.objectives(ofClass: 0) == own.objectives)
    let batch = own.objectives(ofClass: 1)
    #expect(batch.timePerOutputToken == own.objectives.timePerOutputToken)
    #expect(batch.endToEnd?.limit == .hour && own.objectives.endToEnd == nil)
    #expect(batch.words.contains("60.0 s at p99.9") && batch.words.contains("50.0 ms at p95,"))
  }

  @Test("Objectives of the only class are those of all requests")
  func single() throws {
    let scenario = try point(
      Self.two, settings: ["workload.classes={chat: {share: 1, objectives: {end-to-end: 9 s}}}"])
    #expect(scenario.classObjectives.isEmpty && scenario.objectives.endToEnd?.limit == Seconds(9))
  }

  @Test("A percentile is named as people write it")
  func percentiles() {
    for (share, name) in [(0.5, "p50"), (0.95, "p95"), (0.999, "p99.9"), (0.9999, "p99.99")] {
      #expect(LatencyObjective.name(ofPercentile: share) == name)
    }
    for percent in 1...99 {
      #expect(LatencyObjective.name(ofPercentile: Double(percent) / 100) == "p\(percent)")
    }
  }

  @Test("Pools under names of the user's choice serve requests whole, each with its own chips")
  func pools() throws {
    let scenario = try point(Self.regions)
    #expect(scenario.pools.map(\.name) == ["us", "paris"])
    #expect(scenario.pools.allSatisfy { $0.role == .whole } && scenario.transfer == nil)
    let paris = scenario.pools[1].scenario
    #expect(paris.accelerator.name == "h20" && paris.replicas == 2 && paris.capacity == 0.5)
    #expect(paris.residencies == ["eu"] && scenario.pools[0].scenario.residencies == [])
    #expect(scenario.accelerators(for: 2) == 2 * (3 + 2) * 8 && scenario.replicas == 1)
    try expectResolution(of: ScenarioFile(text: Self.regions, named: "t.yaml"))
  }

  @Test("A class is served by the pool of its name or by one that lists it; by none is an error")
  func residencies() throws {
    for place in ["eu", "us", "paris"] {
      let scenario = try point(
        Self.regions, settings: ["workload.classes.chat.residency=\(place)"])
      #expect(scenario.workload.classes.map(\.residency) == [place, nil])
    }
    let none = problems(Self.regions, settings: ["workload.classes.chat.residency=china"])
    #expect(none.map(\.path.description) == ["workload.classes.chat.residency"])
    let message = try #require(none.first?.message)
    #expect(message.contains("class chat") && message.contains("china"))
    // A fleet without pools names its residencies itself.
    let bare = problems(Self.two, settings: ["workload.residency=eu"])
    #expect(bare.map(\.path.description) == ["workload.residency", "workload.residency"])
    let named = try point(
      Self.two, settings: ["workload.residency=eu", "fleet.residencies=[eu]"])
    #expect(named.residencies == ["eu"])
  }

  @Test("Pools that split requests and pools that serve them whole do not stand beside each other")
  func mixture() throws {
    let found = problems(Self.regions, settings: ["fleet.pools.prefill={replicas: 1}"])
    #expect(found.map(\.path.description) == ["fleet.pools.us", "fleet.pools.paris"])
    let transfer = problems(Self.regions, settings: ["fleet.transfer={push: layerwise}"])
    #expect(transfer.map(\.path.description) == ["fleet.transfer"])
  }

  @Test("Too many classes are not promised anything apart")
  func many() {
    let classes = (0...Workload.mostMeasuredClasses).map { "c\($0): {share: 1}" }
    let text = smallest.replacing(
      "output-tokens: 250}",
      with: "output-tokens: 250, classes: {\(classes.joined(separator: ", "))}}")
    #expect(problems(text) == [])
    let found = problems(text, settings: ["workload.classes.c0.objectives={end-to-end: 9 s}"])
    #expect(found.map(\.path.description) == ["workload.classes.c0.objectives"])
  }
}
