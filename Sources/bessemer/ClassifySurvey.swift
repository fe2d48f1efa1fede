import ExportControl
import Quantities
import ReferenceData
import Tables

/// Chips before rules: tables of what is found.
struct ClassifySurvey {
  let items: [ControlledItem]
  let question: ClassifyQuestion
  let book: RuleBook
  let catalog: Catalog

  private func determination(of item: ControlledItem, on date: CalendarDate) -> Determination {
    book.determination(of: item, in: question.deal(of: item, on: date))
  }

  /// Columns that tell what decides.
  private static let decision = [
    Column("outcome", .text), Column("rule", .text),
    Column(
      "margin", .real, unit: "%", description: "Value over threshold, less one",
      significantDigits: 3),
    Column("reason", .text),
  ]

  static func decision(of determination: Determination) -> [Cell] {
    [
      .text(determination.isUSExport ? determination.ruling.title : "not a US export"),
      Cell(determination.ruling.rule),
      Cell(determination.decisive?.test.percentage), .text(determination.reason),
    ]
  }

  /// One row per chip and date.
  func rulings() -> Table {
    var table = Table([Column("chip", .text), Column("date", .text)] + Self.decision)
    for item in items {
      for date in question.dates {
        table.append(
          [.text(item.name), .text("\(date)")]
            + Self.decision(of: determination(of: item, on: date)))
      }
    }
    return table
  }

  /// One row per chip and time in which its answer stays the same, from the first rule on.
  func spells() -> Table {
    var table = Table(
      [Column("chip", .text), Column("from", .text), Column("until", .text)] + Self.decision)
    let dates = book.changeDates.filter { $0 >= (book.ruleDates.first ?? $0) }
    for item in items {
      var open: (from: CalendarDate, found: Determination)?
      func close(_ until: CalendarDate?) {
        guard let open else { return }
        table.append(
          [.text(item.name), .text("\(open.from)"), Cell(until.map { "\($0)" })]
            + Self.decision(of: open.found))
      }
      for date in dates {
        let found = determination(of: item, on: date)
        if let open, open.found.ruling.title == found.ruling.title,
          open.found.ruling.rule == found.ruling.rule
        {
          continue
        }
        close(date - 1)
        open = (date, found)
      }
      close(nil)
    }
    return table
  }

  /// Rules that catch or miss a chip by little.
  func nearMisses(within share: Double) -> Table {
    var table = Table([
      Column("chip", .text), Column("date", .text), Column("rule", .text),
      Column("title", .text), Column("caught", .boolean), Column("measure", .text),
      Column("value", .text), Column("threshold", .text),
      Column("margin", .real, unit: "%", significantDigits: 3),
    ])
    for item in items {
      for date in question.dates {
        for miss in determination(of: item, on: date).nearMisses(within: share) {
          guard case .comparison(let comparison, let value?) = miss.test.subject else { continue }
          table.append([
            .text(item.name), .text("\(date)"), .text(miss.rule), .text(miss.title),
            .boolean(miss.isCaught), .text(comparison.measure.title),
            .text(comparison.measure.format(value)),
            .text(comparison.measure.format(comparison.threshold)),
            .real(miss.test.percentage ?? 0),
          ])
        }
      }
    }
    return table
  }

  func noNearMiss(within share: Double) -> String {
    let percent = UnitNotation.format(percentage: share, significantDigits: nil)
    return "no rule catches or misses "
      + (items.count == 1 ? items[0].name : "any of \(items.count) chips") + " within \(percent)"
  }

  /// Every test of every rule, for programs.
  func findings() -> Table {
    var table = Table([
      Column("chip", .text), Column("date", .text), Column("outcome", .text),
      Column("decided-by", .text), Column("rule", .text), Column("verdict", .text),
      Column("alternative", .integer), Column("test", .text), Column("relation", .text),
      Column("value", .real), Column("threshold", .real), Column("unit", .text),
      Column("margin", .real, unit: "%"), Column("holds", .boolean), Column("reason", .text),
    ])
    for item in items {
      for date in question.dates {
        let found = determination(of: item, on: date)
        let head: [Cell] = [
          .text(item.name), .text("\(date)"),
          .text(found.isUSExport ? found.ruling.title : "not a US export"),
          Cell(found.ruling.rule),
        ]
        if found.findings.isEmpty {
          table.append(
            head + Array(repeating: .missing, count: 10) + [.text(found.reason)])
        }
        for finding in found.findings {
          let rows = finding.prongs.enumerated().flatMap { index, prong in
            prong.map { (index + 1, $0) }
          }
          let tests: [(Int?, Finding.Test)] =
            rows.map { ($0.0, $0.1) } + finding.conditions.map { (nil, $0) }
          for (alternative, test) in tests {
            table.append(
              head + [.text(finding.rule), .text(finding.verdict.word), Cell(alternative)]
                + Self.cells(of: test) + [.text(found.reason)])
          }
        }
      }
    }
    return table
  }

  private static func cells(of test: Finding.Test) -> [Cell] {
    let holds: Cell = test.truth == .unknown ? .missing : .boolean(test.truth == .holds)
    guard case .comparison(let comparison, let value) = test.subject else {
      return [.text(test.text), .missing, .missing, .missing, .missing, .missing, holds]
    }
    let measure = comparison.measure
    return [
      .text(measure.rawValue), .text(comparison.relation.rawValue),
      Cell(value.map { ($0 / measure.scale).rounded(digits: 12) }),
      .real((comparison.threshold / measure.scale).rounded(digits: 12)),
      .text(measure.unit), Cell(test.percentage), holds,
    ]
  }
}

extension Finding.Test {
  /// The margin in percent, to six digits: thresholds and datasheets have fewer.
  var percentage: Double? { margin.map { ($0 * 100).rounded(digits: 6) } }
}

extension Finding.Verdict {
  var word: String {
    switch self {
    case .applies: "applies"
    case .missed: "missed"
    case .unknown: "unknown"
    case .setAside(let rule): "set aside by \(rule)"
    case .notJudged: "not judged"
    }
  }
}
