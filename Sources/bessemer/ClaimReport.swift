import Documents
import Experiments
import Quantities
import ReferenceData
import Reports
import Scenarios
import Tables

/// What a run says of the claim that its scenario states: verdict, parts, and what would have to be
/// true for it to hold.
struct ClaimReport {
  let verdict: ClaimVerdict
  let catalog: Catalog
  let provenance: Provenance

  /// The verdict in a sentence.
  var sentences: [String] { [verdict.sentence] }

  /// The parts for people, without columns that no part fills.
  var table: Table {
    let columns: [(name: String, cell: (ClaimFinding) -> String?)] = [
      ("part", { $0.test.name }), ("if", { $0.test.premise }),
      ("figure", { Self.figure(of: $0.test) }), ("holds where", { $0.test.condition.text }),
      ("found (90 %)", { $0.found }),
      ("draws that hold", { $0.shareOfDraws.map { UnitNotation.format(percentage: $0) } }),
      ("verdict", { $0.verdict }), ("would need", { $0.need }),
    ]
    let filled = columns.filter { column in
      verdict.findings.contains { column.cell($0) != nil }
    }
    var table = Table(
      filled.map { Column($0.name, .text) }, title: "The claim, part by part",
      provenance: provenance)
    for finding in verdict.findings {
      table.append(filled.map { Cell($0.cell(finding)) })
    }
    return table
  }

  /// The same for programs, with every digit.
  var tidyTable: Table {
    var table = Table(
      [
        Column("part", .text), Column("premise", .text), Column("figure", .text),
        Column("of", .text), Column("over", .text), Column("unit", .text), Column("least", .real),
        Column("most", .real), Column("estimate", .real), Column("low", .real),
        Column("high", .real), Column("share_of_draws", .real), Column("outcome", .text),
        Column("claim_outcome", .text),
      ], title: "claim", provenance: provenance)
    func finite(_ value: Double?) -> Cell { Cell(value.flatMap { $0.isFinite ? $0 : nil }) }
    for finding in verdict.findings {
      table.append([
        .text(finding.test.name), Cell(finding.test.premise), .text(finding.test.figure.name),
        Cell(finding.test.subject?.name), Cell(finding.test.baseline?.name), Cell(finding.unit),
        finite(finding.range.lowerBound), finite(finding.range.upperBound),
        finite(finding.evidence?.estimate), finite(finding.evidence?.interval?.lowerBound),
        finite(finding.evidence?.interval?.upperBound), finite(finding.shareOfDraws),
        .text(finding.outcome.rawValue), .text(verdict.outcome.rawValue),
      ])
    }
    return table
  }

  /// The claim as the first section of a report.
  var section: Report.Section {
    let claim = verdict.claim
    var blocks: [Report.Block] = [
      .paragraph("“\(claim.statement)”: \(verdict.outcome.rawValue).")
    ]
    let names = sources.map { source in
      source.description + (source.locator.map { ", \($0)" } ?? "")
    }
    if !names.isEmpty { blocks.append(.paragraph("Claimed by: \(names.joined(separator: "; ")).")) }
    blocks.append(.table(table))
    return Report.Section("The claim", blocks)
  }

  /// Who claims it, in full.
  var sources: [Report.Source] {
    verdict.claim.sources.compactMap { place in
      (try? catalog.citation(place.name)).flatMap(\.self).map(Report.Source.init)
    }
  }

  /// Several claims with what came of them.
  static func table(of verdicts: [ClaimVerdict]) -> Table {
    var table = Table(
      [Column("claim", .text), Column("verdict", .text), Column("if or where", .text)],
      title: "Claims")
    for verdict in verdicts {
      table.append([
        .text(verdict.claim.statement), .text(verdict.outcome.rawValue),
        verdict.conditions.isEmpty
          ? .missing : .text(verdict.conditions.joined(separator: "; ")),
      ])
    }
    return table
  }

  /// `throughput.output of 910C over H100`.
  private static func figure(of test: ClaimTest) -> String {
    var text = test.figure.name
    if let divisor = test.divisor { text += " over \(divisor.name)" }
    if let subject = test.subject { text += " of \(subject.name)" }
    if let point = test.point { text += " at \(point.text)" }
    if let baseline = test.baseline { text += " over that of \(baseline.name)" }
    if let point = test.baselinePoint { text += " at \(point.text)" }
    if let date = test.date { text += " on \(date)" }
    return text
  }

  /// The report with the claim before everything else.
  func leading(_ report: Report) -> Report {
    var report = report
    report.answer = sentences + report.answer
    report.sections.insert(section, at: 0)
    let known = Set(report.sources.map(\.name))
    report.sources += sources.filter { !known.contains($0.name) }
    return report
  }

  /// Reports citations that the catalog does not have.
  static func check(_ claim: Claim, against catalog: Catalog) throws(Diagnostics) {
    let problems = DiagnosticCollector()
    let names = catalog.names(of: .citations)
    for place in claim.sources where !names.contains(place.name) {
      problems.add(
        place.diagnostic(
          "no citation is named \"\(place.name)\"", expected: "a citation of the catalog",
          suggestion: NearestName.suggestion(for: place.name, among: names).map { .name($0) }
            ?? .advice("add it in a file named under `catalog`")))
    }
    try problems.throwIfAny()
  }
}

extension Report.Source {
  /// A citation of the catalog in full.
  init(_ citation: Citation) {
    let parts = [citation.author, citation.title, citation.date]
    self.init(
      citation.name, parts.filter { !$0.isEmpty }.joined(separator: ", "),
      locator: citation.locator)
  }
}
