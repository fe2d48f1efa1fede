import Experiments
import OutputAnalysis
import Scenarios
import Serving
import Synchronization
import Testing

@Suite("Determinism and common random numbers")
struct DeterminismTests {
  private static let grid =
    chat.replacing("duration: 90 s", with: "duration: 30 s") + """

      sweep: {fleet.replicas: [1, 2]}
      alternatives: {h100: {}, h200: {fleet: {accelerator: h200-sxm}}}
      """

  @Test("One thread or many, once or twice: the same bytes")
  func threads() throws {
    let once = files(try result(Self.grid, jobs: 1))
    for jobs in [1, 2, 8] { #expect(files(try result(Self.grid, jobs: jobs)) == once) }
  }

  @Test("Another seed gives other numbers, and every replication its own")
  func seeds() throws {
    let a = try only(chat)
    let b = try only(chat, settings: ["seed=1"])
    #expect(measurements(a) != measurements(b))
    #expect(Set(a.values(of: .outputThroughput)).count == 3)
  }

  @Test("Replications added leave the first ones as they were")
  func replications() throws {
    let few = try only(chat, settings: ["replications=2"])
    let more = try only(chat, settings: ["replications=4"])
    #expect(measurements(few) == Array(measurements(more).prefix(2)))
  }

  @Test("Alternatives that differ by name alone have ratio 1, exactly, and are indistinguishable")
  func namesakes() throws {
    let both = try result(chat + "\nalternatives: {a: {}, b: {}}")
    #expect(measurements(both.points[0]) == measurements(both.points[1]))
    let comparisons = both.comparisons(on: Metric.all)
    #expect(comparisons.count > 20)
    for comparison in comparisons {
      #expect(comparison.ratio.estimate == 1, "\(comparison.metric.name)")
      #expect(comparison.ratio.halfWidth == 0)
      #expect(comparison.isIndistinguishable)
    }
  }

  @Test("Adding an alternative or a swept value leaves the other points as they were")
  func growth() throws {
    let plain = try only(chat)
    let alternatives = try result(
      chat + "\nalternatives: {first: {fleet: {replicas: 3}}, same: {}, last: {duration: 60 s}}")
    #expect(measurements(alternatives.points[1]) == measurements(plain))
    let swept = try result(chat + "\nsweep: {fleet.replicas: [3, 1, 2]}")
    #expect(measurements(swept.points[1]) == measurements(plain))
  }

  @Test("Alternatives meet the same requests")
  func commonRequests() throws {
    let both = try result(
      chat + "\nalternatives: {one: {warm-up: 0 s}, two: {warm-up: 0 s, fleet: {replicas: 2}}}")
    for (a, b) in zip(both.points[0].runs, both.points[1].runs) {
      #expect(a.requests.arrived == b.requests.arrived)
    }
  }

  @Test("A comparison turned around is the reciprocal")
  func reciprocal() throws {
    let (h100, h200) = ("h100: {}", "h200: {fleet: {accelerator: h200-sxm}}")
    func ratio(_ first: String, _ second: String) throws -> ConfidenceInterval {
      let result = try result(chat + "\nalternatives: {\(first), \(second)}")
      return try #require(result.comparisons(on: [.costOutput]).first).ratio
    }
    let there = try ratio(h100, h200)
    let back = try ratio(h200, h100)
    #expect(abs(there.estimate * back.estimate - 1) < 1e-12)
    #expect(there.estimate != 1)
  }

  @Test("Progress counts every point and every run, once each")
  func progress() throws {
    let counts = Mutex<[Experiment.Phase: [Int]]>([:])
    let all = try points(Self.grid)
    _ = Experiment(points: all, isEqualizedByObjective: false).run(jobs: 2) { phase, done, total in
      counts.withLock { $0[phase, default: []].append(done) }
      #expect(total == (phase == .running ? 12 : 4))
    }
    counts.withLock { counts in
      #expect(counts[.preparing]?.sorted() == Array(1...4))
      #expect(counts[.running]?.sorted() == Array(1...12))
    }
  }
}
