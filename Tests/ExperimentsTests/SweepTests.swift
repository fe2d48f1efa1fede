import Documents
import OutputAnalysis
import Scenarios
import Testing

@testable import Experiments

@Suite("Experiments through a store, in shards, to a precision, at equal budgets")
struct SweepTests {
  private static let swept =
    rented + """

      alternatives: {one: {}, two: {owner: {rent: 3 USD/h}}}
      sweep: {workload.arrivals.rate: [2 /s, 4 /s, 6 /s]}
      """

  @Test("Shards make every run once, and together are the whole")
  func shards() throws {
    let experiment = Experiment(try plan(Self.swept, settings: ["replications=2"]))
    let whole = files(experiment.run(jobs: 2))
    for count in [1, 2, 5, 20] {
      let file = try TemporaryFile()
      defer { withExtendedLifetime(file) {} }
      let store = try RunStore(at: file.path)
      var runs = 0
      for number in 1...count {
        runs += try experiment.run(.init(number, of: count), jobs: 2, in: store).runs
      }
      #expect(runs == 12)
      #expect(files(try experiment.collect(from: store, jobs: 1)) == whole)
    }
  }

  @Test("What a store lacks is counted, and made by going on")
  func resuming() throws {
    let experiment = Experiment(try plan(Self.swept, settings: ["replications=2"]))
    let file = try TemporaryFile()
    defer { withExtendedLifetime(file) {} }
    let store = try RunStore(at: file.path)
    _ = try experiment.run(.init(2, of: 3), jobs: 2, in: store)
    #expect(try experiment.collect(from: store, jobs: 1).missingRuns == 8)
    #expect(files(try experiment.run(jobs: 2, in: store)) == files(experiment.run(jobs: 2)))
    #expect(try experiment.collect(from: store, jobs: 1).missingRuns == 0)
  }

  @Test("Titles and other alternatives do not make a run another one; a setting does")
  func contents() throws {
    let file = try TemporaryFile()
    defer { withExtendedLifetime(file) {} }
    let store = try RunStore(at: file.path)
    _ = try Experiment(plan(rented)).run(jobs: 1, in: store)
    let retitled = try Experiment(
      plan(rented + "\ntitle: Another\nalternatives: {a: {}, b: {}}"))
    #expect(try retitled.collect(from: store, jobs: 1).missingRuns == 0)
    for setting in ["owner.rent=2.1 USD/h", "seed=5", "duration=11 s"] {
      let other = try Experiment(plan(rented, settings: [setting]))
      #expect(try other.collect(from: store, jobs: 1).missingRuns == 1, "\(setting)")
    }
  }

  @Test("Sized fleets are sized once")
  func fleets() throws {
    let text = chat + "\nobjectives: {time-to-first-token: 1 s at p95}\nequalize: objective"
    let settings = ["workload.arrivals.rate=60 /s", "duration=20 s", "replications=2"]
    let experiment = Experiment(try plan(text, settings: settings))
    let file = try TemporaryFile()
    defer { withExtendedLifetime(file) {} }
    let store = try RunStore(at: file.path)
    let first = files(try experiment.run(jobs: 2, in: store))
    #expect(first == files(experiment.run(jobs: 2)))
    #expect(first == files(try experiment.collect(from: store, jobs: 1)))
  }

  // MARK: Precision

  @Test("Runs are added until the intervals are as narrow as asked, and no further than allowed")
  func precision() throws {
    func point(_ settings: [String], in store: RunStore? = nil) throws -> DesignPointResult {
      let experiment = Experiment(try plan(chat, settings: settings + ["duration=30 s"]))
      let result = try store.map { try experiment.run(jobs: 2, in: $0) } ?? experiment.run(jobs: 2)
      return result.points[0]
    }
    let metrics = "precision.metrics=[throughput.output]"
    let file = try TemporaryFile()
    defer { withExtendedLifetime(file) {} }
    let store = try RunStore(at: file.path)
    let wide = try point(["precision=30 %", metrics], in: store)
    #expect(wide.runs.count == 3)
    let narrow = try point(["precision=3 %", metrics], in: store)
    #expect(narrow.runs.count > 3)
    let interval = try #require(narrow.interval(of: .outputThroughput))
    #expect(interval.relativeHalfWidth! <= 0.03)
    #expect(narrow.precision?.unmet.isEmpty == true)
    // With one run fewer it was not yet there, or a round would have ended before.
    #expect(try point(["precision=3 %", metrics]).runs == narrow.runs)
    // A store that holds more gives no more.
    #expect(try point(["precision=30 %", metrics], in: store).runs == wide.runs)
    let never = try point(["precision=0.1 %", "precision.most-replications=6", metrics])
    #expect(never.runs.count == 6)
    #expect(never.precision?.unmet.map(\.name) == ["throughput.output"])
  }

  @Test("A metric that is none is told where it stands")
  func unknownMetric() throws {
    for setting in [
      "precision={target: 5 %, metrics: [cost.outputs]}", "thresholds=[cost.outputs < 3 USD/Mtok]",
    ] {
      do {
        _ = try plan(chat, settings: [setting])
        Issue.record("\(setting) is taken")
      } catch let error as Diagnostics {
        #expect(error.all.map(\.suggestion) == [.name("cost.output")])
      }
    }
  }

  // MARK: Thresholds

