/// A conversation under way.
struct ConversationState: Sendable {
  let classIndex: Int32
  /// The stream that brought it.
  let stream: Int
  /// Its place among the conversations of its class, which addresses its draws.
  let number: Int
  let turns: Int
  let sharedPrompt: UInt32
  let sharedTokens: Int32
  /// Turns that have come.
  var turn = 0
  /// Tokens of the shared prompt and of all that was said.
  var context: Int32
}

/// The conversations under way, in slots that are used again.
struct ConversationPool: Sendable {
  private var slots = ContiguousArray<ConversationState?>()
  private var free = ContiguousArray<Int32>()

  var count: Int { slots.count - free.count }

  /// - Complexity: O(1), amortised.
  mutating func insert(_ conversation: ConversationState) -> Int32 {
    if let slot = free.popLast() {
      slots[Int(slot)] = conversation
      return slot
    }
    slots.append(conversation)
    return Int32(slots.count - 1)
  }

  /// - Precondition: the slot is in use.
  @discardableResult
  mutating func remove(_ slot: Int32) -> ConversationState {
    let conversation = slots[Int(slot)]!
    slots[Int(slot)] = nil
    free.append(slot)
    return conversation
  }

  /// - Precondition: the slot is in use.
  subscript(_ slot: Int32) -> ConversationState {
    get { slots[Int(slot)]! }
    _modify { yield &slots[Int(slot)]! }
  }
}
