public import Quantities

/// How an engine chooses among requests: who is admitted, who yields, who is turned away.
public struct SchedulingPolicy: Sendable, Hashable {
  public let order: SchedulingRule
  public let victims: VictimRule
  public let yielding: YieldingRule
  public let shedding: SheddingRule
  public let batchTier: BatchTierRule
  /// Requests that may wait at one replica, of each tier that waits apart; those that come beyond
  /// are rejected. Nothing if any number may.
  public let queueLimit: Int?
  /// Prompt tokens that may wait at one replica, those found in a cache not counted; a request that
  /// would exceed them is rejected, unless nothing waits. Nothing if any number may.
  public let waitingTokenLimit: Int?

  /// - Parameter victims: by default of the lowest priority where priorities order the queue or
  ///   the batch tier fills valleys, else the latest arrived.
  /// - Throws: `ServingError` for a figure outside its range, or requests that yield to priorities
  ///   that order nothing.
  public init(
    order: SchedulingRule = .firstComeFirstServed, victims: VictimRule? = nil,
    yielding: YieldingRule = .none, shedding: SheddingRule = .none,
    batchTier: BatchTierRule = .likeOthers, queueLimit: Int? = nil, waitingTokenLimit: Int? = nil
  ) throws(ServingError) {
    if case .shortestPrefill(let ageing) = order {
      try ServingError.require(ageing.value, in: 0...1e9, "ageing")
    }
    if case .pastDeadline(let margin) = shedding {
      try ServingError.require(margin.value, in: 0...Seconds.year.value, "margin of shedding")
    }
    if case .fillsValleys(let reserve) = batchTier {
      try ServingError.require(reserve, in: 0...0.95, "reserve of the interactive tier")
    }
    if let queueLimit { try ServingError.require(queueLimit, in: 1...Int.max, "queue limit") }
    if let waitingTokenLimit {
      try ServingError.require(waitingTokenLimit, in: 1...Int.max, "waiting tokens")
    }
    if yielding == .toPriority, order != .priority { throw .yieldingWithoutPriority }
    self.order = order
    self.victims =
      victims
      ?? (order == .priority || batchTier != .likeOthers ? .lowestPriority : .latestArrived)
    self.yielding = yielding
    self.shedding = shedding
    self.batchTier = batchTier
    self.queueLimit = queueLimit
    self.waitingTokenLimit = waitingTokenLimit
  }

  /// Whether a request may be turned away because too much waits.
  var limitsQueue: Bool { queueLimit != nil || waitingTokenLimit != nil }

  /// First come first served, and nobody is turned away.
  public static let plain = try! SchedulingPolicy()
}

/// Whether running requests make way for waiting ones.
public enum YieldingRule: String, Sendable, Hashable, CaseIterable {
  /// They run until they end, or until running ones need their blocks to grow.
  case none
  /// When the request at the front of the queue finds too few free blocks or no place, running ones
  /// of lower priority are preempted, the lowest first, if that makes room for it.
  case toPriority = "to-priority"
}

/// What becomes of waiting requests whose deadline cannot be kept.
public enum SheddingRule: Sendable, Hashable {
  /// They are served late.
  case none
  /// A request that comes to the front of the queue for the first time less than `margin` before its
  /// output is due is rejected. With no margin, only what is late already is rejected; a margin of
  /// the least time a request takes also rejects what must become late.
  case pastDeadline(margin: Seconds)
}

/// How requests of the batch tier share a replica with interactive ones.
public enum BatchTierRule: Sendable, Hashable {
  /// The tier is of no account but to the rules that order by priority.
  case likeOthers
  /// Requests of the batch tier wait in a queue of their own. One is admitted only when no
  /// interactive request waits and when afterwards the reserve, a fraction of the sequences, of the
  /// blocks and of the tokens of a step, is still free; in a step, its prompt takes only tokens
  /// beyond the reserve, after the prompts of interactive requests. On an idle replica nothing is
  /// reserved.
  case fillsValleys(reserve: Double)
}
