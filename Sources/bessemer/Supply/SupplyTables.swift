import ComputeSupply
import Experiments
import ExportControl
import OutputAnalysis
import Quantities
import Tables

/// What a study of supply says, in tables.
struct SupplyTables {
  let result: SupplyResult
  let plan: SupplyPlan
  let unit: H100Equivalent
  let provenance: Provenance

  private func table(_ columns: [Column], _ title: String) -> Table {
    Table(columns, title: title, provenance: provenance)
  }

  /// Every figure of every alternative at every date, for programs.
  var series: Table {
    var table = table(
      [
        Column("alternative", .text), Column("date", .text), Column("metric", .text),
        Column("title", .text), Column("unit", .text),
        Column("p5", .real, significantDigits: 4), Column("p50", .real, significantDigits: 4),
        Column("p95", .real, significantDigits: 4), Column("mean", .real, significantDigits: 4),
        Column(
          "monte-carlo-error", .real, description: "half the 95 % interval of the median",
          significantDigits: 2),
        Column("draws", .integer, description: "that have the figure"),
      ], "Figures over time")
    for alternative in result.alternatives {
      for series in alternative.series {
        for (index, date) in result.dates.enumerated() {
          guard let fan = series.fan(at: index) else { continue }
          table.append([
            .text(alternative.name), .text("\(date)"), .text(series.metric.name),
            .text(series.metric.title), Cell(series.metric.unit), Self.cell(fan.low),
            Self.cell(fan.median), Self.cell(fan.high), Self.cell(series.mean(at: index)),
            Self.cell(fan.monteCarloError), .integer(fan.count),
          ])
        }
      }
    }
    return table
  }

  /// As files keep it: draws are kept to the seven digits of single precision.
  private static func cell(_ value: Double?) -> Cell { Cell(value?.rounded(digits: 7)) }

  /// Dates at the end of years, and the last one.
  var years: [Int] {
    result.dates.indices.filter {
      result.dates[$0].month.month == 12 || $0 == result.dates.count - 1
    }
  }

  /// Stocks and additions at the end of each year.
  var stocks: Table {
    var table = table(
      [
        Column("alternative", .text), Column("at the end of", .text),
        Column("China's stock", .text, unit: unit.title),
        Column("added in a year", .text, unit: unit.title),
        Column("domestic packages in a year", .text),
        Column("US stock", .text, unit: unit.title), Column("US over China", .text),
        Column("China's share of the world", .text, unit: "%"),
      ], "Stocks, P50 (P5 to P95)")
    for alternative in result.alternatives {
      for index in years {
        func cell(_ metric: String) -> Cell { Cell(alternative[metric]?.fan(at: index)?.words) }
        table.append([
          .text(alternative.name), .text("\(result.dates[index].month)"),
          cell("target.stock.\(unit.rawValue)"), cell("target.added"), cell("domestic.packages"),
          cell("exporter.stock.\(unit.rawValue)"), cell("multiple.stock"), cell("share.all"),
        ])
      }
    }
    return table
  }

  /// China's stock by channel in the last month.
  var channels: Table {
    let channels = SupplyChannel.ofTarget
    var table = table(
      [Column("alternative", .text)]
        + channels.map { Column($0.title, .text, unit: unit.title) }
        + [Column("all channels", .text, unit: unit.title)],
      "China's stock by channel at the end of \(lastMonth), P50 (P5 to P95)")
    for alternative in result.alternatives {
      func cell(_ metric: String) -> Cell {
        Cell(alternative[metric]?.fan(at: result.dates.count - 1)?.words)
      }
      table.append(
        [.text(alternative.name)] + channels.map { cell("target.stock.\($0.name)") }
          + [cell("target.stock.\(unit.rawValue)")])
    }
    return table
  }

  /// The same stock by every definition of H100-equivalents.
  var definitions: Table {
    var table = table(
      [
        Column("definition", .text), Column("China's stock", .text), Column("US stock", .text),
        Column("ratio of the medians", .real, significantDigits: 3),
        Column("what it counts", .text),
      ],
      "The stocks of \(result.reference.name) at the end of \(lastMonth) by every definition")
    let last = result.dates.count - 1
    for definition in H100Equivalent.allCases {
      let target = result.reference["target.stock.\(definition.rawValue)"]?.fan(at: last)
      let exporter = result.reference["exporter.stock.\(definition.rawValue)"]?.fan(at: last)
      let multiple = target.flatMap { target in
        exporter.map { $0.median / target.median }
      }
      table.append([
        .text(definition.title), Cell(target?.words), Cell(exporter?.words),
        multiple.map { $0.isFinite ? .real($0.rounded(digits: 3)) : .missing } ?? .missing,
        .text(definition.definition),
      ])
    }
    return table
  }

