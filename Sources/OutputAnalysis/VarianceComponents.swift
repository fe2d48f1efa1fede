internal import Stochastics

/// The variance of an output parted in two: what the uncertain inputs cause, and what the luck of
/// single events does.
///
/// A one-way random-effects model: replication j of draw i of the inputs gives y_ij = μ + a_i +
/// e_ij with independent a and e of variances σ²_a and σ²_e. With a draws, n_i replications each and
/// N in all,
///
///     MSE = Σ_ij (y_ij - ȳ_i)² / (N - a)              estimates σ²_e
///     MSA = Σ_i n_i (ȳ_i - ȳ)² / (a - 1)              estimates σ²_e + n₀ σ²_a
///     n₀  = (N - Σ n_i²/N) / (a - 1)
///
/// from which σ²_a = max(0, (MSA - MSE)/n₀). Searle, Casella & McCulloch (1992), "Variance
/// Components", chapter 3, doi:10.1002/9780470316856. Draws may have different numbers of
/// replications, some of them one. Luck is taken to be as large at one draw as at another: where it
/// is not, σ²_e is its average, and the intervals are rough.
public struct VarianceComponents: Sendable, Hashable {
  /// σ²_a, of the inputs; 0 where the draws differ by no more than luck.
  public let inputs: Double
  /// σ²_e, of the events within a run.
  public let events: Double
  /// Of ``events``, with SSE/σ²_e as χ² of N - a degrees of freedom; exact for normal luck.
  public let eventsInterval: ConfidenceInterval
  /// The share σ²_a / (σ²_a + σ²_e) of the inputs.
  ///
  /// From F = MSA/MSE (Searle et al., chapter 3); for normal effects exact if all draws have as many
  /// replications, nearly so otherwise, by the variance of unweighted means and the harmonic mean
  /// of the n_i (Thomas & Hultquist 1978, doi:10.1214/aos/1176344202). Ends below 0 are 0.
  public let inputShare: ConfidenceInterval
  /// The mean over draws, from the draws' means: it holds whatever the shares are, because draws are
  /// independent.
  public let mean: ConfidenceInterval
  /// a.
  public let draws: Int
  /// N.
  public let replications: Int

  /// Nothing where there are fewer than two draws, no draw with two replications, or no variance.
  ///
  /// - Parameter outputs: of each draw of the inputs, its replications.
  /// - Precondition: every draw has a replication.
  public init?(_ outputs: [[Double]], level: Double = 0.95) {
    precondition(outputs.allSatisfy { !$0.isEmpty }, "a draw without a replication")
    draws = outputs.count
    replications = outputs.reduce(0) { $0 + $1.count }
    guard draws >= 2, replications > draws else { return nil }
    let tallies = outputs.map { Tally($0) }
    let means = tallies.map { $0.mean! }
    let counts = outputs.map { Double($0.count) }
    let (a, total) = (Double(draws), Double(replications))
    let squaresWithin = tallies.reduce(0) { $0 + ($1.variance ?? 0) * Double($1.count - 1) }
    let overall = zip(counts, means).reduce(0) { $0 + $1.0 * $1.1 } / total
    let squaresBetween = zip(counts, means).reduce(0) {
      $0 + $1.0 * ($1.1 - overall) * ($1.1 - overall)
    }
    guard squaresWithin + squaresBetween > 0,
      let mean = ConfidenceInterval(meanOf: means, level: level)
    else { return nil }
    self.mean = mean
    let within = squaresWithin / (total - a)
    let between = squaresBetween / (a - 1)
    let balanced = (total - counts.reduce(0) { $0 + $1 * $1 } / total) / (a - 1)
    events = within
    inputs = max(0, (between - within) / balanced)
    let tail = (1 - level) / 2
    func chiSquared(_ p: Double) -> Double { ChiSquared.quantile(p, degreesOfFreedom: total - a) }
    eventsInterval = ConfidenceInterval(
      estimate: within, lower: squaresWithin / chiSquared(1 - tail),
      upper: squaresWithin / chiSquared(tail), level: level, count: replications)
    let harmonic = a / counts.reduce(0) { $0 + 1 / $1 }
    let unweighted = harmonic * Tally(means).variance!
    func share(_ p: Double) -> Double {
      guard within > 0 else { return 1 }
      let f = FisherF.quantile(p, numerator: a - 1, denominator: total - a)
      let excess = unweighted / within / f - 1
      return max(0, excess / (harmonic + excess))
    }
    inputShare = ConfidenceInterval(
      estimate: inputs / (inputs + events), lower: share(1 - tail), upper: share(tail),
      level: level, count: draws)
  }
}
