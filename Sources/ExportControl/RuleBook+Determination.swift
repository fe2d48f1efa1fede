extension RuleBook {
  /// What may be done with an item in a deal, with the reasons, rule by rule.
  ///
  /// Rules that bind on the day and look at the deal are tested one by one. Of those that apply and
  /// are not set aside, the strictest decides. Conditions of the deal of which nothing is stated are
  /// taken to be fulfilled and listed; numbers of the item that are unknown leave a range of
  /// outcomes, from ``Ruling/mildest`` to ``Ruling/outcome``.
  public func determination(of item: ControlledItem, in deal: Deal) -> Determination {
    let tests = tested(item, deal)
    let ruling = ruling(from: tests, item, deal)
    let strict = Self.inEffect(tests.judged, compiled, isStrict: true)
    var findings: [Finding] = []
    var assumptions: [Finding.Test] = []
    var references: [String] = []
    for judged in tests.judged {
      let rule = compiled[judged.index].rule
      // What adds terms to an outcome that did not come is no part of the reasons.
      if !rule.accompanies.isEmpty, rule.outcome == nil,
        !rule.accompanies.contains(where: { $0 == ruling.rule })
      {
        continue
      }
      let prongs = prongs(of: rule.predicate, item, deal)
      // Nor is what is about other products.
      if judged.truth == .fails, prongs.allSatisfy({ $0.allSatisfy(\.isName) }) { continue }
      references += rule.predicate.rules.filter { !references.contains($0) }
      let conditions = self.tests(of: rule.conditions, item, deal)
      let verdict: Finding.Verdict
      switch judged.truth {
      case .fails: verdict = .missed
      case .unknown: verdict = rule.isKnowledgeTest ? .notJudged : .unknown
      case .holds:
        if rule.isKnowledgeTest, rule.outcome == nil {
          verdict = .notJudged
        } else if let other = strict.setAside[judged.index] {
          verdict = .setAside(by: compiled[other].rule.id)
        } else {
          verdict = strict.applied.contains(judged.index) ? .applies : .missed
        }
      }
      if verdict == .applies { assumptions += conditions.filter { $0.truth == .unknown } }
      findings.append(
        Finding(
          rule: rule.id, title: rule.title, verdict: verdict, outcome: rule.outcome,
          prongs: prongs, conditions: conditions, isKnowledgeTest: rule.isKnowledgeTest,
          isRelaxing: compiled[judged.index].isEasing))
    }
    return Determination(
      ruling: ruling, findings: findings, references: self.findings(references, item, deal),
      assumptions: assumptions, isUSExport: item.isUnderUSJurisdiction)
  }

  /// What rules find of the item alone that others refer to, wherever they look themselves.
  private func findings(
    _ ids: [String], _ item: ControlledItem, _ deal: Deal
  ) -> [Finding] {
    ids.compactMap { id in
      guard let rule = rule(id), rule.isBinding(on: deal.date) else { return nil }
      let verdict: Finding.Verdict =
        switch truth(of: rule.predicate, item, deal) {
        case .holds: .applies
        case .fails: .missed
        case .unknown: .unknown
        }
      return Finding(
        rule: id, title: rule.title, verdict: verdict, outcome: nil,
        prongs: prongs(of: rule.predicate, item, deal), conditions: [],
        isKnowledgeTest: rule.isKnowledgeTest, isRelaxing: false)
    }
  }

  /// The same without the reasons: what simulations ask thousands of times.
  public func ruling(of item: ControlledItem, in deal: Deal) -> Ruling {
    ruling(from: tested(item, deal), item, deal)
  }

  /// A rule that looks at the deal, and whether it catches the item.
  struct Judged {
    let index: Int
    let truth: Truth
  }

  struct Tested {
    var judged: [Judged] = []
    var hasUnknown = false
  }

  private func tested(_ item: ControlledItem, _ deal: Deal) -> Tested {
    var result = Tested()
    for index in binding(on: deal.date) {
      // Rules are looked at in place: copying one costs more than judging it.
      guard looks(index, at: item, deal) else { continue }
      var truth = truth(of: compiled[index].rule.predicate, item, deal)
      if truth != .fails, compiled[index].hasConditions,
        self.truth(of: compiled[index].rule.conditions, item, deal) == .fails
      {
        truth = .fails
      }
      if truth == .unknown, !compiled[index].rule.isKnowledgeTest { result.hasUnknown = true }
      result.judged.append(Judged(index: index, truth: truth))
    }
    return result
  }

  /// Whether a rule looks at a deal: its subject, places and end use.
  private func looks(_ index: Int, at item: ControlledItem, _ deal: Deal) -> Bool {
    let subject = compiled[index].rule.subject
    switch subject {
    case .chip, .memory, .dram, .weights, .tools, .materials:
      guard subject == item.subject else { return false }
    case .foundry:
      // A chip that is no American export may still have been made against the rule.
      guard item.subject == .foundry || (item.subject == .chip && !item.isUnderUSJurisdiction)
      else { return false }
    case .use, .ownership, .importer: guard item.subject == .chip else { return false }
    case .quota, .cloud, .location: return false
    }
    guard item.isUnderUSJurisdiction || compiled[index].rule.reachesForeignItems else {
      return false
    }
    guard compiled[index].asksNoEndUse || compiled[index].rule.endUses.contains(deal.endUse) else {
      return false
    }
    return compiled[index].destination.contains(deal.destination, on: deal.date)
      && compiled[index].headquarters.contains(deal.headquarters, on: deal.date)
      && compiled[index].origin.contains(deal.origin, on: deal.date)
  }

  /// What a rule's subject means for the question of a licence.
  private static func decidesLicence(_ subject: Subject) -> Bool {
    switch subject {
    case .chip, .memory, .dram, .weights, .tools, .materials, .ownership: true
    case .foundry, .use, .quota, .importer, .cloud, .location: false
    }
  }

  /// Which of the judged rules are in effect, and which are set aside by which.
  private static func inEffect(
    _ judged: [Judged], _ compiled: [CompiledRule], isStrict: Bool
  ) -> (applied: [Int], setAside: [Int: Int]) {
    var applied: [Int] = []
    for entry in judged {
      switch entry.truth {
      case .holds: applied.append(entry.index)
      case .fails: break
      case .unknown:
        if compiled[entry.index].rule.isKnowledgeTest { break }
        // Strictly read, a rule that asks for more holds and one that asks for less does not.
        if isStrict != compiled[entry.index].isEasing { applied.append(entry.index) }
      }
    }
    // A rule that is itself set aside sets nothing aside.
    let relaxing = applied.filter { compiled[$0].relaxesOthers }
    if relaxing.isEmpty { return (applied, [:]) }
    var setAside: [Int: Int] = [:]
    for index in relaxing {
      let id = compiled[index].rule.id
      if let other = relaxing.first(where: { compiled[$0].rule.relaxes.contains(id) }) {
        setAside[index] = other
      }
    }
    for index in relaxing where setAside[index] == nil {
      let relaxes = compiled[index].rule.relaxes
      let others = applied.filter { relaxes.contains(compiled[$0].rule.id) }
      for other in others { setAside[other] = index }
      // Easing what does not apply asks for nothing.
      if others.isEmpty, compiled[index].isEasing { applied.removeAll { $0 == index } }
    }
    return (applied, setAside)
  }

  private func ruling(from tests: Tested, _ item: ControlledItem, _ deal: Deal) -> Ruling {
    let strict = Self.inEffect(tests.judged, compiled, isStrict: true)
    let decision = decided(by: strict)
    let mildest =
      tests.hasUnknown
      ? decided(by: Self.inEffect(tests.judged, compiled, isStrict: false)).outcome
      : decision.outcome
    return Ruling(
      outcome: decision.outcome, mildest: mildest,
      rule: decision.index.map { compiled[$0].rule.id },
      terms: terms(of: decision, strict.applied))
  }

  private func decided(
    by effect: (applied: [Int], setAside: [Int: Int])
  ) -> (outcome: Outcome, index: Int?) {
    var result: (outcome: Outcome, index: Int?) = (.free, nil)
    for index in effect.applied where effect.setAside[index] == nil {
      guard Self.decidesLicence(compiled[index].rule.subject),
        let outcome = compiled[index].rule.outcome
      else { continue }
      if case (.notice(let days), .notice(let longest)) = (outcome, result.outcome), days > longest
      {
        result = (outcome, index)
      } else if outcome.strictness > result.outcome.strictness {
        result = (outcome, index)
      }
    }
    return result
  }

  private func terms(of decision: (outcome: Outcome, index: Int?), _ applied: [Int]) -> Ruling.Terms
  {
    var terms = Ruling.Terms()
    terms.grantRate = decision.outcome.presumedGrantRate
    if case .notice(let days) = decision.outcome { terms.noticeDays = days }
    if let index = decision.index { terms.take(compiled[index].rule.parameters) }
    for index in applied {
      if compiled[index].rule.subject == .importer {
        if let acceptance = compiled[index].rule.parameters[.acceptance] {
          terms.acceptance = min(terms.acceptance ?? 1, acceptance)
        }
      } else if let deciding = decision.index, compiled[index].accompaniesOthers,
        compiled[index].rule.accompanies.contains(compiled[deciding].rule.id)
      {
        terms.take(compiled[index].rule.parameters)
      }
    }
    return terms
  }
}

extension Ruling.Terms {
  fileprivate mutating func take(_ parameters: [RuleParameter: Double]) {
    if parameters.isEmpty { return }
    if let rate = parameters[.grantRate] { grantRate = rate }
    if let days = parameters[.reviewDays] { noticeDays = max(noticeDays, Int(days)) }
    if let duty = parameters[.dutyRate] { dutyRate += duty }
    if let fee = parameters[.feeShare] { feeShare += fee }
    if let share = parameters[.volumeShare] { volumeShare = min(volumeShare ?? share, share) }
    if let enforcement = parameters[.enforcement] { self.enforcement = enforcement }
  }
}
