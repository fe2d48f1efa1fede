import EventKernel
public import Quantities

/// Which of the waiting requests is admitted next.
///
/// A request keeps its rank while it is in the system: one that was preempted returns to its place.
/// Ties go to the earlier arrival. A prompt that is begun is not put aside for one of better rank.
public enum SchedulingRule: Sendable, Hashable {
  /// In the order of arrival at the queue.
  case firstComeFirstServed
  /// Interactive requests before those of the batch tier, then by priority, then by arrival: with
  /// one request at a time, the non-preemptive priority queue of Cobham (1954),
  /// doi:10.1287/opre.2.1.70.
  case priority
  /// By the instant at which the output is due; requests without a deadline come last
  /// (Jackson 1955; Liu & Layland 1973, doi:10.1145/321738.321743).
  case earliestDeadline
  /// By the tokens of the prompt to compute, less so many for each second since arrival:
  ///
  ///     n_in − n_cached − a·(t − t_a)
  ///
  /// The difference between two requests does not change as both wait, so the rank is fixed at
  /// arrival. Shortest first has the least mean wait of all orders that do not know the future
  /// (Schrage 1968, doi:10.1287/opre.16.3.687, for the preemptive case; Smith 1956,
  /// doi:10.1002/nav.3800030106, for the other). Without ageing, `a` = 0, long prompts starve when
  /// short ones keep coming; with it no request waits behind one that came more than
  /// (n_in − n_cached)/`a` after it.
  case shortestPrefill(ageing: TokensPerSecond)
}

/// Which running request loses its cache blocks when there are too few.
public enum VictimRule: String, Sendable, Hashable, CaseIterable {
  /// The one that arrived last.
  case latestArrived = "latest-arrived"
  /// Of the batch tier first, then of the lowest priority, and of those the one that arrived last.
  case lowestPriority = "lowest-priority"
}

/// A scheduling rule as numbers: the lesser key is served first.
enum QueueOrder: Sendable, Hashable {
  case arrival
  case precedence
  case deadline
  case promptLength
  /// Arrival plus so many nanoseconds for each token of the prompt.
  case agedPromptLength(nanosecondsPerToken: Double)

  init(_ rule: SchedulingRule) {
    switch rule {
    case .firstComeFirstServed: self = .arrival
    case .priority: self = .precedence
    case .earliestDeadline: self = .deadline
    case .shortestPrefill(let ageing):
      self =
        ageing > .zero
        ? .agedPromptLength(nanosecondsPerToken: 1e9 / ageing.value) : .promptLength
    }
  }

  func key(of request: Request) -> Int64 {
    switch self {
    case .arrival: 0
    case .precedence: -Int64(request.precedence)
    case .deadline: request.deadline.nanoseconds
    case .promptLength: Int64(request.counts.newPrompt)
    case .agedPromptLength(let nanosecondsPerToken):
      // Beyond the clock all are alike: they come in the order of arrival.
      Int64(
        min(
          Double(request.arrival.nanoseconds)
            + Double(request.counts.newPrompt) * nanosecondsPerToken, 0x1p62))
    }
  }
}
