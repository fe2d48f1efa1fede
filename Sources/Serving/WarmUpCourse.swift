import OutputAnalysis
public import Quantities

/// What MSER-5 saw of a run: the means of the batches it judged, and how good each cut would be.
///
/// At most 205 batches, however long the run. It is there of runs that state their warm-up too, and
/// of terminating ones, which have none: then it shows how much of the horizon is the start.
public struct WarmUpCourse: Sendable, Hashable {
  /// What the means are of.
  public enum Subject: String, Sendable, Hashable, CaseIterable {
    /// The mean number of requests in the system.
    case requestsInSystem = "requests in the system"
    /// The output tokens per second of a closed system, in which the number of requests is given.
    case output = "output tokens per second"
  }

  public let subject: Subject
  /// The length of a batch.
  public let width: Seconds
  /// When the first batch starts: what does not fill a batch is the oldest.
  public let start: Seconds
  /// Batch by batch.
  public let means: [Double]
  /// The marginal standard error of the mean after cutting each number of batches, from none to half
  /// of them, in squares of the unit of the means; the least of them decides.
  public let errors: [Double]
  /// Where the least error is; nil where it is in the second half or the run is too short to tell, so
  /// that it has not settled.
  public let settled: Seconds?

  init(_ evidence: WarmUpEvidence, ofBuckets bucket: Seconds, isOutput: Bool) {
    subject = isOutput ? .output : .requestsInSystem
    width = bucket * Double(evidence.batchSize)
    start = bucket * Double(evidence.skipped)
    // Output stands in tokens per bucket.
    let scale = isOutput ? 1 / bucket.value : 1
    means = evidence.means.map { $0 * scale }
    errors = evidence.errors.map { $0 * scale * scale }
    settled =
      switch evidence.finding {
      case .settled(let discarding): bucket * Double(discarding)
      case .runLonger: nil
      }
  }
}
