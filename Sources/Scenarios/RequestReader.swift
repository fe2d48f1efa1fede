import Documents
import Quantities
import Serving
import Stochastics

/// Reads the keys that describe requests: of the workload, or of one class, for which the
/// workload's keys stand where it states none itself.
struct RequestReader {
  let keys: KeyReader
  /// The class; nil for the workload as a whole.
  let name: String?

  private var section: String { name.map { ScenarioKeys.named + $0 } ?? "workload" }

  var hasPlainName: Bool { name?.isPlainName ?? true }

  /// What the class, or else the workload, states under a key.
  func stated(_ key: String) -> ValueReader? {
    if name != nil, let own = keys.stated("\(section).\(key)") { return own }
    return keys.stated("workload.\(key)")
  }

  /// The same, or what a profile or the table of keys has for the workload.
  func optional(_ key: String) -> ValueReader? {
    stated(key) ?? keys.optional("workload.\(key)")
  }

  /// The same, or a problem.
  func required(_ key: String) -> ValueReader? {
    stated(key) ?? keys.required("workload.\(key)")
  }

  /// Whether a class, or the workload itself, says how its requests arrive.
  var hasOwnArrivals: Bool { keys.stated("\(section).arrivals") != nil }

  // MARK: Classes

  /// Arrivals with the requests that they bring.
  func stream() -> (Workload.Arrivals, RequestClass)? {
    let arrivals = self.arrivals()
    let requests = self.requests(isListed: isTrace)
    guard let arrivals, let requests else { return nil }
    return (arrivals, requests)
  }

  func share() -> Double? { keys.required("\(section).share")?.tabulatedNumber() }

  /// Reports a share where nothing is shared.
  func refuseShare() {
    keys.stated("\(section).share")?.report(
      "the class does not share the arrivals of others",
      expected: "a share only for classes without `arrivals`, of a workload that is no trace",
      suggestion: .advice("remove it"))
  }

  /// The class, with the name by which tables call it.
  func requests(isListed: Bool) -> RequestClass? {
    let before = keys.problems.count
    let content: RequestClass.Content? = isListed ? .listed : self.content()
    let shared = isListed ? nil : sharedPrompts()
    let priority = stated("priority")?.tabulatedCount()
    let deadline = stated("deadline")?.quantity(
      as: Seconds.self, in: Seconds(0.001)...Seconds.day * 30,
      words: ScenarioKeys.key("workload.deadline")?.expected)
    let tier = stated("tier")?.tabulatedName(of: "tier").flatMap(ServiceTier.init(rawValue:))
    let residency = stated("residency")?.residency()
    guard keys.problems.count == before, let content else { return nil }
    do {
      return RequestClass(
        name: name ?? "", content, sharedPrompts: shared,
        terms: try ServiceTerms(
          priority: Int16(priority ?? 0), deadline: deadline, tier: tier ?? .interactive),
        residency: residency)
    } catch {
      keys.stated(section)?.report("the class cannot be served: \(error)")
      return nil
    }
  }

  private func content() -> RequestClass.Content? {
    let before = keys.problems.count
    let prompt = tokens("prompt-tokens", isRequired: true)
    let output = tokens("output-tokens", isRequired: true)
    let cached = optional("cached-prefix")?.tabulatedNumber()
    let correlation = stated("correlation")?.tabulatedNumber()
    let thought = tokens("reasoning.tokens", isRequired: stated("reasoning") != nil)
    let share = stated("reasoning.share")?.tabulatedNumber()
    let turns = law(
      "conversation.turns", isRequired: stated("conversation") != nil, as: Double.self)
    let thinkTime = law(
      "conversation.think-time", isRequired: stated("conversation") != nil, as: Seconds.self)
    let later = tokens("conversation.later-tokens", isRequired: false)
    guard keys.problems.count == before, let prompt, let output, let cached else { return nil }
    do {
      let lengths = try RequestLengths(
        promptTokens: prompt, outputTokens: output, cachedFraction: cached,
        correlation: GaussianCopula(rankCorrelation: correlation ?? 0),
        reasoning: try thought.map { (law) throws(ServingError) in
          try RequestLengths.Reasoning(share: share ?? 1, tokens: law)
        })
      guard let turns, let thinkTime else { return .single(lengths) }
      return .conversation(
        try Conversation(turns: turns, thinkTime: thinkTime, lengths: lengths, laterTokens: later))
    } catch {
      keys.stated(section)?.report("the lengths cannot be served: \(error)")
      return nil
    }
  }

  private func sharedPrompts() -> SharedPrompts? {
    guard stated("shared-prompts") != nil else { return nil }
    let count = required("shared-prompts.count")?.tabulatedCount()
    let tokens = self.tokens("shared-prompts.tokens", isRequired: true)
    let skew = stated("shared-prompts.skew")
    let power = skew?.tabulatedNumber()
    guard let count, let tokens, (skew == nil) == (power == nil) else { return nil }
    do {
      return try SharedPrompts(count: count, tokens: tokens, skew: power ?? 1)
    } catch {
      keys.stated(section)?.report("the shared prompts cannot be made: \(error)")
      return nil
    }
  }
}

extension String {
  /// Whether a class or a pool may be named so: letters, digits and hyphens.
  var isPlainName: Bool {
    !isEmpty
      && unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == "*"
      }
  }
}

extension ValueReader {
  /// The name of a region or jurisdiction.
  func residency() -> String? {
    guard let name = text(expected: "the name of a region, such as eu") else { return nil }
    guard name.isPlainName else {
      report(
        "a residency cannot be named so", expected: "letters, digits and hyphens",
        suggestion: .advice("name it like eu, or on-premises"))
      return nil
    }
    return name
  }
}
