/// What may be done with a deal, and on which terms.
public struct Ruling: Sendable, Hashable {
  /// What is asked; the strictest answer where something unknown decides.
  public let outcome: Outcome
  /// The mildest answer that the unknown leaves open; ``outcome`` where nothing does.
  public let mildest: Outcome
  /// The rule that decides; nil where none catches the item.
  public let rule: String?
  public let terms: Terms

  /// Whether no unknown number could change the outcome.
  public var isDetermined: Bool { outcome == mildest }

  /// What goes with an outcome.
  public struct Terms: Sendable, Hashable {
    /// Share of applications granted; nil where no rule or practice tells, as case by case.
    public var grantRate: Double?
    /// Days before which nothing may be shipped.
    public var noticeDays = 0
    /// Over the price.
    public var dutyRate = 0.0
    /// Of the revenue, paid by the exporter.
    public var feeShare = 0.0
    /// Greatest units to China and Macau over units in the United States; nil where uncapped.
    public var volumeShare: Double?
    /// Share that buyers take by their own government's policy; nil where it has none.
    public var acceptance: Double?
    /// How surely the deciding rule is applied.
    public var enforcement = 1.0

    public init() {}
  }
}

/// A ruling with the reasons for it, rule by rule.
public struct Determination: Sendable, Hashable {
  public let ruling: Ruling
  /// All rules that look at the deal, in the order of the book; missed ones included.
  public let findings: [Finding]
  /// What the rules find that those refer to, of the item alone and wherever they look themselves.
  public let references: [Finding]
  /// What the outcome takes for granted of the deal because nothing is stated.
  public let assumptions: [Finding.Test]
  /// Whether the item is an export under the rules of the United States at all.
  public let isUSExport: Bool

  public var outcome: Outcome { ruling.outcome }
  public var terms: Ruling.Terms { ruling.terms }

  /// The finding of a rule; nil where it did not look at the deal.
  public func finding(_ rule: String) -> Finding? { findings.first { $0.rule == rule } }

  /// The comparison by which the deciding rule catches the item, or by which it nearest escapes all.
  public var decisive: (finding: Finding, test: Finding.Test)? {
    if let rule = ruling.rule {
      guard let finding = finding(rule) else { return nil }
      if let test = finding.decisiveTest { return (finding, test) }
      // A rule that refers to others is decided where they are.
      for test in finding.prongs.joined() where test.truth == .holds {
        if case .rule(let named) = test.subject, !test.isNegated,
          let other = references.first(where: { $0.rule == named }),
          let test = other.decisiveTest
        {
          return (other, test)
        }
      }
      return nil
    }
    let looked = Set(findings.map(\.rule))
    let missed = findings.filter { $0.verdict == .missed && $0.outcome != nil && !$0.isRelaxing }
    return
      (missed + references.filter { $0.verdict == .missed && !looked.contains($0.rule) })
      .compactMap { finding in finding.decisiveTest.map { (finding, $0) } }
      .min { abs($0.1.margin ?? .infinity) < abs($1.1.margin ?? .infinity) }
  }
}
