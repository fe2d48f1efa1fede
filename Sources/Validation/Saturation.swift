import Serving

/// How near a serving system is to what it can hold, by its simulation.
///
/// Latencies of a system below saturation are those of its steps; beyond, they are those of a
/// queue, and small errors of the step time become large ones of the latency.
public enum Saturation: String, Sendable, Hashable, CaseIterable {
  /// On time average, less than one request per replica waits for admission, none is preempted, and
  /// cache and engine hold all requests at once.
  case below = "below saturation"
  /// Cache and engine hold all requests at once, but one per replica or more wait for their prompt
  /// to be started, the first burst of a closed load included.
  case queueing = "prompts queue"
  /// Requests wait for cache or for a place in the batch, are preempted, or an open load is not
  /// kept up with.
  case full = "saturated"

  /// - Parameters:
  ///   - window: what counts of the run.
  ///   - replicas: replicas behind the router.
  ///   - offered: requests that a closed load keeps in the system, nil for an open one.
  ///   - held: requests of mean length that cache and engine hold at once, over all replicas.
  ///   - isStable: whether the system keeps up with its load.
  init(_ window: WindowMeasurement, replicas: Int, offered: Int?, held: Int, isStable: Bool) {
    let waiting = (window.meanWaiting ?? 0) / Double(replicas)
    if !isStable || window.requests.preemptions > 0 || offered ?? 0 > held {
      self = .full
    } else {
      self = waiting < 1 ? .below : .queueing
    }
  }
}
