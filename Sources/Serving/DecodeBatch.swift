import EventKernel

/// The sequences of one replica that decode: each gets one token in every decode step.
///
/// A step costs O(completions · log sequences), not O(sequences). All sequences advance alike, so
/// their sum of stored tokens grows by their number; the step of a completion is known when a
/// sequence joins, and a heap orders them by it; and how many need a further cache block is read
/// off a count of sequences by (stored tokens − steps) mod block tokens, which never changes while
/// a sequence decodes.
struct DecodeBatch: Sendable {
  private struct Member: Sendable {
    let completion: Int
    let number: Int
    let slot: Int32
    let measuredClass: Int32

    /// Ties are broken by order of arrival, so that no result hangs on the shape of the heap.
    func precedes(_ other: Member) -> Bool {
      completion < other.completion || (completion == other.completion && number < other.number)
    }
  }

  /// How many sequences of a class made their last token at an instant.
  struct LastToken: Sendable {
    var instant: Instant
    var count: Int
    /// The class with which they are measured.
    let measuredClass: Int32
  }

  /// A binary heap: the first member is the next to be completed.
  private var members = ContiguousArray<Member>()
  private var phases: ContiguousArray<Int32>
  /// −steps mod block tokens: the phase of the sequences whose last block is full.
  private var fullPhase = 0

  /// Decode steps done.
  private(set) var steps = 0
  /// Tokens in the cache, over all members.
  private(set) var storedTokens = 0
  /// When the last decode step ended.
  private(set) var lastStep = Instant.zero
  /// The members by class and the instant of their last token; one entry of each class unless prompts
  /// are computed alone.
  private(set) var lastTokens = ContiguousArray<LastToken>()

  /// The members of each class that is measured apart.
  private(set) var classCounts: ContiguousArray<Int>

  init(blockTokens: Int, classes: Int) {
    classCounts = ContiguousArray(repeating: 0, count: classes)
    phases = ContiguousArray(repeating: 0, count: blockTokens)
  }

  var count: Int { members.count }

  /// Members whose blocks are full, so that the next token needs one more.
  var fullMembers: Int { Int(phases[fullPhase]) }

  /// Says of each of the next steps after which blocks will be full, in order, of how many members,
  /// if none joins or leaves.
  ///
  /// - Parameter visit: takes the number of the step, from one on, and that of the members, and says
  ///   whether to go on.
  @inline(__always)
  func forEachFull(within steps: Int, _ visit: (_ step: Int, _ members: Int) -> Bool) {
    var phase = fullPhase
    var step = 1
    while step <= steps {
      phase = phase == 0 ? phases.count - 1 : phase - 1
      let members = Int(phases[phase])
      if members > 0, !visit(step, members) { return }
      step += 1
    }
  }

  /// Steps until the first member makes its last token; nil without members.
  var stepsToCompletion: Int? { members.first.map { $0.completion - steps } }

  /// Adds a sequence that has `stored` tokens in the cache and made a token at `instant`.
  ///
  /// - Complexity: O(log *n*).
  mutating func join(
    _ slot: Int32, number: Int, stored: Int, remaining: Int, lastToken instant: Instant,
    of measuredClass: Int32
  ) {
    phases[phase(ofStored: stored)] += 1
    storedTokens += stored
    classCounts[Int(measuredClass)] += 1
    add(LastToken(instant: instant, count: 1, measuredClass: measuredClass))
    members.append(
      Member(
        completion: steps + remaining, number: number, slot: slot, measuredClass: measuredClass))
    siftUp(members.count - 1)
  }

  /// Adds members to those that made their last token at the same instant, which are the last ones.
  private mutating func add(_ token: LastToken) {
    var index = lastTokens.count - 1
    while index >= 0, lastTokens[index].instant == token.instant {
      if lastTokens[index].measuredClass == token.measuredClass {
        lastTokens[index].count += token.count
        return
      }
      index -= 1
    }
    lastTokens.append(token)
  }

  /// Moves every member by some tokens, the last of them made at `instant`.
  ///
  /// - Complexity: O(classes).
  mutating func advance(by count: Int = 1, at instant: Instant) {
    steps += count
    storedTokens += count * members.count
    let phase = (fullPhase - count) % phases.count
    fullPhase = phase < 0 ? phase + phases.count : phase
    lastStep = instant
    if lastTokens.count == 1 {
      lastTokens[0].instant = instant
    } else {
      lastTokens.removeAll(keepingCapacity: true)
      for index in classCounts.indices where classCounts[index] > 0 {
        lastTokens.append(
          LastToken(instant: instant, count: classCounts[index], measuredClass: Int32(index)))
      }
    }
  }

  /// The first member, if its last token is made.
  var completed: Int32? {
    guard let first = members.first, first.completion == steps else { return nil }
    return first.slot
  }

  /// Removes the first member, which stores so many tokens.
  ///
  /// - Complexity: O(log *n*).
  mutating func removeFirst(stored: Int) {
    remove(at: 0, stored: stored, lastToken: lastStep)
  }

  /// The member that arrived last.
  ///
  /// - Complexity: O(*n*).
  var latest: (slot: Int32, number: Int)? {
    guard let member = members.max(by: { $0.number < $1.number }) else { return nil }
    return (member.slot, member.number)
  }

  /// Removes a member that stores so many tokens and made its last token at an instant.
  ///
  /// - Complexity: O(*n*).
  mutating func remove(_ slot: Int32, stored: Int, lastToken: Instant) {
    remove(at: members.firstIndex { $0.slot == slot }!, stored: stored, lastToken: lastToken)
  }

  /// The slots of all members, in no order that means anything.
  var slots: some Sequence<Int32> { members.lazy.map(\.slot) }

  private func phase(ofStored stored: Int) -> Int { (stored + fullPhase) % phases.count }

  private mutating func remove(at index: Int, stored: Int, lastToken: Instant) {
    phases[phase(ofStored: stored)] -= 1
    storedTokens -= stored
    let leaving = members[index].measuredClass
    classCounts[Int(leaving)] -= 1
    let group = lastTokens.lastIndex {
      $0.instant == lastToken && $0.measuredClass == leaving
    }!
    lastTokens[group].count -= 1
    if lastTokens[group].count == 0 { lastTokens.remove(at: group) }
    let last = members.removeLast()
    guard index < members.count else { return }
    members[index] = last
    siftUp(index)
    siftDown(index)
  }

  private mutating func siftUp(_ start: Int) {
    var hole = start
    let new = members[start]
    while hole > 0 {
      let parent = (hole - 1) / 2
      guard new.precedes(members[parent]) else { break }
      members[hole] = members[parent]
      hole = parent
    }
    members[hole] = new
  }

  private mutating func siftDown(_ start: Int) {
    var hole = start
    let new = members[start]
    while true {
      var child = hole * 2 + 1
      guard child < members.count else { break }
      if child + 1 < members.count, members[child + 1].precedes(members[child]) { child += 1 }
      guard members[child].precedes(new) else { break }
      members[hole] = members[child]
      hole = child
    }
    members[hole] = new
  }
}
