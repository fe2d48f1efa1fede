/// What a text consists of as far as a cache may know it, and where its prompt ends.
struct PromptText: Sendable {
  let identity: PromptIdentity
  let promptTokens: Int

  init(_ request: Request) {
    identity = request.identity
    promptTokens = Int(request.counts.prompt)
  }
}

extension PromptContents {
  /// The tokens at the beginning that two texts have in common: those whose owners agree.
  ///
  /// The contents of their blocks agree as far as these cover them whole.
  ///
  /// - Complexity: O(1), and O(blocks listed) for texts of a trace that lists hashes.
  func commonTokens(_ one: PromptText, _ other: PromptText) -> Int {
    if one.identity == other.identity,
      one.identity.outputStream == one.identity.stream || one.promptTokens == other.promptTokens
    {
      return .max
    }
    var position = 0
    while position < .max {
      let stretch = stretch(of: one, at: position)
      let same = self.stretch(of: other, at: position)
      guard stretch.owner == same.owner else { return position }
      position = min(stretch.end, same.end)
    }
    return position
  }
}