  /// What each alternative changes against the reference.
  var changes: Table? {
    guard result.alternatives.count > 1 else { return nil }
    let last = result.dates.count - 1
    let metric = "target.stock.\(unit.rawValue)"
    var table = table(
      [
        Column("alternative", .text), Column("China's stock", .text, unit: "x"),
        Column("US over China", .text, unit: "x"),
        Column("behind the freest", .text, unit: "months"),
      ],
      "Against \(result.reference.name) at the end of \(lastMonth), draw by draw, P50 (P5 to P95)")
    let freest = freest
    for alternative in result.alternatives {
      table.append([
        .text(alternative.name),
        Cell(result.ratio(of: metric, in: alternative, at: last)?.words),
        Cell(result.ratio(of: "multiple.stock", in: alternative, at: last)?.words),
        alternative.name == freest.name
          ? .text("the freest")
          : Cell(delay(of: alternative, behind: freest)?.words),
      ])
    }
    return table
  }

  /// The alternative with the largest stock in the median.
  var freest: SupplyResult.Alternative {
    let metric = "target.stock.\(unit.rawValue)"
    let last = result.dates.count - 1
    func stock(_ alternative: SupplyResult.Alternative) -> Double {
      alternative[metric]?.fan(at: last)?.median ?? 0
    }
    return result.alternatives.max { stock($0) < stock($1) } ?? result.reference
  }

  func delay(
    of alternative: SupplyResult.Alternative, behind other: SupplyResult.Alternative
  ) -> Fan? {
    Fan(
      of: result.delay(
        of: "target.stock.\(unit.rawValue)", in: alternative, behind: other,
        at: result.dates.count - 1
      ).compactMap(\.self))
  }

  /// What bound the domestic lines and imports, by year.
  var constraints: Table {
    var table = table(
      [
        Column("alternative", .text), Column("at the end of", .text),
        Column("domestic lines are bound by", .text), Column("imports are bound by", .text),
      ], "What binds, in shares of draws")
    for (place, alternative) in result.alternatives.enumerated() {
      let importer = ImporterRefusal(of: plan.alternatives[place], in: plan)
      for index in years {
        let isTwofold = importer.holdsBack(whatRulesDenyIn: result.dates[index].month)
        let importTitles = ImportConstraint.allCases.map { constraint in
          constraint == .rules && isTwofold ? "rules and importer's policy" : constraint.title
        }
        table.append([
          .text(alternative.name), .text("\(result.dates[index].month)"),
          .text(
            Self.words(
              alternative.domesticConstraints[index], DomesticConstraint.allCases.map(\.title))),
          .text(Self.words(alternative.importConstraints[index], importTitles)),
        ])
      }
    }
    return table
  }

  /// What happened to lots with every input at its median.
  var events: Table {
    var table = table(
      [
        Column("alternative", .text), Column("date", .text), Column("product", .text),
        Column("what", .text), Column("units", .real, significantDigits: 4),
      ], "Lots refused, delayed and diverted, with every input at its median")
    for alternative in result.alternatives {
      for event in alternative.events {
        if case .delayed(let days) = event.kind, days < 0.5 { continue }
        let month = result.start + Int(event.at.rounded(.down))
        let day = Int((event.at - event.at.rounded(.down)) * Double(month.length))
        table.append([
          .text(alternative.name), .text("\(month.firstDay + min(day, month.length - 1))"),
          .text(result.products[event.product]), .text(event.kind.words),
          .real(event.units.rounded(digits: 4)),
        ])
      }
    }
    return table
  }

  /// What each uncertain input alone does to the stock of the reference.
  var tornado: Table? {
    guard let tornado = result.tornados.first, let metric = result.tornadoMetric else { return nil }
    var table = table(
      [
        Column("input", .text), Column("at its 10th percentile", .text, unit: metric.unit),
        Column("at its 90th percentile", .text, unit: metric.unit),
        Column("swing", .text, unit: metric.unit),
      ], "What \(metric.title) of \(result.reference.name) at the end of \(lastMonth) depends on")
    for bar in tornado.bars {
      table.append([
        .text(bar.input), Cell(bar.low?.short), Cell(bar.high?.short), .text(bar.swing.short),
      ])
    }
    return table
  }

  private static func words(_ shares: [Double], _ titles: [String]) -> String {
    zip(titles, shares).filter { $0.1 >= 0.005 }.sorted { $0.1 > $1.1 }.map {
      "\($0.0) \(UnitNotation.format(percentage: $0.1))"
    }.joined(separator: ", ")
  }

  private var lastMonth: CalendarMonth { result.dates[result.dates.count - 1].month }
}

extension Fan {
  /// As in `1.2 M (0.8 M to 2.1 M)`.
  var words: String {
    func text(_ value: Double) -> String { value.short }
    return low == high ? text(median) : "\(text(median)) (\(text(low)) to \(text(high)))"
  }
}

extension SupplyEvent.Kind {
  fileprivate var words: String {
    switch self {
    case .refused(let constraint): "refused: \(constraint.title)"
    case .delayed(let days):
      "delayed by \(UnitNotation.format(days, significantDigits: 2)) days"
    case .diverted(let channel): "diverted: \(channel.title)"
    case .redesigned: "redesigned and sold from now on"
    case .givenBack(let channel): "given back: \(channel.title)"
    }
  }
}
