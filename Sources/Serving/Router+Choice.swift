import Stochastics

extension Router {
  /// The replica for a request; nil where none takes it now.
  ///
  /// - Parameter contents: what the blocks of prompts contain; asked for where prefixes matter.
  /// - Complexity: O(1) for turns and draws, O(log replicas) for the other rules, and O(prompt)
  ///   where prefixes are compared.
  mutating func choose(
    for request: Request, contents: @autoclosure () -> PromptContents
  ) -> Int? {
    guard !members.isEmpty else { return nil }
    switch rule {
    case .roundRobin: return nextTurn()
    case .random:
      var stream = RandomStream(address.of(entity: request.number))
      return draw(from: &stream)
    case .leastLoaded, .centralQueue: return tree?.first
    case .powerOfTwoChoices:
      guard members.count > 1 else { return Int(members[0]) }
      var stream = RandomStream(address.of(entity: request.number))
      let first = draw(from: &stream)
      let second = draw(from: &stream, besides: first)
      return delay(of: second) < delay(of: first) ? second : first
    case .sessionSticky(let stickiness):
      return stick(request.identity.stream, overfull: stickiness.overfull)
    case .prefixAware(let affinity):
      return follow(request, affinity, contents())
    }
  }

  // MARK: Turns and draws

  /// The next of those that take requests, in the order of their numbers, or the one that has had
  /// least for its capacity (stride scheduling: Waldspurger & Weihl 1995).
  private mutating func nextTurn() -> Int? {
    if let next = tree?.first {
      turns[next] += 1 / targets.capacities[next]
      let had = turns[next]
      tree?.update(next, to: had)
      return next
    }
    while !isOpen(turn) { passTurn() }
    defer { passTurn() }
    return turn
  }

  private mutating func passTurn() { turn = turn + 1 == targets.count ? 0 : turn + 1 }

  /// One of those that take requests, as often as its capacity says.
  private func draw(from stream: inout RandomStream) -> Int {
    while true {
      let drawn = Int(members[stream.nextIndex(below: members.count)])
      if isAccepted(drawn, &stream) { return drawn }
    }
  }

  /// Another one than the first.
  private func draw(from stream: inout RandomStream, besides first: Int) -> Int {
    while true {
      let other = stream.nextIndex(below: members.count - 1)
      let drawn = Int(members[other < Int(places[first]) ? other : other + 1])
      if isAccepted(drawn, &stream) { return drawn }
    }
  }

  private func isAccepted(_ drawn: Int, _ stream: inout RandomStream) -> Bool {
    !isWeighted || stream.nextUniform() * greatestCapacity <= targets.capacities[drawn]
  }

  // MARK: Sessions and prefixes

  /// Where the session was last, or where the ring has it, if there is room.
  private mutating func stick(_ session: UInt64, overfull: Double) -> Int? {
    let share = overfull * Double(totalLoad + 1) / totalCapacity
    func hasRoom(_ replica: Int) -> Bool {
      isOpen(replica)
        && Double(loads[replica] + 1) <= (share * targets.capacities[replica]).rounded(.up)
    }
    let home = memory?[session]
    if let home, hasRoom(home) { return home }
    // Shares of all add up to more than the load, so that one of them has room.
    let next = ring?.replica(for: session, where: hasRoom)
    if let next { memory?.remember(session, at: next) }
    return next
  }

  /// Where the longest prefix of the prompt was last sent, or the least loaded.
  private mutating func follow(
    _ request: Request, _ affinity: PrefixAffinity, _ contents: PromptContents
  ) -> Int? {
    guard let least = tree?.first else { return nil }
    let tokens = Int(request.counts.prompt)
    var chosen = least
    var key: UInt64 = 0
    chunks.removeAll(keepingCapacity: true)
    var isFollowing = true
    for chunk in 0..<tokens / affinity.chunkTokens {
      key = PromptContents.mixed(
        key,
        contents.content(
          of: request.identity, promptTokens: tokens, block: chunk,
          blockTokens: affinity.chunkTokens))
      chunks.append(key)
      guard isFollowing else { continue }
      guard let replica = memory?[key] else {
        isFollowing = false
        continue
      }
      let matched = Double((chunk + 1) * affinity.chunkTokens)
      if matched >= affinity.leastMatch * Double(tokens), isOpen(replica),
        !isOverfull(replica, beside: least, affinity)
      {
        chosen = replica
      }
    }
    for chunk in chunks { memory?.remember(chunk, at: chosen) }
    return chosen
  }

  private func isOverfull(_ replica: Int, beside least: Int, _ affinity: PrefixAffinity) -> Bool {
    loads[replica] - loads[least] > affinity.excess
      && Double(loads[replica]) > affinity.ratio * Double(loads[least])
  }
}
