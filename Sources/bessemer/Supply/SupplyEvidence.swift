import ComputeSupply
import Experiments
import ExportControl
import Foundation
import Quantities
import ReferenceData
import Reports
import Scenarios
import Stochastics
import Tables

/// What a study of supply rests on: uncertain figures with their ranges and grades, rules with their
/// dates.
struct SupplyEvidence {
  let question: SupplyQuestion
  let catalog: Catalog

  /// One uncertain input, as its figure in the catalog has it.
  struct Item {
    let input: String
    let title: String
    /// The median and the 90 % interval at the end of the study, with the unit.
    let range: String
    let evidence: Evidence?
    let note: String?
  }

  /// The best grade first.
  var items: [Item] {
    let plan = question.built.plan
    let figures =
      ((try? catalog.datedFigures(of: .flows)) ?? [])
      + ((try? catalog.datedFigures(of: .demands)) ?? [])
    let last = plan.programme.months[plan.programme.months.count - 1].lastDay
    let found = plan.inputs.map { input -> Item in
      let figure = figures.first { $0.name == input.name }
      let entry = entry(of: input.name)
      let range: String
      if let figure,
        let point = figure.points.last(where: { $0.period.first <= last })
          ?? figure.points.first
      {
        func value(_ rank: Double) -> String { figure.value(of: point, at: rank).short }
        range =
          "\(value(0.5)) (\(value(0.05)) to \(value(0.95))) \(figure.unit), \(point.period.words)"
      } else {
        range = entry.flatMap { Self.factor(of: input.name, $0) } ?? input.ownRange
      }
      let facts =
        input.name.hasPrefix("output.")
        ? entry?.record.list("output").flatMap(\.facts) : entry?.record.facts
      let worst = facts?.compactMap(\.fact.evidence).max { $0.grade < $1.grade }
      return Item(
        input: input.name, title: entry?.title ?? "stated by the scenario", range: range,
        evidence: worst ?? entry?.record.firstEvidence, note: entry?.note)
    }
    let grades = EvidenceGrade.allCases
    return grades.flatMap { grade in found.filter { $0.evidence?.grade == grade } }
      + found.filter { $0.evidence == nil }
  }

  /// The figures of the catalog that keys of `demand` replace.
  private static let demands = [
    "demand.training.run": "frontier-run-china", "demand.training.growth": "training-growth",
    "demand.training.runs-per-year": "frontier-runs-china",
    "demand.training.research-multiple": "research-multiple",
    "demand.training.largest-cluster": "largest-cluster", "demand.tokens.per-day": "tokens-china",
    "demand.tokens.growth": "token-growth-china",
    "demand.tokens.utilization": "serving-utilization", "demand.inference-share": "inference-share",
  ]

  /// How far the output of a product may lie from its counts: the mean range of its quarters. Of other
  /// figures of a product, that they are drawn over the range that the catalog states.
  private static func factor(of input: String, _ entry: CatalogEntry) -> String? {
    if input.hasPrefix("demand.") { return nil }
    guard input.hasPrefix("output.") else {
      return "over its range in `bessemer catalog show \(entry.name)`"
    }
    let ratios = entry.record.list("output").compactMap { row -> (low: Double, high: Double)? in
      let key = row.fact("units") == nil ? "equivalents" : "units"
      guard let value = row.number(key), let range = row.fact(key)?.interval, range.lowerBound > 0,
        value > 0
      else { return nil }
      return (log(range.lowerBound / value), log(range.upperBound / value))
    }
    guard !ratios.isEmpty else { return nil }
    let count = Double(ratios.count)
    let low = exp(ratios.reduce(0) { $0 + $1.low } / count)
    let high = exp(ratios.reduce(0) { $0 + $1.high } / count)
    return "1 (\(low.short) to \(high.short)) times what was counted"
  }

