public import Quantities

/// Where a rule stands in law.
public enum RuleStatus: String, Sendable, Hashable, CaseIterable {
  case inForce = "in force"
  case expired, superseded, suspended, proposed, rescinded, guidance, practice
  /// Neither in force nor proposed by all that is known; a question to put as a switch.
  case open
}

/// A rule as dated data: which deals it looks at, which items it catches, and what it asks then.
public struct ExportRule: Sendable, Hashable {
  public let id: String
  public var title: String
  public var status: RuleStatus
  /// Whose rule it is: `US`, `CN`.
  public var jurisdiction: Country
  public var subject: Subject

  public var announced: CalendarDate?
  /// The first day in force; nil where none is known.
  public var effective: CalendarDate?
  /// The first day on which it must be kept, where that is later.
  public var compliance: CalendarDate?
  /// The last day in force; nil while it has no end.
  public var last: CalendarDate?
  /// The rule whose beginning ends this one.
  public var supersededBy: String?

  public var destination: Places
  /// Where the buyer's ultimate parent has its headquarters.
  public var headquarters: Places
  public var origin: Places
  /// Uses at which it looks; none are all.
  public var endUses: [EndUse]
  /// Whether it reaches items beyond the jurisdiction of the United States.
  public var reachesForeignItems: Bool

  public var predicate: Predicate
  /// What the deal must fulfil beside; what is unknown of it is assumed and reported.
  public var conditions: Predicate
  /// What it asks of a deal that it catches; nil where it only adds terms or parameters.
  public var outcome: Outcome?
  /// Rules that it sets aside where it applies.
  public var relaxes: [String]
  /// Rules to whose outcome it adds its terms: a duty, a fee, a grant rate.
  public var accompanies: [String]
  /// Whether it asks what people know or intend, which no number tells.
  public var isKnowledgeTest: Bool
  public var parameters: [RuleParameter: Double]
  /// Whether it is part of the law as it is; bills are not.
  public var isOn: Bool

  public init(
    id: String, title: String, status: RuleStatus = .inForce,
    jurisdiction: Country = .unitedStates, subject: Subject = .chip,
    announced: CalendarDate? = nil, effective: CalendarDate? = nil,
    compliance: CalendarDate? = nil, last: CalendarDate? = nil, supersededBy: String? = nil,
    destination: Places = .world, headquarters: Places = .world, origin: Places = .world,
    endUses: [EndUse] = [], reachesForeignItems: Bool = false, predicate: Predicate = .always,
    conditions: Predicate = .always, outcome: Outcome? = nil, relaxes: [String] = [],
    accompanies: [String] = [], isKnowledgeTest: Bool = false,
    parameters: [RuleParameter: Double] = [:], isOn: Bool? = nil
  ) {
    self.id = id
    self.title = title
    self.status = status
    self.jurisdiction = jurisdiction
    self.subject = subject
    self.announced = announced
    self.effective = effective
    self.compliance = compliance
    self.last = last
    self.supersededBy = supersededBy
    self.destination = destination
    self.headquarters = headquarters
    self.origin = origin
    self.endUses = endUses
    self.reachesForeignItems = reachesForeignItems
    self.predicate = predicate
    self.conditions = conditions
    self.outcome = outcome
    self.relaxes = relaxes
    self.accompanies = accompanies
    self.isKnowledgeTest = isKnowledgeTest
    self.parameters = parameters
    self.isOn = isOn ?? (status != .proposed && status != .open)
  }

  /// The first day on which it must be kept; nil where none is known.
  public var binding: CalendarDate? {
    guard let effective else { return nil }
    return compliance.map { max($0, effective) } ?? effective
  }

  /// Whether it must be kept on a day.
  public func isBinding(on date: CalendarDate) -> Bool {
    guard isOn, let binding, binding <= date else { return false }
    return last.map { date <= $0 } ?? true
  }

  /// The days between its announcement and the day it binds, in which buyers may order ahead; nil
  /// where there are none.
  public var notice: CalendarPeriod? {
    guard let announced, let binding, announced < binding else { return nil }
    return CalendarPeriod(announced, through: binding - 1)
  }
}
