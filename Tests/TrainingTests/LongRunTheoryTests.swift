import Foundation
import Quantities
import Stochastics
import Testing
import Training

@Suite("Long runs and theory")
struct LongRunTheoryTests {
  @Test("Failures come at the summed rate of all parts")
  func seriesSystem() {
    let run = LongRuns.run(
      nodes: 64, domain: 8,
      failures: [
        LongRuns.failure("chip", .accelerator, mean: 2e6),
        LongRuns.failure("node", .node, mean: 1e6),
        LongRuns.failure("switch", .domain, mean: 5e5), LongRuns.failure("bug", .job, mean: 1e4),
      ], limit: 1e5)
    #expect(agree(run.hazard.value, 512 / 2e6 + 64 / 1e6 + 8 / 5e5 + 1 / 1e4))
    let results = LongRuns.results(run, 60)
    for (index, failure) in run.reliability.failures.enumerated() {
      let expected = run.rate(of: failure).value * 1e5
      let counts = Estimate(results.map { Double($0.strikes[index].interruptions) })
      #expect(counts.agrees(with: expected), "\(failure.name): \(counts) for \(expected)")
    }
  }

  @Test("16,384 accelerators at 1.97e-5 failures an hour see 419 in 54 days, give or take 41")
  func llama3() {
    let run = LongRuns.run(
      steps: 2_000_000, step: 5, nodes: 2_048,
      failures: [LongRuns.failure("all", .accelerator, mean: 3_600 / 1.97e-5)],
      checkpoints: LongRuns.every(3_600, LongRuns.tier(stall: 0)), limit: 54 * 86_400)
    let counts = LongRuns.results(run, 40).map { Double($0.interruptions) }
    let estimate = Estimate(counts)
    #expect(estimate.agrees(with: 16_384 * 54 * 24 * 1.97e-5))
    #expect(estimate.agrees(with: 419))
    // Poisson: two standard deviations hold all but a few.
    let within = counts.filter { abs($0 - 419) <= 41 }.count
    #expect(within >= 34 && within < 40)
    #expect(abs(estimate.dispersion - 1) < 0.9)
  }

  /// A job as theory has it: memoryless failures, a save, a restart.
  static func memoryless(
    save: Double, restart: Double, mttf: Double, interval: CheckpointInterval, times: Double,
    step: Double
  ) -> LongRun {
    try! LongRun(
      work: [LongRun.Phase(steps: Int(mttf * times / step), step: Seconds(step))], nodes: 1,
      acceleratorsPerNode: 8,
      reliability: Reliability(
        failures: [LongRuns.failure("any", .job, mean: mttf)],
        recovery: LongRuns.restarting(in: restart)),
      checkpoints: CheckpointPlan(interval: interval, tiers: [LongRuns.tier(stall: save)]))
  }

  @Test("Young's and Daly's intervals are within 2 % of the simulated optimum where they should be")
  func optimum() {
    let mttf = Seconds(10_800)
    let long = CheckpointSearch(
      Self.memoryless(
        save: 60, restart: 300, mttf: 10_800, interval: .daly, times: 400, step: 10), seed: 1,
      replications: 6)
    let daly = CheckpointTheory.dalyInterval(save: Seconds(60), meanTimeToFailure: mttf)
    #expect(agree(long.interval.value, daly.value, within: 0.02), "\(long.interval)")
    // Young's needs saves that are short beside the time to failure.
    let short = CheckpointSearch(
      Self.memoryless(
        save: 4, restart: 300, mttf: 10_800, interval: .young, times: 100, step: 4), seed: 1,
      replications: 8)
    let young = CheckpointTheory.youngInterval(save: Seconds(4), meanTimeToFailure: mttf)
    #expect(agree(short.interval.value, young.value, within: 0.02), "\(short.interval)")
    // Far from the optimum, more is lost on either side.
    #expect(long.trials.count >= 12)
    let least = long.trials.map(\.waste).min()!
    #expect(long.trials.first!.waste > 1.5 * least && long.trials.last!.waste > 1.5 * least)
  }

  @Test("Efficiency is Daly's exact expression, with failures in saves and restarts")
  func efficiency() {
    for (interval, restart) in [(1_100.0, 300.0), (300, 1_000), (5_000, 30)] {
      let run = Self.memoryless(
        save: 60, restart: restart, mttf: 10_800, interval: .every(Seconds(interval)), times: 150,
        step: 10)
      let theory = CheckpointTheory.efficiency(
        interval: Seconds(interval), save: Seconds(60), restart: Seconds(restart),
        meanTimeToFailure: Seconds(10_800))
      let goodput = Estimate(LongRuns.results(run, 30).map { 1 / $0.goodput })
      #expect(goodput.agrees(with: 1 / theory), "\(goodput) for \(1 / theory)")
      #expect(goodput.error < 0.01)
    }
  }

