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
    precondition(batchSize > 0, "batches of \(batchSize)")
    let count = series.count / batchSize
    guard count >= leastBatches else { return .runLonger }
    // Batches end with the series: what does not fill one is the oldest.
    let skipped = series.count - count * batchSize
    let means = (0..<count).map { batch in
      let start = skipped + batch * batchSize
      return series[start..<start + batchSize].reduce(0, +) / Double(batchSize)
    }
    // Grow the kept part from its end, so that its squares never come from a cancelling difference.
    var mean = 0.0
    var squares = 0.0
    var best = (cut: count, error: Double.infinity)
    for cut in means.indices.reversed() {
      let kept = Double(count - cut)
      let deviation = means[cut] - mean
      mean += deviation / kept
      squares += deviation * (means[cut] - mean)
      let error = squares / (kept * kept)
      if cut <= count / 2, error <= best.error { best = (cut, error) }
    }
    if best.cut >= count / 2 { return .runLonger }
    return .settled(discarding: best.cut == 0 ? 0 : skipped + best.cut * batchSize)
  }
}
