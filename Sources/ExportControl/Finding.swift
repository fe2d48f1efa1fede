/// What one rule found about an item in a deal.
public struct Finding: Sendable, Hashable {
  public enum Verdict: Sendable, Hashable {
    /// The rule catches the item.
    case applies
    case missed
    /// A number that decides is unknown.
    case unknown
    /// It catches the item, and another rule sets it aside.
    case setAside(by: String)
    /// It asks what people know or own, and nothing is stated of that.
    case notJudged
  }

  public let rule: String
  public let title: String
  public let verdict: Verdict
  /// What the rule asks for by itself.
  public let outcome: Outcome?
  /// Alternatives, each of comparisons that must all hold; missed ones included.
  public let prongs: [[Test]]
  /// What the deal must fulfil beside.
  public let conditions: [Test]
  public let isKnowledgeTest: Bool
  /// Whether it sets others aside, rather than asking for more.
  public let isRelaxing: Bool

  /// One thing that was tested.
  public struct Test: Sendable, Hashable {
    public enum Subject: Sendable, Hashable {
      case comparison(Comparison, value: Double?)
      case trait(Trait, value: Bool?)
      case rule(String)
      case named([String])
      case certified(Certification)
    }

    public let subject: Subject
    /// Whether the rule wants the opposite.
    public let isNegated: Bool
    /// Whether what the rule wants holds.
    public let truth: Truth

    /// Whether it asks for the item's name.
    var isName: Bool { if case .named = subject { true } else { false } }

    /// Value over threshold, less one; nil for what is no comparison or unknown.
    public var margin: Double? {
      guard case .comparison(let comparison, let value?) = subject, comparison.threshold > 0 else {
        return nil
      }
      return value / comparison.threshold - 1
    }
  }

  /// The smallest distance by which the rule catches the item or misses it.
  ///
  /// It catches by the prong that holds most firmly, and by its least firm comparison; it misses by
  /// the prong that is nearest, and by its farthest comparison. Nil where something other than a
  /// number decides, or a number is unknown.
  public var decisiveTest: Test? {
    var best: (distance: Double, test: Test)?
    let catches = verdict == .applies || { if case .setAside = verdict { true } else { false } }()
    for prong in prongs {
      if catches {
        guard prong.allSatisfy({ $0.truth == .holds }),
          let test = prong.filter({ $0.margin != nil }).min(by: Self.isNearer)
        else { continue }
        let distance = abs(test.margin ?? 0)
        if best.map({ distance > $0.distance }) ?? true { best = (distance, test) }
      } else {
        // What is unknown beside a number that fails is not what keeps the rule off.
        let failing = prong.filter { $0.truth == .fails }
        guard !failing.isEmpty, failing.allSatisfy({ $0.margin != nil }),
          let test = failing.max(by: Self.isNearer)
        else { continue }
        let distance = abs(test.margin ?? 0)
        if best.map({ distance < $0.distance }) ?? true { best = (distance, test) }
      }
    }
    return best?.test
  }

  private static func isNearer(_ a: Test, _ b: Test) -> Bool {
    abs(a.margin ?? .infinity) < abs(b.margin ?? .infinity)
  }
}