  @Test("A threshold is judged in its own unit, and no samples are no pass")
  func thresholds() throws {
    let conditions = [
      "cost.blended <= 1e6 USD/Mtok", "cost.blended > 1e6 USD/Mtok",
      "p95(time-to-first-token) < 9000 ms",
      "ttft.p95 < 0.001 ms", "utilization.busy >= 0 %", "prefix.hits >= 0",
      "tpot.p95 of nobody < 1 s",
    ]
    let plan = try plan(rented, settings: ["thresholds=[\(conditions.joined(separator: ", "))]"])
    let found = Experiment(plan).run(jobs: 1).judgements(of: plan.thresholds)
    #expect(found.map(\.isMet) == [true, false, true, false, true, false, false])
    #expect(found[5].value == nil)
    #expect(found[5].found == "nothing was measured")
    #expect(throws: Diagnostics.self) {
      _ = try ExperimentsTests.plan(rented, settings: ["thresholds=[cost.output < 3 s]"])
    }
  }

  // MARK: Equal budgets

  @Test(
    "Fleets at one budget take no more than the first, and could not take one replica more",
    arguments: FleetBudget.Measure.allCases)
  func budgets(measure: FleetBudget.Measure) throws {
    let text =
      chat + """

        equalize: \(measure.rawValue)
        alternatives:
          h100: {fleet: {replicas: 7}}
          h20: {fleet: {accelerator: h20}}
          two: {fleet: {plan: {tensor: 2}}}
        """
    let found = try Experiment(plan(text, settings: ["duration=5 s", "replications=1"])).run(
      jobs: 2)
    let limit = try #require(
      FleetBudget.amount(measure, of: found.points[0].scenario, replicas: 7))
    for point in found.points {
      guard case .ran(let replicas) = point.outcome else {
        Issue.record("\(point.scenario.label)")
        continue
      }
      func amount(_ replicas: Int) throws -> Double {
        try #require(FleetBudget.amount(measure, of: point.scenario, replicas: replicas))
      }
      #expect(try amount(replicas) <= limit * (1 + 1e-9))
      #expect(try amount(replicas + 1) > limit)
    }
  }

  @Test("A fleet that is too dear for the budget takes no part, and says why")
  func tooDear() throws {
    let text =
      chat + """

        equalize: accelerators
        alternatives: {one: {fleet: {replicas: 1}}, wide: {fleet: {plan: {tensor: 4}}}}
        """
    let found = try Experiment(plan(text, settings: ["duration=5 s", "replications=1"])).run(
      jobs: 2)
    guard case .missesObjectives(_, let missed) = found.points[1].outcome else {
      Issue.record("\(found.points[1].outcome)")
      return
    }
    #expect(missed == ["one replica takes more accelerators than the fleet of one"])
  }

  // MARK: Comparing

  @Test("An alternative against itself has ratio one and no difference")
  func itself() throws {
    let plan = try plan(chat + "\nalternatives: {a: {}, b: {}}", settings: ["duration=30 s"])
    try plan.requireComparable()
    let found = Experiment(plan).run(jobs: 2).comparisons(on: [.costOutput, .timeToFirstToken95])
    #expect(found.count == 2)
    for item in found {
      #expect(item.ratio.estimate == 1 && item.ratio.halfWidth == 0)
      #expect(item.difference.estimate == 0 && item.isIndistinguishable)
    }
  }

  @Test("The causes of a ratio of costs multiply to it")
  func causes() throws {
    let text =
      chat + """

        alternatives:
          h100: {}
          h20: {fleet: {accelerator: h20}}
          rented: {owner: {region: us, kind: rented}}
        """
    let result = try Experiment(plan(text, settings: ["duration=30 s"])).run(jobs: 2)
    for metric in [Metric.costOutput, .costBlended] {
      for point in result.points.dropFirst() {
        let found = try #require(result.causes(of: metric, of: point, against: result.points[0]))
        let product = found.causes.reduce(1) { $0 * $1.factor }
        // Of the blended cost a spread between runs of at most two hundredths is left out.
        #expect(abs(product / found.ratio - 1) < (metric == .costOutput ? 1e-9 : 0.021))
      }
    }
  }

  @Test(
    "Alternatives with other requests, promises or measures are refused, and the key is named",
    arguments: [
      ("workload: {arrivals: poisson(5 /s)}", "workload.arrivals.rate"),
      ("workload: {output-tokens: 50}", "workload.output-tokens"),
      ("objectives: {time-to-first-token: 1 s at p95}", "objectives.time-to-first-token"),
      ("duration: 3 min", "duration"), ("warm-up: 5 s", "warm-up"),
      ("owner: {allocation: \"price-proportional(output 4, cached 0.1)\"}", "owner.allocation"),
    ])
  func refusals(change: String, key: String) throws {
    let plan = try plan(chat + "\nalternatives: {a: {}, b: {\(change)}}")
    do {
      try plan.requireComparable()
      Issue.record("\(change) is compared")
    } catch {
      #expect(error.differences.map(\.path) == [key])
      #expect(error.description.contains(key))
    }
  }

  @Test("One quantity in two units is the same; other machines are what is compared")
  func alike() throws {
    let plan = try plan(
      chat + "\nalternatives: {a: {}, b: {duration: 1.5 min, fleet: {accelerator: h20}}}")
    try plan.requireComparable()
  }
}
