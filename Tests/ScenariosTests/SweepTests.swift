import Documents
import Performance
import Quantities
import Scenarios
import Serving
import Stochastics
import Testing

@Suite("Sweeps")
struct SweepTests {
  @Test("The grid runs through alternatives first, and its last axis fastest")
  func order() throws {
    let all = try points(
      smallest + """

        alternatives: {a: {}, b: {}}
        sweep: {fleet.replicas: [1, 2], duration: [3 min, 4 min]}
        """)
    #expect(
      all.map(\.label) == [
        "a fleet.replicas=1 duration=3 min", "a fleet.replicas=1 duration=4 min",
        "a fleet.replicas=2 duration=3 min", "a fleet.replicas=2 duration=4 min",
        "b fleet.replicas=1 duration=3 min", "b fleet.replicas=1 duration=4 min",
        "b fleet.replicas=2 duration=3 min", "b fleet.replicas=2 duration=4 min",
      ])
    #expect(all.map(\.replicas) == [1, 1, 2, 2, 1, 1, 2, 2])
  }

  /// The rates of arrivals that a range asks for.
  private func rates(_ range: String) throws -> [Double] {
    try points(smallest + "\nsweep: {workload.arrivals.rate: \(range)}").map { point in
      point.workload.offeredRate(over: point.duration)?.value ?? .nan
    }
  }

  @Test(
    "A range hits both ends exactly and has as many points as it says",
    arguments: ["log", "linear"], [(0.1, 1_000.0), (0.3, 0.7), (7.0, 0.001), (1e-3, 1e5)])
  func ends(spacing: String, range: (low: Double, high: Double)) throws {
    for count in [2, 3, 10, 33] {
      let values = try rates("\(spacing) \(range.low) /s to \(range.high) /s in \(count)")
      #expect(values.count == count)
      // A rate is the reciprocal of a mean gap, so an ulp may be lost on the way.
      #expect(abs(values[0] / range.low - 1) < 1e-15)
      #expect(abs(values[count - 1] / range.high - 1) < 1e-15)
    }
  }

  @Test("Steps of a linear range are equal, and ratios of a logarithmic one")
  func spacing() throws {
    let linear = try rates("linear 2 /s to 5 /s in 7")
    for (a, b) in zip(linear, linear.dropFirst()) { #expect(abs(b - a - 0.5) < 1e-9) }
    let log = try rates("log 0.01 /s to 100 /s in 9")
    for (a, b) in zip(log, log.dropFirst()) { #expect(abs(b / a / 10.0.squareRoot() - 1) < 1e-9) }
  }

  @Test("Whole numbers of a logarithmic range stay whole")
  func powersOfTwo() throws {
    let all = try points(smallest + "\nsweep: {fleet.replicas: log 1 to 512 in 10}")
    #expect(all.map(\.replicas) == (0..<10).map { 1 << $0 })
  }

  @Test("A unit may stand at the end of a range alone")
  func sharedUnit() throws {
    #expect(try rates("linear 1 to 3 /s in 3") == rates("linear 1 /s to 3 /s in 3"))
  }

  @Test("A swept value is the same as a written one")
  func equivalence() throws {
    let swept = try points(
      smallest + "\nsweep: {fleet.weights: [fp8, int8], owner.life: [3 years]}")
    for (point, format) in zip(swept, ["fp8", "int8"]) {
      let written = try SweepTests.written(format)
      #expect(differences(point, written) == [])
    }
  }

  private static func written(_ format: String) throws -> Scenario {
    try point(smallest, settings: ["fleet.weights=\(format)", "owner.life=3 years"])
  }

  @Test("A section can be swept as a whole")
  func sections() throws {
    let all = try points(
      smallest + "\nsweep: {fleet.plan: [{tensor: 8}, {tensor: 4, pipeline: 2}]}")
    #expect(all.map(\.deployment.plan.pipeline) == [1, 2])
    #expect(Set(all.map(\.label)).count == 2)
  }

  @Test("Adding a value or an axis leaves the other points as they are")
  func growth() throws {
    let few = try points(smallest + "\nsweep: {fleet.replicas: [1, 3]}")
    let more = try points(smallest + "\nsweep: {fleet.replicas: [1, 2, 3]}")
    #expect(differences(few[0], more[0]) == [])
    #expect(differences(few[1], more[2]) == [])
  }

  @Test(
    "A range that cannot be read is refused at its place",
    arguments: [
      "log 0 /s to 9 /s in 3", "log -1 /s to 9 /s in 3", "linear 1 /s to 9 /s in 1",
      "linear 1 /s to 9 /s", "cubic 1 /s to 9 /s in 3", "linear 1 /s to 9 /min in 3",
      "linear 1 /s to 9 /s in 10001", "linear one to nine in 3", "[]", "5 /s", "~",
      "linear 1 /s to 9 in 3",
    ])
  func refusals(range: String) {
    let found = problems(smallest + "\nsweep: {workload.arrivals.rate: \(range)}")
    #expect(!found.isEmpty, "\(range)")
    #expect(
      found.allSatisfy { $0.path.description.contains("rate") || $0.path.description == "sweep" })
  }

  @Test("Too many design points are refused with their number")
  func limit() {
    let found = problems(
      smallest
        + "\nsweep: {fleet.replicas: linear 1 to 200 in 200, owner.duty: linear 0 to 1 in 100}")
    #expect(found.map(\.message) == ["the sweep asks for 20000 design points"])
  }

  @Test("Keys of the file cannot be swept", arguments: ScenarioKeys.all.filter(\.isOfFile))
  func keysOfTheFile(key: ScenarioKey) {
    #expect(!problems(smallest + "\nsweep: {\(key.path): [1, 2]}").isEmpty)
  }
}
