import Quantities
import Stochastics

/// The draws of one class, ready to be made: laws, and the addresses of their streams.
///
/// A quantity of request or conversation n is read from the stream of that quantity and entity n, at
/// the index of the turn.
struct ClassDraws: Sendable {
  private let prompt: Sampler
  private let output: Sampler
  private let correlation: GaussianCopula
  private let cachedFraction: Double
  private let reasoning: (share: Double, tokens: Sampler)?
  private let sharedPrompts: SharedPrompts?
  /// The number of the class's first shared prompt over all classes.
  private let firstSharedPrompt: UInt32
  private let conversation: (turns: Sampler, thinkTime: Sampler, later: Sampler)?
  /// Keeps the streams of text of different classes apart.
  private let textKey: UInt64

  private let promptAddress: StreamAddress
  private let outputAddress: StreamAddress
  private let reasoningAddress: StreamAddress
  private let sharedAddress: StreamAddress
  private let turnsAddress: StreamAddress
  private let thinkAddress: StreamAddress

  var isConversation: Bool { conversation != nil }

  /// The draws of every class of a workload, by its index.
  static func all(of workload: Workload, seed: UInt64, replication: Int) -> [ClassDraws] {
    var firstSharedPrompt: UInt32 = 0
    return workload.classes.enumerated().map { index, requestClass in
      defer { firstSharedPrompt += UInt32(requestClass.sharedPrompts?.tokens.count ?? 0) }
      return ClassDraws(
        requestClass, index: index, firstSharedPrompt: firstSharedPrompt, seed: seed,
        replication: replication)
    }
  }

  private init(
    _ requestClass: RequestClass, index: Int, firstSharedPrompt: UInt32, seed: UInt64,
    replication: Int
  ) {
    func address(_ purpose: String) -> StreamAddress {
      StreamAddress(
        seed: seed, replication: replication,
        purpose: requestClass.name.isEmpty ? purpose : "\(purpose) of \(requestClass.name)")
    }
    promptAddress = address("prompt-tokens")
    outputAddress = address("output-tokens")
    reasoningAddress = address("reasoning-tokens")
    sharedAddress = address("shared-prompt")
    turnsAddress = address("turns")
    thinkAddress = address("think-time")
    textKey = UInt64(index + 1) << 48
    sharedPrompts = requestClass.sharedPrompts
    self.firstSharedPrompt = firstSharedPrompt
    guard let lengths = requestClass.lengths else {
      // The rows of a trace are drawn from nothing.
      (prompt, output) = (Self.unused, Self.unused)
      (correlation, cachedFraction, reasoning, conversation) = (.independent, 0, nil, nil)
      return
    }
    correlation = lengths.correlation
    func sampler(_ law: Distribution) -> Sampler {
      lengths.correlation == .independent ? Sampler(law) : Sampler(increasing: law)
    }
    prompt = sampler(lengths.promptTokens)
    output = sampler(lengths.outputTokens)
    cachedFraction = lengths.cachedFraction
    reasoning = lengths.reasoning.map { ($0.share, Sampler($0.tokens)) }
    if case .conversation(let talk) = requestClass.content {
      conversation = (
        Sampler(talk.turns), Sampler(talk.thinkTime), sampler(talk.laterTokens)
      )
    } else {
      conversation = nil
    }
  }

  private static var unused: Sampler { Sampler(.zero) }

  // MARK: Draws

  /// A request that stands alone.
  func single(_ number: Int) -> (TokenCounts, PromptIdentity) {
    let (shared, sharedTokens) = sharedPrompt(number)
    let words = draw(number, turn: 0, prompt)
    return (
      counts(prompt: TokenCounts.sum(sharedTokens, words.prompt), words),
      PromptIdentity(
        sharedPrompt: shared, sharedTokens: sharedTokens, stream: textKey | UInt64(number))
    )
  }

  /// A conversation before its first turn.
  func conversation(_ number: Int, classIndex: Int32, stream: Int) -> ConversationState {
    let (shared, sharedTokens) = sharedPrompt(number)
    let turns = conversation.map { $0.turns.value(at: uniform(turnsAddress, number, 0)) } ?? 1
    return ConversationState(
      classIndex: classIndex, stream: stream, number: number,
      turns: Int(min(max(turns.rounded(), 1), 1e9)), sharedPrompt: shared,
      sharedTokens: sharedTokens, context: sharedTokens)
  }

  /// The next turn of a conversation.
  func nextTurn(of state: inout ConversationState) -> (TokenCounts, PromptIdentity) {
    let law = state.turn == 0 ? prompt : conversation?.later ?? prompt
    let words = draw(state.number, turn: state.turn, law)
    let whole = TokenCounts.sum(state.context, words.prompt)
    state.turn += 1
    state.context = TokenCounts.sum(whole, words.answer)
    let stream = textKey | UInt64(state.number)
    return (
      counts(prompt: whole, words),
      PromptIdentity(
        sharedPrompt: state.sharedPrompt, sharedTokens: state.sharedTokens, stream: stream,
        outputStream: words.thought == 0
          ? stream : PromptContents.mixed(stream, UInt64(state.turn)))
    )
  }

  /// The time from the answer of a conversation's last turn to its next one.
  func thinkTime(of state: ConversationState) -> Seconds {
    guard let conversation else { return .zero }
    return Seconds(
      max(0, conversation.thinkTime.value(at: uniform(thinkAddress, state.number, state.turn))))
  }

  /// What a turn adds: tokens of the user, of thought and of the answer.
  private struct Words {
    let prompt: Int32
    let answer: Int32
    let thought: Int32
  }

  private func draw(_ number: Int, turn: Int, _ law: Sampler) -> Words {
    let u = uniform(promptAddress, number, turn)
    let v = uniform(outputAddress, number, turn)
    var thought: Int32 = 0
    if let reasoning {
      // One number says whether and how much is thought.
      let w = uniform(reasoningAddress, number, turn)
      if w < reasoning.share {
        thought = TokenCounts.tokens(reasoning.tokens.value(at: max(w / reasoning.share, 0x1p-53)))
      }
    }
    return Words(
      prompt: TokenCounts.tokens(law.value(at: u)),
      answer: TokenCounts.tokens(output.value(at: correlation.partner(of: u, v))),
      thought: thought)
  }

  private func counts(prompt: Int32, _ words: Words) -> TokenCounts {
    let cached = min(Int32((Double(prompt) * cachedFraction).rounded(.down)), prompt - 1)
    return TokenCounts(
      prompt: prompt, output: TokenCounts.sum(words.thought, words.answer), cached: cached)
  }

  /// The shared prompt that a start begins with.
  private func sharedPrompt(_ number: Int) -> (id: UInt32, tokens: Int32) {
    guard let sharedPrompts else { return (0, 0) }
    let index = sharedPrompts.index(at: uniform(sharedAddress, number, 0))
    return (firstSharedPrompt + UInt32(index), Int32(sharedPrompts.tokens[index]))
  }

  private func uniform(_ address: StreamAddress, _ entity: Int, _ turn: Int) -> Double {
    RandomStream(address.of(entity: entity)).uniform(at: UInt64(turn))
  }
}
