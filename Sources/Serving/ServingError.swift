/// What is wrong with the description of a serving system.
public enum ServingError: Error, Sendable, Hashable {
  /// A parameter lies outside the values it may take.
  case outside(parameter: String, value: Double, allowed: ClosedRange<Double>)
  /// A step has room for fewer tokens than sequences, so that some could never decode.
  case budgetBelowSequences(budget: Int, sequences: Int)
  /// A step has room for fewer tokens than one sequence has with its drafts.
  case draftBeyondBudget(queries: Int, budget: Int)
  /// A listed request arrives before its predecessor.
  case outOfOrder(index: Int)
  /// A queue is limited although its clients wait for their answers: one that is turned away would
  /// come back at the same instant, again and again.
  case queueLimitOfClosedSystem
  /// Running requests are to yield to priorities that do not order the queue.
  case yieldingWithoutPriority
  /// Requests are to be swapped by an engine that never preempts.
  case nothingToSwap
  /// Requests are to be swapped to hosts that have no memory for them.
  case noSwapSpace
  /// An engine goes by deadlines that no request has.
  case noDeadlines
  /// Every request with the shortest deadline would be shed as it arrives.
  case sheddingOnArrival(deadline: Double, margin: Double)
  /// A pool of prompts that no pool decodes, or one that decodes prompts that none computes.
  case unpairedPool(ServingPool.Role)
  /// Prompts are computed in one pool and decoded in another, with no network between them.
  case noFabric
  /// The hits of a prefix cache are stated by the workload and to be found by the simulation.
  case statedAndSimulatedHits
  /// No request is listed.
  case noRequests
  /// Two classes or two streams of a workload have one name.
  case repeatedName(String)
  /// A trace has requests of a class that is not described.
  case unknownClass(String)
  /// No class has a share of the requests of a stream, or one has a negative share.
  case noShare(stream: String)
}

extension ServingError {
  /// Throws unless `value` is in the range; what is not a number is in no range.
  static func require(
    _ value: Double, in allowed: ClosedRange<Double>, _ parameter: String
  ) throws(ServingError) {
    guard allowed.contains(value) else {
      throw .outside(parameter: parameter, value: value, allowed: allowed)
    }
  }

  /// Throws unless `count` is in the range.
  static func require(
    _ count: Int, in allowed: ClosedRange<Int>, _ parameter: String
  ) throws(ServingError) {
    guard allowed.contains(count) else {
      throw .outside(
        parameter: parameter, value: Double(count),
        allowed: Double(allowed.lowerBound)...Double(allowed.upperBound))
    }
  }
}
