import Economics
import OutputAnalysis
import Quantities
import Scenarios
import Testing
import Training

@testable import Experiments

/// A run of some days on a machine that only trains.
let training = """
  model: llama-3.1-8b
  fleet: {accelerator: h100-sxm}
  training:
    tokens: 1 T
    within: 60 days
    accelerators: 512
    sequence: 4096
    global-batch: 1024
    plan: {tensor: 2}
    failures:
      preset: none
      accelerator: 4000 h
      job: 60 h
      repair: 6 h
      detection: exponential(2 min)
      restart: 8 min
    checkpoint: {interval: 20 min, bandwidth: 20 GB/s, asynchronous: no}
  replications: 8
  """

@Suite("Runs of training in experiments")
struct TrainingStudyTests {
  private func value(_ metric: Metric, _ point: DesignPointResult) throws -> Double {
    try #require(point.mean(of: metric), "\(metric.name)")
  }

  @Test("The shares of the time of a run add up to one, run by run")
  func shares() throws {
    let point = try only(training)
    #expect(point.runs.count == 8)
    for run in point.runs {
      let parts = try ([Metric.trainingGoodput] + Metric.lostTime).map {
        try #require(run.value(of: $0))
      }
      #expect(abs(parts.reduce(0, +) - 1) < 1e-9)
      #expect(parts.allSatisfy { $0 >= 0 })
    }
  }

  @Test("The goodput to be expected before a run is that of its simulations")
  func expectation() throws {
    let point = try only(training)
    let study = try #require(point.verdicts.training?.study)
    let interval = try #require(point.interval(of: .trainingGoodput))
    let expected = study.course.expectedGoodput
    #expect(expected < 0.97, "failures take something")
    #expect(abs(expected - interval.estimate) < max(0.01, 2 * interval.halfWidth))
  }

  @Test("Where nothing fails the time is that of steps and saves")
  func nothingFails() throws {
    let point = try only(
      training, settings: ["training.failures={preset: none}"])
    let study = try #require(point.verdicts.training?.study)
    let (time, goodput) = (
      try value(.trainingTime, point), try value(.trainingGoodput, point)
    )
    #expect(abs(time * goodput / (study.idealTime / .day) - 1) < 1e-6)
    #expect(try value(.lostToSaving, point) > 0)
    for metric in Metric.lostTime where metric != .lostToSaving {
      #expect(try value(metric, point) == 0, "\(metric.name)")
    }
    let interval = point.interval(of: .trainingTime)
    #expect(interval?.halfWidth == 0, "and it is the same in every run")
  }

  @Test("Saves behind the steps never make them wait, however slow the storage")
  func draining() throws {
    for bandwidth in ["0.5 GB/s", "2 GB/s", "8 GB/s", "50 GB/s"] {
      let point = try only(
        training,
        settings: ["training.checkpoint={bandwidth: \(bandwidth)}", "replications=2"])
      // A copy to the hosts takes milliseconds.
      #expect(try value(.lostToSaving, point) < 0.01, "\(bandwidth)")
    }
  }

  @Test("Phases of the same steps are one run")
  func phases() throws {
    let whole = try only(training)
    let parts = try only(
      training,
      settings: [
        "training.tokens=~", "training.phases={one: {tokens: 0.25 T}, two: {tokens: 0.75 T}}",
      ])
    for metric in [Metric.trainingStep, .modelUtilization, .trainingMemory] {
      let (a, b) = (try value(metric, whole), try value(metric, parts))
      #expect(abs(a / b - 1) < 1e-4, "\(metric.name)")
    }
    // The same failures strike at the same times; at most a step more is made.
    let (a, b) = (try value(.trainingTime, whole), try value(.trainingTime, parts))
    #expect(abs(a / b - 1) < 0.01)
  }

  @Test("A phase of longer sequences is named where it does not fit")
  func phaseThatDoesNotFit() throws {
    let verdict = try #require(
      ScenarioVerdicts(
        point(
          training,
          settings: [
            "training.tokens=~",
            "training.phases={short: {tokens: 1 T}, long: {tokens: 10 B, sequence: 1048576}}",
          ])
      ).training)
    #expect(!verdict.isFeasible)
    #expect(verdict.reason.contains("phase long"), "\(verdict.reason)")
  }

  @Test("What only trains needs no workload, and is the same on one thread and on two")
  func determinism() throws {
    let one = try result(training, jobs: 1)
    let two = try result(training, jobs: 2)
    #expect(one.points[0].verdicts.serving == nil)
    #expect(one.hasData)
    #expect(files(one) == files(two))
  }

  @Test("A run that serves and trains has the measurements of both, as if it were alone")
  func both() throws {
    let text = training.replacing(
      "fleet: {accelerator: h100-sxm}",
      with: """
        workload: {arrivals: poisson(4 /s), prompt-tokens: 400, output-tokens: 100}
        fleet: {accelerator: h100-sxm}
        duration: 30 s
        """)
    let both = try only(text)
    let alone = try only(training)
    for metric in Metric.ofTraining {
      #expect(both.values(of: metric) == alone.values(of: metric), "\(metric.name)")
    }
    #expect(try value(.outputThroughput, both) > 0)
  }

  @Test("More failures never raise the goodput, and spares never lower it, under the same draws")
  func monotone() throws {
    let means = try ["16000 h", "4000 h", "1000 h"].map { mean in
      try value(
        .trainingGoodput, try only(training, settings: ["training.failures.accelerator=\(mean)"]))
    }
    #expect(means == means.sorted(by: >) && means[0] > means[2])
    let spares = try ["0 %", "2 %", "10 %"].map { share in
      try value(.trainingGoodput, try only(training, settings: ["training.spares=\(share)"]))
    }
    #expect(spares == spares.sorted() && spares[0] < spares[2])
  }

  @Test("The cost of a run is its accelerator-hours at the price of an hour")
  func cost() throws {
    let point = try only(training, settings: ["owner={kind: rented, rent: 2 USD/h}"])
    for run in point.runs {
      let hours = try #require(run.value(of: .acceleratorHours))
      let cost = try #require(run.value(of: .trainingCost))
      #expect(abs(cost / hours / 2 - 1) < 0.2, "extras of the rent apart")
      let time = try #require(run.value(of: .trainingTime))
      let spares = try #require(run.value(of: .trainingSpares))
      #expect(abs(hours / (time * 24 * (512 + spares)) - 1) < 1e-9)
    }
  }
}