  @Test(
    "Training time ratios are within 5 % of Meta's expression at 2k, 8k and 16k accelerators",
    arguments: [2_048, 8_192, 16_384])
  func trainingTimeRatio(accelerators: Int) {
    // RSC-1: 6.5 failures per 1,000 node-days; restarts of 5 min, saves of 1 min.
    let nodes = accelerators / 8
    let hazard = PerSecond(Double(nodes) * 6.5e-3 / 86_400)
    let interval = CheckpointTheory.youngInterval(
      save: Seconds(60), meanTimeToFailure: Seconds(1 / hazard.value))
    let run = LongRuns.run(
      steps: 400_000, step: 6, nodes: nodes,
      failures: [LongRuns.failure(mean: 86_400 / 6.5e-3)], recovery: LongRuns.restarting(in: 300),
      checkpoints: LongRuns.every(interval.value, LongRuns.tier(stall: 60)))
    let expected = CheckpointTheory.expectedTrainingTimeRatio(
      interval: interval, stall: Seconds(60), restart: Seconds(300), hazard: hazard)
    let measured = Estimate(LongRuns.results(run, 10).map(\.effectiveTrainingTimeRatio))
    #expect(agree(measured.mean, expected, within: 0.05))
    // The expression is of first order, from below.
    #expect(measured.mean > expected - 4 * measured.error)
  }

  @Test("Weibull failures of shape 0.7 come as often as exponential ones of the same mean")
  func longRunRate() {
    // 64 nodes in use for long, 4 mean lives: the stationary renewal process counts t/M exactly.
    let counts = [1, 0.7].map { shape in
      Estimate(
        LongRuns.results(
          LongRuns.run(
            nodes: 64,
            failures: [LongRuns.failure(mean: 25_000, shape: shape, age: .inUse)], limit: 1e5), 60
        ).map { Double($0.interruptions) })
    }
    for count in counts { #expect(count.agrees(with: 64 * 4), "\(count)") }
  }

  @Test("New nodes of shape 0.7 fail sooner than exponential ones, by the law of their first life")
  func infantMortality() {
    let horizon = 0.02
    let failures = [1, 0.7].map { shape in
      Estimate(
        LongRuns.results(
          LongRuns.run(
            nodes: 2_048, failures: [LongRuns.failure(mean: 1e6, shape: shape)],
            limit: horizon * 1e6), 20
        ).map { Double($0.interruptions) })
    }
    // Up to second failures of a node, which the renewal function bounds: F ≤ m ≤ F / (1 − F).
    for (count, shape) in zip(failures, [1, 0.7]) {
      let first = FailureTheory.weibullFailure(within: horizon, shape: shape)
      #expect(count.mean + 4 * count.error > 2_048 * first)
      #expect(count.mean - 4 * count.error < 2_048 * first / (1 - first))
    }
    #expect(failures[1].mean > 3 * failures[0].mean)
  }

  @Test("Many Weibull nodes together fail like a Poisson process, one alone does not")
  func superposition() {
    func dispersion(nodes: Int, horizon: Double, replications: Int) -> Double {
      Estimate(
        LongRuns.results(
          LongRuns.run(
            nodes: nodes, failures: [LongRuns.failure(mean: 1e6, shape: 0.7, age: .inUse)],
            checkpoints: LongRuns.every(1e5, LongRuns.tier(stall: 0)), limit: horizon * 1e6),
          replications
        ).map { Double($0.interruptions) }
      ).dispersion
    }
    // Palm & Khintchine: in the time of one failure of each hundred, none has two.
    let together = dispersion(nodes: 1_000, horizon: 0.01, replications: 400)
    #expect(abs(together - 1) < 4 * (2.0 / 400).squareRoot(), "\(together)")
    // A renewal process alone has the squared variation of a life: 1.462² = 2.14.
    let alone = dispersion(nodes: 1, horizon: 100, replications: 400)
    #expect(abs(alone - 2.14) < 0.6, "\(alone)")
  }

  @Test("Rates that differ from node to node leave the total alone, and fall without the worst")
  func variation() throws {
    func counts(_ variation: NodeVariation?) -> Estimate {
      Estimate(
        LongRuns.results(
          LongRuns.run(
            steps: 200_000, nodes: 256, failures: [LongRuns.failure(mean: 2e6)],
            variation: variation, checkpoints: LongRuns.every(1e4, LongRuns.tier(stall: 0)),
            limit: 1e6), 60
        ).map { Double($0.interruptions) })
    }
    let alike = counts(nil)
    let unequal = counts(try NodeVariation(shape: 0.5))
    #expect(alike.agrees(with: 128) && unequal.agrees(with: 128))
    // A Gamma mixture of Poisson counts varies more: 128 + 256 · 0.5² / 0.5 = 256.
    #expect(alike.dispersion < 1.6 && unequal.dispersion > 1.4)
    let lemons = try NodeVariation(shape: 0.5, excluded: 0.1)
    // Exponential rates: the mean of those below the quantile is 1 + x ln x / (1 − x).
    #expect(
      agree(try NodeVariation(shape: 1, excluded: 0.1).meanWeight, 1 + 0.1 * log(0.1) / 0.9))
    #expect(counts(lemons).agrees(with: 128 * lemons.meanWeight))
  }

  @Test("Nodes in repair are as many as Palm's theorem says, whatever the law of a repair")
  func palm() {
    for repair in [constant(2e4), try! .lognormal(mean: 2e4, cv: 2)] {
      let run = LongRuns.run(
        steps: 100_000, step: 10, nodes: 128,
        failures: [LongRuns.failure(mean: 1.28e6, effect: .repair(repair))],
        spares: try! Spares(hot: 40))
      let counts = Estimate(LongRuns.results(run, 30).map(\.nodes.meanInRepair))
      // 1e-4 failures a second for 2e4 s; the first ones come to an empty shop.
      let empty = 2 * (1 - 2e4 / 1e6)
      #expect(counts.mean - 4 * counts.error < 2 && counts.mean + 4 * counts.error > empty - 0.1)
    }
  }
}
