import Quantities
public import Stochastics

/// When replicas of a pool fail, how long each is gone, and what becomes of its requests.
///
/// An alternating renewal process per replica (Cox 1962, *Renewal Theory*, chapter 7): it serves for
/// a time drawn from one law, whether it is busy or not, and is gone for a time drawn from another,
/// both anew each time. In the long run it serves for a share MTBF / (MTBF + MTTR) of the time.
/// Ignores that replicas of one node, rack or power feed fail together.
public struct ReplicaFailures: Sendable, Hashable {
  /// Seconds from when a replica begins to serve until it fails.
  public let timeToFailure: Distribution
  /// Seconds from a failure until it serves again: detection, repair or replacement, and loading of
  /// the weights.
  public let timeToRestore: Distribution
  public let orphans: OrphanRule

  public init(
    timeToFailure: Distribution, timeToRestore: Distribution, orphans: OrphanRule = .rerouted
  ) throws(ServingError) {
    try ServingError.require(timeToFailure.support.lowerBound, in: 0...1e12, "time to failure")
    try ServingError.require(timeToFailure.mean, in: 1e-3...1e12, "mean time to failure")
    try ServingError.require(timeToRestore.support.lowerBound, in: 0...1e12, "time to restore")
    try ServingError.require(timeToRestore.mean, in: 0...1e12, "mean time to restore")
    self.timeToFailure = timeToFailure
    self.timeToRestore = timeToRestore
    self.orphans = orphans
  }

  /// The share of time that a replica serves in the long run.
  public var availability: Double {
    timeToFailure.mean / (timeToFailure.mean + timeToRestore.mean)
  }
}

/// What becomes of the requests of a replica that fails.
public enum OrphanRule: String, Sendable, Hashable, CaseIterable {
  /// Each finds another replica, where it goes before all that were never admitted; its prompt and
  /// the output so far are computed again, by a pool of prompts where there is one. What its user has
  /// seen so far stays valid.
  case rerouted
  /// All are rejected.
  case lost
}
