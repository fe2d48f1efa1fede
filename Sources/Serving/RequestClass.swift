import Stochastics

/// Requests of one kind: how long they are, and what is promised to those who send them.
public struct RequestClass: Sendable {
  /// What its requests hold.
  public enum Content: Sendable {
    /// Requests that know nothing of each other.
    case single(RequestLengths)
    /// Turns of conversations.
    case conversation(Conversation)
    /// What a trace lists.
    case listed
  }

  /// What tables call it, and what addresses its draws; empty where a workload has one class.
  public let name: String
  public let content: Content
  /// Texts with which many prompts begin, such as system prompts.
  public let sharedPrompts: SharedPrompts?
  /// Who goes first, and when the answer is due.
  public let terms: ServiceTerms
  /// What is promised to this class, nil where it is what is promised to all.
  public let objective: ServiceLevelObjective?
  /// The label of the pools and regions that may serve it, nil where all may.
  public let residency: String?

  public init(
    name: String = "", _ content: Content, sharedPrompts: SharedPrompts? = nil,
    terms: ServiceTerms = .ordinary, objective: ServiceLevelObjective? = nil,
    residency: String? = nil
  ) {
    self.name = name
    self.content = content
    self.sharedPrompts = sharedPrompts
    self.terms = terms
    self.objective = objective
    self.residency = residency
  }

  /// The same requests with another promise.
  func promising(_ objective: ServiceLevelObjective) -> RequestClass {
    RequestClass(
      name: name, content, sharedPrompts: sharedPrompts, terms: terms, objective: objective,
      residency: residency)
  }

  /// Single requests without priority or deadline.
  public init(_ lengths: RequestLengths) { self.init(.single(lengths)) }

  /// The laws of lengths: of the first turn, for conversations; nil for a trace.
  public var lengths: RequestLengths? {
    switch content {
    case .single(let lengths): lengths
    case .conversation(let conversation): conversation.lengths
    case .listed: nil
    }
  }

  /// Requests that one start brings in the mean: the turns of a conversation.
  var meanTurns: Double {
    if case .conversation(let conversation) = content { conversation.meanTurns } else { 1 }
  }

  /// The mean lengths of a request, over all turns; nil for a trace.
  public var meanLengths: (prompt: Double, output: Double)? {
    let shared = sharedPrompts?.meanTokens ?? 0
    switch content {
    case .single(let lengths): return (shared + lengths.promptTokens.mean, lengths.meanOutput)
    case .conversation(let conversation):
      return (shared + conversation.meanPrompt, conversation.lengths.meanOutput)
    case .listed: return nil
    }
  }
}