  private func entry(of input: String) -> CatalogEntry? {
    let name = input.split(separator: ".").last.map(String.init) ?? input
    if let demand = Self.demands[input], let entry = try? catalog.entry(demand, kind: .demands),
      !question.scenarios.contains(where: { scenario in
        scenario.demand.figures.keys.contains { $0.rawValue == input }
      })
    {
      return entry
    }
    for (kind, name) in [
      (CatalogKind.flows, input), (.demands, input), (.products, name), (.flows, name),
    ] {
      if let entry = try? catalog.entry(name, kind: kind) { return entry }
    }
    return nil
  }

  /// The inputs with their ranges, sources and grades.
  func table(_ provenance: Provenance) -> Table? {
    let items = items
    guard !items.isEmpty else { return nil }
    var table = Table(
      [
        Column("input", .text), Column("what it is", .text), Column("P50 (P5 to P95)", .text),
        Column("grade", .text), Column("as of", .text), Column("sources", .text),
      ], title: "What is uncertain, the best evidence first", provenance: provenance)
    for item in items {
      table.append([
        .text(item.input), .text(item.title), .text(item.range),
        Cell(item.evidence?.grade.rawValue), Cell(item.evidence?.asOf),
        Cell(item.evidence?.sources.joined(separator: ", ")),
      ])
    }
    return table
  }

  var assumptions: [Report.Assumption] {
    items.map { item in
      Report.Assumption(
        "\(item.title): \(item.range)", sources: item.evidence?.sources ?? [],
        remark: ([item.evidence.map { "grade: \($0.grade.rawValue)" }, item.note]
          .compactMap(\.self)).joined(separator: ". "))
    }
  }

  var sources: [Report.Source] {
    var names: [String] = []
    for name in items.flatMap({ $0.evidence?.sources ?? [] }) where !names.contains(name) {
      names.append(name)
    }
    return names.sorted().compactMap { name in
      (try? catalog.citation(name)).flatMap(\.self).map { citation in
        let parts = [citation.author, citation.title, citation.date]
        return Report.Source(
          name, parts.filter { !$0.isEmpty }.joined(separator: ", "), locator: citation.locator)
      }
    }
  }

  /// The rules that bind within the study, and in which alternatives.
  func rules(_ provenance: Provenance) -> Table {
    var table = Table(
      [
        Column("rule", .text), Column("what it says", .text), Column("announced", .text),
        Column("kept from", .text), Column("until", .text), Column("in", .text),
      ], title: "Rules that bind within the study", provenance: provenance)
    let months = question.built.plan.programme.months
    let span = months[0].firstDay...months[months.count - 1].lastDay
    let names = question.built.plan.alternatives.map(\.name)
    let ids = question.built.books[0].rules.map(\.id)
    for id in ids {
      var found: [(rule: ExportRule, names: [String])] = []
      for (book, name) in zip(question.built.books, names) {
        guard let rule = book.rule(id), rule.isOn, let binding = rule.binding,
          binding <= span.upperBound,
          rule.last.map({ $0 >= span.lowerBound && $0 >= binding }) ?? true
        else { continue }
        let same = found.firstIndex {
          $0.rule.binding == rule.binding && $0.rule.last == rule.last
            && $0.rule.predicate == rule.predicate && $0.rule.parameters == rule.parameters
        }
        if let same { found[same].names.append(name) } else { found.append((rule, [name])) }
      }
      for (rule, own) in found {
        table.append([
          .text(id), .text(rule.title), Cell(rule.announced.map { "\($0)" }),
          Cell(rule.binding.map { "\($0)" }), Cell(rule.last.map { "\($0)" }),
          .text(own.count == names.count ? "all alternatives" : own.joined(separator: "; ")),
        ])
      }
    }
    return table
  }
}

extension SupplyInput {
  /// The median and the 90 % interval of the input itself.
  fileprivate var ownRange: String {
    let ends = [0.5, 0.05, 0.95].map { distribution.quantile($0).short }
    return "\(ends[0]) (\(ends[1]) to \(ends[2]))"
  }
}

extension CalendarPeriod {
  /// As it would be dated: the month where it is one, else first and last.
  fileprivate var words: String {
    first.month == last.month ? "\(first.month)" : "\(first.month) to \(last.month)"
  }
}
