import Experiments
import OutputAnalysis
import Quantities
import Scenarios
import Tables

/// What a scenario of routing comes to, in tables.
struct RoutingTables {
  let result: RoutingResult
  let provenance: Provenance

  /// Alternatives beside one another, at most; more stand below one another.
  private static let mostColumns = 4

  private var labels: [String] { result.alternatives.map(\.scenario.label) }

  private var isUncertain: Bool { result.alternatives.contains { !$0.inputs.isEmpty } }

  /// Every figure, for people.
  var figures: Table {
    let title =
      "Per request"
      + (isUncertain ? ", P50 (P5 to P95) of each figure by itself: medians need not add" : "")
    guard labels.count <= Self.mostColumns else { return tall(title) }
    var table = Table(
      [Column("figure", .text), Column("unit", .text)] + labels.map { Column($0, .text) },
      title: title, provenance: provenance)
    for metric in result.metrics {
      table.append(
        [.text(metric.title), Cell(metric.unit)]
          + result.alternatives.map { Cell($0.fan(of: metric)?.words(of: metric)) })
    }
    return table
  }

  /// One row per alternative, with the figures that decide.
  private func tall(_ title: String) -> Table {
    let wanted: [RoutingMetric] = [
      .total, .bill, .errors, .saving, .savingOfBill, .share(of: "cheap"),
      .share(of: "self-hosted"), .indifferenceLoss, .priceBlended, .hosting,
    ]
    let metrics = wanted.filter(result.metrics.contains)
    var table = Table(
      [Column("alternative", .text)]
        + metrics.map { Column($0.title, .text, unit: $0.unit) },
      title: title, provenance: provenance)
    for alternative in result.alternatives {
      table.append(
        [.text(alternative.scenario.label)]
          + metrics.map { Cell(alternative.fan(of: $0)?.words(of: $0)) })
    }
    return table
  }

  /// Money over that of the first alternative; nil where there is one alone.
  var ratios: Table? {
    guard labels.count > 1, result.alternatives.allSatisfy({ $0.scenario.coordinates.isEmpty })
    else { return nil }
    let metrics = [RoutingMetric.total, .bill, .priceBlended].filter(result.metrics.contains)
    var table = Table(
      [Column("alternative", .text)] + metrics.map { Column($0.title, .text) },
      title: "Times that of \(labels[0])" + (isUncertain ? ", P50 (P5 to P95)" : ""),
      provenance: provenance)
    for index in labels.indices.dropFirst() {
      table.append(
        [.text(labels[index])]
          + metrics.map { Cell(result.ratio(of: $0, index, over: 0)?.words) })
    }
    return metrics.isEmpty ? nil : table
  }

  /// How far each input alone moves what a request costs, and what is saved.
  var tornados: [Table] {
    result.alternatives.flatMap { alternative in
      [RoutingMetric.total, .saving].compactMap { metric in
        alternative.tornado(of: metric).map { tornado in
          var table = Table(
            [
              Column("input", .text), Column("distribution", .text), Column("P10", .text),
              Column("P90", .text), Column("at P10", .real, unit: metric.unit),
              Column("at P90", .real, unit: metric.unit),
              Column("swing", .real, unit: metric.unit),
            ], title: "What the \(metric.title) depends on: \(alternative.scenario.label)",
            provenance: provenance)
          for bar in tornado.bars {
            guard let input = alternative.inputs.first(where: { $0.path == bar.input }) else {
              continue
            }
            table.append([
              .text(bar.input), .text(input.text), .text(input.shortText(at: Tornado.low)),
              .text(input.shortText(at: Tornado.high)), Cell(bar.low?.rounded(digits: 4)),
              Cell(bar.high?.rounded(digits: 4)), .real(bar.swing.rounded(digits: 4)),
            ])
          }
          return table
        }
      }
    }
  }

  /// Every figure of every alternative, for programs.
  var tidy: Table {
    var table = Table(
      [
        Column("alternative", .text), Column("metric", .text), Column("title", .text),
        Column("unit", .text), Column("p5", .real), Column("p50", .real), Column("p95", .real),
        Column("draws", .integer, description: "that have the figure"),
      ], title: "summary", provenance: provenance)
    for alternative in result.alternatives {
      for metric in result.metrics {
        guard let fan = alternative.fan(of: metric) else { continue }
        table.append([
          .text(alternative.scenario.label), .text(metric.name), .text(metric.title),
          Cell(metric.unit), .real(fan.low), .real(fan.median), .real(fan.high),
          .integer(fan.count),
        ])
      }
    }
    return table
  }

  /// Every draw of every figure, for programs.
  var draws: Table {
    var table = Table(
      [
        Column("alternative", .text), Column("metric", .text), Column("unit", .text),
        Column("draw", .integer), Column("value", .real),
      ], title: "draws", provenance: provenance)
    for one in result.named {
      for (index, value) in one.values.enumerated() {
        table.append([
          .text(one.alternative), .text(one.metric), Cell(one.unit), .integer(index + 1),
          .real(value),
        ])
      }
    }
    return table
  }
}

extension Fan {
  /// Shares as percentages, money and ratios with three digits: `0.0124 (0.011 to 0.013)`.
  func words(of metric: RoutingMetric) -> String {
    func text(_ value: Double) -> String {
      metric.isShare
        ? UnitNotation.format(percentage: value) : UnitNotation.format(value, significantDigits: 3)
    }
    return low == high ? text(median) : "\(text(median)) (\(text(low)) to \(text(high)))"
  }
}

extension RoutingMetric {
  /// Whether people read it as a percentage.
  fileprivate var isShare: Bool { unit == nil && self != .gap && self != .hosting }
}
