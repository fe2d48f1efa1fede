import OutputAnalysis
import Stochastics
import Testing

@Suite("Warm-up and batches of one long run")
struct SteadyStateTests {
  private func noise(_ count: Int, _ purpose: String) throws -> [Double] {
    let normal = try Distribution.normal(mean: 0, standardDeviation: 1)
    var stream = RandomStream(StreamAddress(seed: 77, purpose: purpose))
    return (0..<count).map { _ in normal.draw(from: &stream) }
  }

  /// x_{t+1} = φ x_t + e: correlated, with variance of the mean (1/n)·1/(1 - φ)².
  private func autoregressive(
    _ count: Int, _ coefficient: Double, _ purpose: String
  ) throws -> [Double] {
    var x = 0.0
    return try noise(count, purpose).map {
      x = coefficient * x + $0
      return x
    }
  }

  @Test("MSER-5 cuts a transient about where it ends and leaves a stationary series nearly whole")
  func transient() throws {
    let stationary = try noise(5_000, "warm-up")
    guard case .settled(let least) = WarmUp.detect(in: stationary) else {
      Issue.record("a stationary series has settled")
      return
    }
    #expect(least < 1_000)
    let ramp = stationary.enumerated().map { $1 + max(20 - 0.02 * Double($0), 0) }
    guard case .settled(let discarding) = WarmUp.detect(in: ramp) else {
      Issue.record("the ramp ends at a fifth of the run")
      return
    }
    #expect((850...2_000).contains(discarding), "\(discarding)")
    #expect(discarding % 5 == 0)
  }

  @Test("A run that is still drifting, or is too short, must be longer")
  func runLonger() throws {
    let drifting = try noise(2_000, "drift").enumerated().map { $1 + 0.01 * Double($0) }
    #expect(WarmUp.detect(in: drifting) == .runLonger)
    #expect(WarmUp.detect(in: [Double](repeating: 1, count: 49)) == .runLonger)
    #expect(WarmUp.detect(in: []) == .runLonger)
    #expect(WarmUp.detect(in: [Double](repeating: 1, count: 50)) == .settled(discarding: 0))
  }

  @Test("The marginal standard error is the smallest of all cuts in the first half")
  func optimality() throws {
    let series = try noise(300, "optimum").enumerated().map { $1 + ($0 < 40 ? 5 : 0) }
    let means = (0..<60).map { batch in series[batch * 5..<batch * 5 + 5].reduce(0, +) / 5 }
    let errors = (0...30).map { cut -> Double in
      let kept = means[cut...]
      let mean = kept.reduce(0, +) / Double(kept.count)
      return kept.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(kept.count * kept.count)
    }
    let best = errors.indices.min { errors[$0] < errors[$1] }!
    #expect(WarmUp.detect(in: series) == .settled(discarding: best * 5))
  }

  @Test("Batch means of a correlated run cover its mean where the naive interval does not")
  func batchCoverage() throws {
    var (batched, naive) = (0, 0)
    for experiment in 0..<300 {
      let run = try autoregressive(4_000, 0.9, "run \(experiment)")
      if BatchMeans(run)!.interval().contains(0) { batched += 1 }
      if ConfidenceInterval(meanOf: run)!.contains(0) { naive += 1 }
    }
    // 95 % of 300 are 285; four standard errors are 15.
    #expect(batched >= 270 && batched <= 300)
    #expect(naive < 150)
  }

  @Test("Short batches of a correlated run are refused by their lag-1 correlation")
  func lag1() throws {
    let run = try autoregressive(600, 0.98, "sticky")
    let batches = try #require(BatchMeans(run, batches: 30))
    #expect(batches.lag1Correlation > 0.3)
    #expect(!batches.isAccepted)
    #expect(batches.vonNeumannRatio < 1.5)
    let long = try #require(BatchMeans(autoregressive(200_000, 0.5, "loose"), batches: 30))
    #expect(abs(long.lag1Correlation) < 0.6)
    #expect(BatchMeans([1, 2, 3], batches: 5) == nil)
    let flat = try #require(BatchMeans([Double](repeating: 3, count: 40)))
    #expect(flat.lag1Correlation == 0 && flat.isAccepted && flat.interval().halfWidth == 0)
  }

  @Test("Lag-1 correlation and von Neumann's ratio are those of their definitions")
  func definitions() throws {
    let batches = try #require(BatchMeans([1, 2, 4, 7], batches: 4))
    // Mean 3.5: deviations -2.5, -1.5, 0.5, 3.5; squares sum to 21.
    #expect(abs(batches.lag1Correlation - (3.75 - 0.75 + 1.75) / 21) < 1e-12)
    #expect(abs(batches.vonNeumannRatio - (1 + 4 + 9) / 3.0 / 7) < 1e-12)
  }
}
