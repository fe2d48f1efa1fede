import Foundation
import OutputAnalysis
import Stochastics
import Testing

/// How often intervals hold the truth, in a thousand experiments with a queue whose truth is known.
///
/// Each experiment is what a user does: replications of an M/M/1 queue from empty, the warm-up cut
/// off, one number per replication, one interval. The nominal share is 95 %; its own standard error
/// over 1,000 experiments is 0.7 %. The module's overview says how it falls with shorter runs.
@Suite("Coverage in a thousand M/M/1 experiments")
struct CoverageTests {
  private static let experiments = 1_000
  private static let arrivalRate = 0.3
  private static let customers = 800
  private static let warmUp = 20
  /// 1/(μ - λ); sojourns are exponential with this mean.
  private static let slow = 1 / (1 - arrivalRate)
  private static let fast = 1 / (1.1 - arrivalRate)
  private static let percentile95 = slow * log(20)

  /// What one replication shows of two queues that share arrivals and work, with service rates of 1
  /// and 1.1.
  private struct Run {
    var slow = 0.0
    var fast = 0.0
    var percentile95 = 0.0
  }

  /// Sojourn times by Lindley's recursion (1952).
  private func run(experiment: Int, replication: Int) -> Run {
    var stream = RandomStream(
      StreamAddress(seed: UInt64(experiment), replication: replication, purpose: "customers"))
    var run = Run()
    var (first, second) = (0.0, 0.0)
    // The 95th percentile is among these.
    let high = Self.slow * log(8)
    var longest: [Double] = []
    for customer in 0..<Self.customers + Self.warmUp {
      let gap = -log(stream.nextUniform()) / Self.arrivalRate
      let work = -log(stream.nextUniform())
      first = max(first - gap, 0) + work
      second = max(second - gap, 0) + work / 1.1
      guard customer >= Self.warmUp else { continue }
      run.slow += first
      run.fast += second
      if first > high { longest.append(first) }
    }
    run.slow /= Double(Self.customers)
    run.fast /= Double(Self.customers)
    let rank = Self.customers / 20
    longest.sort()
    run.percentile95 = longest.count > rank ? longest[longest.count - 1 - rank] : high
    return run
  }

  @Test("Means, paired differences, ratios and 95th percentiles over ten replications")
  func replications() throws {
    var covered = (mean: 0, difference: 0, ratio: 0, percentile: 0)
    for experiment in 0..<Self.experiments {
      let runs = (0..<10).map { run(experiment: experiment, replication: $0) }
      let (slow, fast) = (runs.map(\.slow), runs.map(\.fast))
      if ConfidenceInterval(meanOf: slow)!.contains(Self.slow) { covered.mean += 1 }
      let pair = PairedDifference(slow, minus: fast)!
      if pair.difference.contains(Self.slow - Self.fast) { covered.difference += 1 }
      if pair.ratio!.contains(Self.slow / Self.fast) { covered.ratio += 1 }
      let percentiles = ConfidenceInterval(meanOf: runs.map(\.percentile95))!
      if percentiles.contains(Self.percentile95) { covered.percentile += 1 }
    }
    for count in [covered.mean, covered.difference, covered.ratio, covered.percentile] {
      #expect((930...970).contains(count), "\(covered)")
    }
  }

  @Test("Order statistics of independent sojourns bound the 95th percentile")
  func orderStatistics() throws {
    // The 25th customer after an empty start; by then an M/M/1 queue at 0.3 has forgotten it.
    let ranks = try #require(QuantileInterval(of: 0.95, count: 110))
    let covered = (0..<Self.experiments).count { experiment in
      var stream = RandomStream(
        StreamAddress(seed: UInt64(experiment), purpose: "single customers"))
      var values: [Double] = []
      for _ in 0..<110 {
        var sojourn = 0.0
        for _ in 0..<25 {
          let gap = -log(stream.nextUniform()) / Self.arrivalRate
          sojourn = max(sojourn - gap, 0) - log(stream.nextUniform())
        }
        values.append(sojourn)
      }
      values.sort()
      return values[ranks.lowerRank - 1] <= Self.percentile95
        && Self.percentile95 <= values[ranks.upperRank - 1]
    }
    // What is exact is the coverage of the ranks, which need not be 95 %.
    let standardError = (ranks.coverage * (1 - ranks.coverage) / 1_000).squareRoot()
    #expect(abs(Double(covered) / 1_000 - ranks.coverage) < 3 * standardError)
    #expect((930...970).contains(covered), "\(covered) of \(ranks.coverage)")
  }

  @Test("Stopping at a relative precision costs a little coverage, and keeps the promised error")
  func sequential() throws {
    // Runs of the mean sojourn, to 5 %: the rule looks after each round.
    let target = PrecisionTarget(relative: 0.05, replications: 10...200)
    var (covered, close, longest) = (0, 0, 0)
    for experiment in 0..<200 {
      var values: [Double] = []
      while case .proceed(let total) = target.assessment(
        of: [("sojourn", values)], after: values.count
      ).decision {
        values += (values.count..<total).map { run(experiment: experiment, replication: $0).slow }
      }
      let interval = ConfidenceInterval(meanOf: values)!
      if interval.contains(Self.slow) { covered += 1 }
      if abs(interval.estimate / Self.slow - 1) <= 0.05 { close += 1 }
      longest = max(longest, values.count)
    }
    // 94 % of 200 is 188, with a standard error of 3.4.
    #expect(covered >= 178 && close >= 184, "\(covered) \(close)")
    #expect(longest < 100)
  }
}
