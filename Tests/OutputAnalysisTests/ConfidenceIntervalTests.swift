import OutputAnalysis
import Stochastics
import Testing

@Suite("Confidence intervals")
struct ConfidenceIntervalTests {
  private func sample(_ distribution: Distribution, _ count: Int, _ experiment: Int) -> [Double] {
    var stream = RandomStream(
      StreamAddress(seed: 20_261_121, replication: experiment, purpose: "coverage"))
    return (0..<count).map { _ in distribution.draw(from: &stream) }
  }

  @Test("The half-width is t·s/√n, with t = 2.262 for ten replications")
  func halfWidth() throws {
    // Law (2015), example 4.26: ten observations, mean 1.34, 90 % half-width 0.24.
    let values = [1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09]
    let interval = try #require(ConfidenceInterval(meanOf: values, level: 0.9))
    #expect(abs(interval.estimate - 1.343) < 1e-12)
    #expect(abs(interval.halfWidth - 0.24) < 0.005)
    let tally = Tally(values)
    let wide = try #require(ConfidenceInterval(meanOf: tally))
    #expect(abs(wide.halfWidth / tally.standardError! - 2.262157) < 1e-6)
    #expect(ConfidenceInterval(meanOf: [1.0]) == nil)
  }

  @Test("A 95 % interval covers the mean in 93 to 97 % of 1,000 experiments (law 45)")
  func coverage() throws {
    let laws: [Distribution] = [
      try .normal(mean: 5, standardDeviation: 2), try .uniform(from: 0, to: 1),
    ]
    for law in laws {
      let covered = (0..<1_000).count {
        ConfidenceInterval(meanOf: sample(law, 10, $0))!.contains(law.mean)
      }
      #expect((930...970).contains(covered), "\(law): \(covered)")
    }
  }

  @Test("A system compared with itself differs by exactly nothing")
  func pairedWithItself() throws {
    let x = sample(try .gamma(mean: 3, cv: 2), 10, 0)
    let pair = try #require(PairedDifference(x, minus: x))
    #expect(pair.difference.lower == 0 && pair.difference.upper == 0)
    #expect(pair.ratio?.lower == 1 && pair.ratio?.upper == 1)
    #expect(pair.isIndistinguishable)
  }

  @Test("Common random numbers tell apart what independent ones cannot")
  func commonRandomNumbers() throws {
    let slow = sample(try .exponential(mean: 1.02), 30, 0)
    let fast = sample(try .exponential(mean: 1.00), 30, 0)
    let other = sample(try .exponential(mean: 1.00), 30, 1)
    let paired = try #require(PairedDifference(slow, minus: fast))
    #expect(paired.verdict == .higher)
    #expect(abs(try #require(paired.ratio).estimate - 1.02) < 1e-12)
    #expect(try #require(PairedDifference(fast, minus: slow)).verdict == .lower)
    #expect(try #require(PairedDifference(slow, minus: other)).verdict == .indistinguishable)
    #expect(PairedDifference([1, -1], minus: [2, 2])?.ratio == nil)
  }

  @Test("Order statistics 983 and 997 of 1,000 bound the 99th percentile with 97.6 % (Eq. 11.8)")
  func orderStatistics() throws {
    let interval = try #require(QuantileInterval(of: 0.99, count: 1_000))
    #expect(interval.lowerRank == 983)
    #expect(interval.upperRank == 997)
    #expect(abs(interval.coverage - 0.976) < 5e-4)
  }

  @Test("An interval of a quantile exists from the stated number of observations on, and no sooner")
  func leastCount() {
    for q in [0.5, 0.9, 0.99, 0.05] {
      let least = QuantileInterval.leastCount(of: q)
      #expect(QuantileInterval(of: q, count: least) != nil)
      #expect(QuantileInterval(of: q, count: least - 1) == nil)
      for count in stride(from: least, to: least + 500, by: 7) {
        #expect(QuantileInterval(of: q, count: count)!.coverage >= 0.95 - 1e-12)
      }
    }
  }

  @Test("A ratio of sums is not the mean of ratios, and its interval covers the true ratio")
  func ratioOfSums() throws {
    let exact = try #require(RatioOfSums([1, 9], over: [1, 3]))
    #expect(exact.ratio == 2.5)
    // With one denominator for all it is the mean of the numerators over it.
    let mean = try #require(ConfidenceInterval(meanOf: [2, 4, 9]))
    let same = try #require(RatioOfSums([2, 4, 9], over: [2, 2, 2]))
    #expect(abs(same.interval.halfWidth - mean.halfWidth / 2) < 1e-12)
    let (cost, tokens) = (
      try Distribution.gamma(mean: 2, cv: 0.3), try Distribution.gamma(mean: 1, cv: 0.3)
    )
    let covered = (0..<1_000).count { experiment in
      let b = sample(tokens, 15, experiment)
      let a = zip(b, sample(cost, 15, experiment + 1_000)).map { $0 * 3 + $1 }
      return RatioOfSums(a, over: b)!.interval.contains(5)
    }
    #expect((920...970).contains(covered), "\(covered)")
    #expect(RatioOfSums([1], over: [1]) == nil)
    #expect(RatioOfSums([1, 2], over: [0, 3]) == nil)
  }
}
