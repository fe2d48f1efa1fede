/// An interval from one long run, cut into a few long batches whose means are nearly independent
/// (Eq. 11.6).
///
/// Schmeiser (1982), doi:10.1287/opre.30.3.556: 10 to 30 batches lose little against more. Each
/// should last ten relaxation times or longer; the lag-1 correlation tells whether it does.
public struct BatchMeans: Sendable, Hashable {
  public let means: [Double]
  public let batchSize: Int

  /// Above this correlation of neighbouring batches the interval is too narrow.
  public static let greatestCorrelation = 0.1

  /// Cuts `series`, from which the warm-up has been taken, into batches of one size. What remains
  /// is left out at the start. Nothing if a batch would be empty.
  /// - Precondition: there are at least two batches.
  public init?(_ series: [Double], batches: Int = 20) {
    precondition(batches >= 2, "\(batches) batches give no interval")
    let batchSize = series.count / batches
    guard batchSize > 0 else { return nil }
    self.batchSize = batchSize
    let skipped = series.count - batches * batchSize
    means = (0..<batches).map { batch in
      let start = skipped + batch * batchSize
      return series[start..<start + batchSize].reduce(0, +) / Double(batchSize)
    }
  }

  /// The interval of the mean of the run.
  public func interval(level: Double = 0.95) -> ConfidenceInterval {
    ConfidenceInterval(meanOf: means, level: level)!  // two batches or more
  }

  /// The correlation of neighbouring batch means; 0 if they are all equal.
  public var lag1Correlation: Double {
    let mean = means.reduce(0, +) / Double(means.count)
    let squares = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard squares > 0 else { return 0 }
    let products = zip(means, means.dropFirst()).reduce(0) {
      $0 + ($1.0 - mean) * ($1.1 - mean)
    }
    return products / squares
  }

  /// Von Neumann's ratio of the mean square successive difference to the variance: 2 for
  /// independent means, less for positively correlated ones.
  public var vonNeumannRatio: Double {
    let tally = Tally(means)
    guard let variance = tally.variance, variance > 0 else { return 2 }
    let steps = zip(means, means.dropFirst()).reduce(0) {
      $0 + ($1.1 - $1.0) * ($1.1 - $1.0)
    }
    return steps / Double(means.count - 1) / variance
  }

  /// Whether the batches are long enough for the interval to be trusted.
  public var isAccepted: Bool { lag1Correlation < Self.greatestCorrelation }
}
