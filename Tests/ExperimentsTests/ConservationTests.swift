import EventKernel
import Foundation
import OutputAnalysis
import Quantities
import Scenarios
import Serving
import Testing

@testable import Experiments

@Suite("What goes in comes out")
struct ConservationTests {
  /// Every run of the shipped scenarios, cut short.
  @Test("The books of every run of a shipped scenario balance", arguments: shippedScenarios)
  func shipped(path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    // A length that is swept cannot be set as well.
    let isSwept = text.contains("\n    duration: [")
    let short =
      !text.contains("\nworkload:")
      ? [] : isSwept ? ["warm-up=5 s"] : ["duration=20 s", "warm-up=5 s"]
    // Of plans that are searched for, one will do.
    let narrow =
      text.contains("fastest") ? ["training.micro-batch=1", "training.plan.context=1"] : []
    let settings = try assignments(short + narrow + ["replications=1"])
    let file =
      isSwept
      ? try ScenarioFile(text: Self.shortened(text), named: path, assignments: settings)
      : try ScenarioFile(contentsOf: path, assignments: settings)
    // Of a sweep, points from end to end. Sizing is left out: it repeats the same runs with other
    // fleets.
    let all = try points(of: file)
    let stride = (all.count + 3) / 4
    let some = all.enumerated().filter { $0.offset % stride == 0 || $0.offset == all.count - 1 }
    let result = Experiment(points: some.map(\.element), isEqualizedByObjective: false)
      .run(jobs: 2)
    #expect(result.hasRuns)
    for point in result.points {
      if case .failed(let reason) = point.outcome {
        Issue.record("\(point.scenario.label): \(reason)")
      }
      for run in point.runs {
        expectSoundFigures(of: run, "\(point.scenario.label)")
        expectConservedDollars(
          of: run, isPaidStopped: point.scenario.paysForStopped, "\(point.scenario.label)")
      }
    }
  }

  /// The text with all lengths of a sweep that are swept beside other keys at 20 s.
  private static func shortened(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard line.hasPrefix("    duration: [") else { return String(line) }
      let lengths = line.split(separator: ",").map { _ in "20 s" }.joined(separator: ", ")
      return "    duration: [\(lengths)]"
    }.joined(separator: "\n")
  }

  @Test(
    "Dollars spent are dollars allocated, whoever owns and however they are divided",
    arguments: [
      [], ["owner.kind=rented"], ["owner.allocation=price-proportional(output 4, cached 0.1)"],
      ["workload.cached-prefix=60 %"], ["fleet.replicas=3"], ["workload.arrivals=closed(8)"],
      ["workload.cached-prefix=60 %", "owner.allocation=price-proportional(output 5, cached 0.1)"],
    ])
  func dollars(settings: [String]) throws {
    for run in try only(chat, settings: settings).runs {
      expectConservedDollars(of: run, "\(settings)")
      expectSoundFigures(of: run, "\(settings)")
    }
  }

  @Test("Requests of known length make known numbers of tokens")
  func tokens() throws {
    let study = try ServingStudy(
      point(
        chat,
        settings: [
          "workload.prompt-tokens=300", "workload.output-tokens=50", "workload.cached-prefix=20 %",
        ]))
    let run = try study.run(replicas: 1, replication: 0).wholeRun
    #expect(run.requests.completed > 100)
    #expect(run.tokens.output == 50 * run.requests.completed)
    #expect(run.tokens.prompt + run.tokens.cached == 300 * run.requests.completed)
    #expect(run.tokens.cached == 60 * run.requests.completed)
  }

  @Test("Little's law holds to rounding in every run", arguments: ["poisson(4 /s)", "closed(16)"])
  func littlesLaw(arrivals: String) throws {
    let study = try ServingStudy(point(chat, settings: ["workload.arrivals=\(arrivals)"]))
    for replication in 0..<3 {
      let law = try #require(try study.run(replicas: 1, replication: replication).littlesLaw)
      // L = λW: requests = requests per second × seconds.
      let product = law.arrivalRate.value * law.meanSojourn.value
      #expect(abs(law.meanInSystem / product - 1) < 1e-9)
    }
  }

  @Test("A closed workload keeps its clients in flight, no more and no fewer")
  func closed() throws {
    let point = try only(chat, settings: ["workload.arrivals=closed(16)"])
    for run in point.runs {
      let inFlight = try #require(run.value(of: .concurrency))
      #expect(abs(inFlight - 16) < 1e-6)
    }
  }
}

/// Asserts that shares are shares, percentiles ascend, and parts do not exceed the whole.
func expectSoundFigures(
  of run: RunRecord, _ label: Comment, sourceLocation: SourceLocation = #_sourceLocation
) {
  for metric in [Metric.attainment, .busy, .prefillShare, .cacheUse] {
    if let value = run.value(of: metric) {
      #expect((0...1).contains(value), "\(label): \(metric.name)", sourceLocation: sourceLocation)
    }
  }
  for family in ["ttft", "tpot", "itl", "e2e", "queue"] {
    let values = Metric.all.filter { $0.name.hasPrefix("\(family).p") }.compactMap(run.value(of:))
    #expect(values == values.sorted(), "\(label): \(family)", sourceLocation: sourceLocation)
  }
  func ordered(_ small: Metric, _ large: Metric) {
    guard let a = run.value(of: small), let b = run.value(of: large) else { return }
    #expect(a <= b * (1 + 1e-12), "\(label): \(small.name)", sourceLocation: sourceLocation)
  }
  ordered(.outputThroughput, .totalThroughput)
  ordered(.outputPerAccelerator, .outputThroughput)
  ordered(.running, .concurrency)
  ordered(.prefillShare, .busy)
  ordered(.timeToFirstToken50, .endToEnd50)
  // A request that is preempted waits again after its first token.
  ordered(.queueing95, .endToEnd95)
  for item in run.measurements {
    #expect(item.value.isFinite, "\(label): \(item.metric.name)", sourceLocation: sourceLocation)
  }
}

/// Asserts that price times volume over all streams is the accelerator-hour times the accelerators
/// times the window, recomputed from what is reported.
///
/// - Parameter isPaidStopped: whether replicas that are stopped are paid for like the others.
func expectConservedDollars(
  of run: RunRecord, isPaidStopped: Bool = true, _ label: Comment,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let hour = run.value(of: .costPerHour), let rate = run.value(of: .outputThroughput),
    let accelerators = run.value(of: .accelerators), let output = run.value(of: .costOutput),
    rate > 0
  else { return }
  let window = Double(run.tokens.output) / rate
  var paid = 1.0
  if !isPaidStopped, let held = run.value(of: .replicasHeld), let all = run.value(of: .replicas) {
    paid = held / all
  }
  let spent = hour * accelerators * paid * window / 3_600
  let collected =
    (output * Double(run.tokens.output)
      + (run.value(of: .costUncachedInput) ?? 0) * Double(run.tokens.prompt)
      + (run.value(of: .costCachedInput) ?? 0) * Double(run.tokens.cached)) / 1e6
  #expect(abs(collected / spent - 1) < 1e-9, label, sourceLocation: sourceLocation)
  if let blended = run.value(of: .costBlended), let total = run.value(of: .totalThroughput) {
    #expect(
      abs(blended * total * window / 1e6 / spent - 1) < 1e-9, label,
      sourceLocation: sourceLocation)
  }
  let terms = [Metric.hourCapital, .hourFacility, .hourEnergy, .hourOperations, .hourRent]
  let sum = terms.compactMap(run.value(of:)).reduce(0, +)
  #expect(abs(sum / hour - 1) < 1e-12, label, sourceLocation: sourceLocation)
}
