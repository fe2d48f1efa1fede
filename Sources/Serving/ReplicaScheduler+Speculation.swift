import EventKernel
import Performance
import Quantities

extension ReplicaScheduler {
  /// Adds every decoding sequence with its drafts, after finding blocks for all their tokens.
  ///
  /// - Returns: Whether a request was preempted for that.
  mutating func addDrafts(
    to plan: inout StepPlan, _ requests: inout RequestPool, _ meter: inout RunMeter,
    _ context: inout ServingContext
  ) -> Bool {
    var hasPreempted = false
    if rules.grows {
      while blocksWanted(by: requests) > cache.free {
        preemptForGrowth(&requests, &meter, &context)
        hasPreempted = true
      }
      for slot in drafting.slots {
        let wanted = blocksWanted(by: requests[slot])
        guard wanted > 0 else { continue }
        cache.allocate(wanted)
        meter.levels[rules.pool].blocks += wanted
        requests[slot].blocks += Int32(wanted)
      }
    }
    plan.decodeSequences = drafting.count
    plan.decodeQueries = rules.queries
    plan.decodeContext = drafting.storedTokens + drafting.count * rules.queries
    return hasPreempted
  }

  /// Blocks that a sequence lacks for the tokens of its next step. Those of rejected drafts are
  /// written over, not given back.
  private func blocksWanted(by request: Request) -> Int {
    max(0, cache.blocks(forTokens: Int(request.stored) + rules.queries) - Int(request.blocks))
  }

  func blocksWanted(by requests: RequestPool) -> Int {
    drafting.slots.reduce(0) { $0 + blocksWanted(by: requests[$1]) }
  }

  /// Makes the tokens of the drafts that are accepted and of the model itself, of each sequence
  /// those it still has to make, and lets the complete ones go.
  ///
  /// The first token of a step follows the last one of the step before; the others leave with it, at
  /// gaps of nothing (section 5.5).
  ///
  /// - Returns: Tokens made.
  mutating func verify(
    _ requests: inout RequestPool, _ meter: inout RunMeter, _ context: inout ServingContext
  ) -> Int {
    guard let acceptance = rules.acceptance else { return 0 }
    let draws = rules.acceptanceDraws
    var made = 0
    var completed = ContiguousArray<Int32>()
    drafting.advance { slot in
      var request = requests[slot]
      let before = Int(request.stored)
      let drawn = draws.uniform(request: request.number, after: request.emitted)
      let remaining = request.counts.output - request.emitted
      let tokens = min(Int32(acceptance.accepted(at: drawn)) + 1, remaining)
      meter.makeTokens(after: context.now - request.lastToken, count: 1, of: request)
      if tokens > 1 { meter.makeTokens(after: .zero, count: Int(tokens) - 1, of: request) }
      request.emitted += tokens
      request.stored += tokens
      request.everStored = max(request.everStored, request.stored)
      request.lastToken = context.now
      requests[slot] = request
      made += Int(tokens)
      if tokens < remaining { return (before, Int(request.stored)) }
      completed.append(slot)
      return (before, nil)
    }
    for slot in completed {
      depart(slot, blocks: Int(requests[slot].blocks), &requests, &meter, &context)
    }
    return made
  }
}
