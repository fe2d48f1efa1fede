public import Quantities

/// How a request may be served: at once, or whenever there is room.
public enum ServiceTier: String, Sendable, Hashable, CaseIterable {
  /// Somebody waits for the answer.
  case interactive
  /// Nobody does: it yields to every interactive request, whatever their priorities.
  case batch
}

/// What a request is promised, beside the objective that all share.
public struct ServiceTerms: Sendable, Hashable {
  /// The greater goes first where an engine orders by priority.
  public let priority: Int16
  /// The time from arrival by which the last output token is due; nil if there is no such time.
  public let deadline: Seconds?
  public let tier: ServiceTier

  public init(
    priority: Int16 = 0, deadline: Seconds? = nil, tier: ServiceTier = .interactive
  ) throws(ServingError) {
    if let deadline {
      try ServingError.require(deadline.value, in: 1e-9...Seconds.year.value, "deadline")
    }
    self.priority = priority
    self.deadline = deadline
    self.tier = tier
  }

  /// Interactive, of priority zero, without a deadline.
  public static let ordinary = try! ServiceTerms()

  /// Who yields to whom: first the tier, then the priority; the greater goes first.
  var precedence: Int32 {
    Int32(priority) - (tier == .batch ? Int32(Int16.max) - Int32(Int16.min) + 1 : 0)
  }
}
