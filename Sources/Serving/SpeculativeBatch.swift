import Stochastics

/// The sequences of one replica that decode with drafts: each gets one token or more in every step.
///
/// They advance at paces of their own, so what a sequence has made and stored stands in its request
/// after every step, and a step costs O(sequences).
struct SpeculativeBatch: Sendable {
  /// In the order in which they joined.
  private(set) var slots = ContiguousArray<Int32>()
  /// Tokens in the cache, over all members, between steps.
  private(set) var storedTokens = 0

  var count: Int { slots.count }

  mutating func join(_ slot: Int32, stored: Int) {
    slots.append(slot)
    storedTokens += stored
  }

  /// - Complexity: O(*n*).
  mutating func remove(_ slot: Int32, stored: Int) {
    slots.remove(at: slots.firstIndex(of: slot)!)
    storedTokens -= stored
  }

  /// Lets every member take a step, and those leave that have made their last token.
  ///
  /// - Parameter step: takes the step of a member and says how many tokens it stored before and
  ///   stores now, nil if it leaves.
  mutating func advance(_ step: (Int32) -> (before: Int, after: Int?)) {
    var kept = 0
    for index in slots.indices {
      let slot = slots[index]
      let (before, after) = step(slot)
      storedTokens -= before
      guard let after else { continue }
      storedTokens += after
      slots[kept] = slot
      kept += 1
    }
    slots.removeLast(slots.count - kept)
  }

  /// The member that arrived last.
  ///
  /// - Complexity: O(*n*).
  func latest(of requests: RequestPool) -> (slot: Int32, number: Int)? {
    guard let slot = slots.max(by: { requests[$0].number < requests[$1].number }) else {
      return nil
    }
    return (slot, requests[slot].number)
  }
}

/// Where it is drawn how many drafts are accepted: addressed by request and output position, so that
/// the same text is as hard to guess under every alternative (Eq. 11.2).
struct AcceptanceDraws: Sendable {
  private let address: StreamAddress

  init(_ control: RunControl) {
    address = StreamAddress(
      seed: control.seed, replication: control.replication, purpose: "accepted-drafts")
  }

  /// A uniform number on (0, 1) for the drafts after so many output tokens of a request.
  func uniform(request number: Int, after position: Int32) -> Double {
    RandomStream(address.of(entity: number)).uniform(at: UInt64(position))
  }
}
