import ExportControl
import Quantities
import ReferenceData
import Tables

/// What a person reads of one chip, one deal, one date: the outcome, the rules, what is open.
struct ClassifyReport {
  let item: ControlledItem
  let deal: Deal
  let survey: ClassifySurvey
  let title: String
  let found: Determination

  init(item: ControlledItem, deal: Deal, survey: ClassifySurvey) throws {
    self.item = item
    self.deal = deal
    self.survey = survey
    let catalog = survey.catalog
    title =
      catalog.names(of: .accelerators).contains(item.name)
      ? try catalog.entry(item.name, kind: .accelerators).title : item.name
    found = survey.book.determination(of: item, in: deal)
  }

  func text(width: Int?) throws -> String {
    var parts = [try headline()]
    let chain = chainTable()
    if !chain.rows.isEmpty {
      parts.append("\n" + chain.terminal(width: width, overflow: .wrap).trimmingTrailingBreak)
    }
    let notes = try notes()
    if !notes.isEmpty { parts.append("\n" + notes.joined(separator: "\n")) }
    return parts.joined(separator: "\n").trimmingTrailingBreak
  }

  /// The outcome in a sentence, and what decides it.
  private func headline() throws -> String {
    let catalog = survey.catalog
    var place = "to \(try catalog.title(of: deal.destination))"
    if deal.headquarters != deal.destination {
      place += ", parent in \(try catalog.title(of: deal.headquarters))"
    }
    if deal.origin != .unitedStates {
      place += ", from \(try catalog.title(of: deal.origin))"
    }
    let outcome = found.isUSExport ? found.ruling.title : "not a US export"
    return "\(title) \(place), on \(deal.date): \(outcome)\n\(found.reason)"
  }

  /// All tests, rule by rule.
  private func chainTable() -> Table {
    var table = Table([
      Column("rule", .text), Column("verdict", .text), Column("test", .text),
      Column("threshold", .text), Column("margin", .text), Column("holds", .text),
    ])
    let looked = Set(found.findings.map(\.rule))
    let references = found.references.filter { !looked.contains($0.rule) }
    for finding in found.findings.filter(isShown) + references {
      var isFirst = true
      func add(_ test: Finding.Test, _ prefix: String) {
        let holds = test.truth == .unknown ? "?" : test.truth == .holds ? "yes" : "no"
        let name = isFirst ? finding.rule : ""
        let verdict =
          isFirst ? (looked.contains(finding.rule) ? "" : "item: ") + finding.verdict.word : ""
        isFirst = false
        var cells: [Cell] = [.text(name), .text(verdict)]
        if case .comparison(let comparison, let value) = test.subject {
          let measure = comparison.measure
          let number = value.map { measure.format($0) } ?? "unknown"
          cells += [
            .text("\(prefix)\(measure.title) \(number)"),
            .text("\(comparison.relation.sign) \(measure.number(comparison.threshold))"),
            Cell(test.marginText),
          ]
        } else {
          cells += [.text(prefix + test.text), .missing, .missing]
        }
        table.append(cells + [.text(holds)])
      }
      for (index, prong) in finding.prongs.enumerated() {
        for (place, test) in prong.enumerated() {
          add(test, place > 0 ? "and " : index > 0 ? "or " : "")
        }
      }
      for test in finding.conditions { add(test, "if ") }
      if isFirst {
        table.append([
          .text(finding.rule), .text(finding.verdict.word), .text("any chip"), .missing, .missing,
          "yes",
        ])
      }
    }
    return table
  }

  /// Whether a rule belongs to the chain: not one that would set aside what does not apply.
  private func isShown(_ finding: Finding) -> Bool {
    if finding.verdict == .notJudged { return false }
    guard finding.isRelaxing, finding.verdict == .missed else { return true }
    let relaxed = survey.book.rule(finding.rule)?.relaxes ?? []
    return found.findings.contains { relaxed.contains($0.rule) && $0.verdict == .applies }
  }

  /// What would change the answer, what was taken for granted, and what was not judged.
  private func notes() throws -> [String] {
    var notes: [String] = []
    if found.isUSExport, found.outcome != .free { notes += changes() }
    if !found.assumptions.isEmpty {
      notes.append("taken for granted: " + found.assumptions.map(\.text).joined(separator: "; "))
    }
    if !found.unknowns.isEmpty {
      notes.append("unknown: " + found.unknowns.joined(separator: ", "))
    }
    if item.subject == .chip, item.isUnderUSJurisdiction, item[.dataCentre] == nil {
      notes.append(
        "taken as unknown: whether it is designed or marketed for data centres; say --data-centre "
          + "yes or no")
    }
    if let acceptance = found.terms.acceptance {
      let share = UnitNotation.format(percentage: acceptance, significantDigits: 2)
      notes.append(
        "buyers: their own government's policy lets about \(share) through (an estimate)")
    }
    for finding in found.findings where finding.verdict == .notJudged {
      notes.append("not judged: \(finding.title) (\(finding.rule))")
    }
    if found.isUSExport {
      notes.append(
        "not judged: end use and end user beyond what is stated, ownership by listed parties, "
          + "diversion, what the exporter knows")
    } else {
      notes.append("rules on chips of the United States do not look at it")
    }
    notes += survey.question.knowledge.remarks(on: [deal.date])
    if !survey.question.datesAreStated {
      notes.append("the rules as last known, on \(deal.date); name a day with --on")
    }
    return notes
  }

  /// The smallest cuts that make the chip free, and the best variant that may go.
  private func changes() -> [String] {
    var notes: [String] = []
    let cuts = survey.book.leastCuts(of: item, for: deal).map { cut in
      let share = (item[cut.measure] ?? 0) > 0 ? cut.value / (item[cut.measure] ?? 1) - 1 : 0
      let percent = UnitNotation.format(percentage: abs(share), significantDigits: 2)
      return "\(cut.measure.title) below \(cut.measure.format(cut.value)) (\(percent) less)"
    }
    if !cuts.isEmpty { notes.append("free with " + cuts.joined(separator: ", or ")) }
    if let variant = survey.book.redesign(of: item, for: deal, noStricterThan: .free) {
      var kept: [String] = []
      func keep(_ share: Double, _ measure: Measure) {
        guard share < 1, let value = variant.item[measure] else { return }
        kept.append("\(measure.title) \(measure.format(value))")
      }
      keep(variant.compute, .tpp)
      keep(variant.memoryBandwidth, .memoryBandwidth)
      keep(variant.aggregateIO, .aggregateIO)
      if !kept.isEmpty {
        notes.append("best variant 2 % under the lines: " + kept.joined(separator: ", "))
      }
    }
    return notes
  }
}

extension String {
  /// Without a line break at its end.
  fileprivate var trimmingTrailingBreak: String { hasSuffix("\n") ? String(dropLast()) : self }
}
