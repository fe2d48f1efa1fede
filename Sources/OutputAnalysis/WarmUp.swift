/// How much of the start of a run to leave out, because it still remembers the empty system.
///
/// MSER-5 (Eq. 11.7): batch the series by five and discard the d batches that minimise the marginal
/// standard error of the rest,
///
///     Σ_{i>d} (z_i - z̄_d)² / (n - d)²,     d ≤ n/2.
///
/// White (1997), doi:10.1177/003754979706900601; White, Cobb & Spratt (2000), WSC.
public enum WarmUp: Sendable, Hashable {
  /// The first `discarding` observations are warm-up; the rest may be averaged.
  case settled(discarding: Int)
  /// The best cut is in the second half or there are too few observations: a longer run is needed,
  /// not a deeper cut.
  case runLonger

  /// Fewer batches decide nothing.
  public static let leastBatches = 10

  /// - Precondition: `batchSize` is positive; the values are finite.
  /// - Complexity: O(n).
  public static func detect(in series: [Double], batchSize: Int = 5) -> WarmUp {
    WarmUpEvidence(series, batchSize: batchSize).finding
  }
}

/// What ``WarmUp`` was detected from: the batch means, and how good each cut would be.
public struct WarmUpEvidence: Sendable, Hashable {
  /// How many observations a batch has.
  public let batchSize: Int
  /// The observations before the first batch. Batches end with the series: what does not fill one is
  /// the oldest.
  public let skipped: Int
  /// Batch by batch.
  public let means: [Double]
  /// The marginal standard error after discarding d batches, for d from 0 to half of them.
  public let errors: [Double]
  public let finding: WarmUp

  /// - Precondition: `batchSize` is positive; the values are finite.
  public init(_ series: [Double], batchSize: Int = 5) {
    precondition(batchSize > 0, "batches of \(batchSize)")
    let count = series.count / batchSize
    let skipped = series.count - count * batchSize
    self.batchSize = batchSize
    self.skipped = skipped
    let means = (0..<count).map { batch in
      let start = skipped + batch * batchSize
      return series[start..<start + batchSize].reduce(0, +) / Double(batchSize)
    }
    self.means = means
    // Grow the kept part from its end, so that its squares never come from a cancelling difference.
    var mean = 0.0
    var squares = 0.0
    var best = (cut: count, error: Double.infinity)
    var errors: [Double] = []
    for cut in means.indices.reversed() {
      let kept = Double(count - cut)
      let deviation = means[cut] - mean
      mean += deviation / kept
      squares += deviation * (means[cut] - mean)
      let error = squares / (kept * kept)
      guard cut <= count / 2 else { continue }
      errors.append(error)
      if error <= best.error { best = (cut, error) }
    }
    self.errors = errors.reversed()
    if count < WarmUp.leastBatches || best.cut >= count / 2 {
      finding = .runLonger
    } else {
      finding = .settled(discarding: best.cut == 0 ? 0 : skipped + best.cut * batchSize)
    }
  }
}
