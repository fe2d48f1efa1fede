import Performance
import Quantities
import Scenarios
import Serving
import Testing

@testable import Experiments

@Suite("Fleets sized by objective")
struct FleetSizingTests {
  private static let busy =
    chat.replacing("poisson(4 /s)", with: "poisson(60 /s)")
    .replacing("duration: 90 s\nreplications: 3", with: "duration: 30 s\nreplications: 2") + """

      objectives: {time-to-first-token: 300 ms at p95, time-per-output-token: 14 ms at p95}
      """

  @Test("The fleet found keeps the objectives, and one replica fewer does not")
  func fewest() throws {
    let study = try ServingStudy(point(Self.busy))
    guard case .replicas(let found) = try FleetSizing.fewestReplicas(for: study) else {
      Issue.record("no fleet was found")
      return
    }
    #expect(found > 2, "the load asks for several replicas")
    let replication = study.scenario.replications
    #expect(study.keepsObjectives(try study.run(replicas: found, replication: replication)))
    #expect(!study.keepsObjectives(try study.run(replicas: found - 1, replication: replication)))
  }

  @Test("An experiment runs the fleet that sizing finds, and pays for it")
  func experiment() throws {
    let text = Self.busy + "\nequalize: objective"
    let sized = try only(text)
    guard case .ran(let replicas) = sized.outcome else {
      Issue.record("\(sized.outcome)")
      return
    }
    let study = try ServingStudy(point(text))
    #expect(try FleetSizing.fewestReplicas(for: study) == .replicas(replicas))
    #expect(sized.values(of: .replicas).allSatisfy { $0 == Double(replicas) })
    #expect(sized.values(of: .accelerators).allSatisfy { $0 == Double(replicas) })
  }

  @Test("Stricter objectives and heavier load never need fewer replicas")
  func monotone() throws {
    func size(_ settings: String...) throws -> Int {
      let study = try ServingStudy(point(Self.busy, settings: settings))
      guard case .replicas(let count) = try FleetSizing.fewestReplicas(for: study) else {
        return .max
      }
      return count
    }
    let base = try size()
    #expect(try size("objectives.time-to-first-token=150 ms at p95") >= base)
    #expect(try size("objectives.time-per-output-token=12 ms at p95") >= base)
    #expect(try size("objectives.time-to-first-token=3 s at p95") <= base)
    #expect(try size("workload.arrivals.rate=90 /s") >= base)
  }

  @Test("More replicas never worsen the time to first token beyond noise")
  func moreReplicas() throws {
    let swept = try result(Self.busy + "\nsweep: {fleet.replicas: [2, 3, 6, 12]}")
    let latencies = swept.points.map { $0.mean(of: .timeToFirstToken95) ?? .infinity }
    for (fewer, more) in zip(latencies, latencies.dropFirst()) { #expect(more <= fewer * 1.02) }
    #expect(latencies[3] < latencies[0])
  }

  @Test("An objective above the bound of the hardware that no fleet keeps is said to be missed")
  func unreachable() throws {
    let study = try ServingStudy(point(chat))
    let alone = study.predictor.duration(of: .decode(sequences: 1, context: 500))
    let limit = UnitNotation.format(alone * 0.95, significantDigits: nil)
    let text =
      chat + """

        objectives: {time-per-output-token: \(limit) at p50}
        equalize: objective
        """
    let missed = try only(text, settings: ["workload.arrivals.rate=1 /s", "duration=30 s"])
    #expect(missed.verdicts.serving?.isFeasible == true, "the bound of the hardware is lower")
    guard case .missesObjectives(let tried, let reasons) = missed.outcome else {
      Issue.record("\(missed.outcome)")
      return
    }
    #expect(tried >= 1 && missed.runs.isEmpty)
    #expect(reasons.count == 1 && reasons[0].contains("time per output token"))
  }

  @Test("An objective below the bound of the hardware is infeasible before any run")
  func bound() throws {
    let point = try only(chat + "\nobjectives: {time-per-output-token: 0.1 ms at p50}")
    guard case .infeasible = point.outcome else {
      Issue.record("\(point.outcome)")
      return
    }
    #expect(point.runs.isEmpty && point.verdicts.serving?.isFeasible == false)
  }

  @Test("A point that cannot run does not stop the others, nor change them")
  func neighbours() throws {
    let mixed = try result(
      chat + """

        alternatives:
          too large: {model: llama-3.1-405b}
          fits: {}
          not divisible: {fleet: {plan: {tensor: 3}}}
        """)
    #expect(mixed.points.map(\.runs.count) == [0, 3, 0])
    for index in [0, 2] {
      guard case .infeasible = mixed.points[index].outcome else {
        Issue.record("\(mixed.points[index].outcome)")
        continue
      }
      #expect(mixed.points[index].verdicts.serving?.reason.isEmpty == false)
    }
    #expect(measurements(mixed.points[1]) == measurements(try only(chat)))
  }
}
