import ComputeSupply
import Foundation
import Quantities
import Stochastics

// Every uncertain figure as a rank that moves what follows from it. Changes are factors over the
// central course, so that figures which meet in one number (wafers and their share) each do their
// part, whichever is applied first.

extension SupplyResolution {
  func inputs(
    of programme: SupplyProgramme
  ) throws -> (inputs: [SupplyInput], correlations: [RankCorrelation]) {
    var inputs: [SupplyInput] = []
    for entry in products {
      if let input = try output(of: entry, in: programme) { inputs.append(input) }
    }
    for flow in Flow.allCases {
      let figure = try figure(flow)
      guard figure.isUncertain, let apply = try change(flow, figure, programme) else { continue }
      inputs.append(
        try SupplyInput(figure.name, .uniform(from: 0, to: 1), allowed: 0...1) { rank, programme in
          apply(rank, &programme)
        })
    }
    for index in programme.lines.indices {
      if let input = try packaging(index, programme) { inputs.append(input) }
      if let input = try bank(index, programme) { inputs.append(input) }
    }
    return (inputs, try correlations(of: inputs))
  }

  /// Ends of ranks at which laws without bounds are cut: drawn once in a million.
  private static func inside(_ rank: Double) -> Double { min(max(rank, 1e-6), 1 - 1e-6) }

  private static func multiply(_ series: inout MonthlySeries, by factors: [Double], most: Double) {
    for month in series.values.indices {
      series[month] = min(most, series[month] * factors[month])
    }
  }

  /// Output of one product, as far as it is counted: its ranges at their geometric mean.
  private func output(
    of entry: CatalogEntry, in programme: SupplyProgramme
  ) throws -> SupplyInput? {
    let rows = entry.record.list("output").filter { $0.fact("share") == nil }
    let ratios = rows.compactMap { row -> (Double, Double)? in
      guard let fact = row.fact("units") ?? row.fact("equivalents"),
        let value = fact.value.magnitude, let interval = fact.interval, interval.lowerBound > 0
      else { return nil }
      return (log(interval.lowerBound / value), log(interval.upperBound / value))
    }
    guard !ratios.isEmpty else { return nil }
    let number = Double(ratios.count)
    let low = exp(ratios.map(\.0).reduce(0, +) / number)
    let high = exp(ratios.map(\.1).reduce(0, +) / number)
    let figure = DatedFigure(
      name: "output.\(entry.name)", title: "Output of \(entry.title)", unit: "ratio",
      law: .lognormal, course: .steps, points: [])
    let point = DatedFigure.Point(
      period: CalendarPeriod(months.first.firstDay, through: months.first.lastDay), value: 1,
      interval: low...high)
    let counted = rows.compactMap { row in
      row.fact("period").flatMap { try? CalendarPeriod($0.text) }
    }
    let isCounted = (0..<months.count).map { month in
      counted.contains { $0.contains(months[month].firstDay) }
    }
    let index = try programme.index(ofProduct: entry.name)
    return try SupplyInput(figure.name, .uniform(from: 0, to: 1), allowed: 0...1) {
      rank, programme in
      let factor = figure.value(of: point, at: Self.inside(rank))
      for month in isCounted.indices where isCounted[month] {
        programme.products[index].output[month] *= factor
      }
    }
  }

  private typealias Change = @Sendable (Double, inout SupplyProgramme) -> Void

  /// What a rank of a figure changes in a programme.
  private func change(
    _ flow: Flow, _ figure: DatedFigure, _ central: SupplyProgramme
  ) throws -> Change? {
    let months = months
    let course = DatedFigure.Months(of: figure, from: months.first, count: months.count)
    let middle = course.values()
    let factors: @Sendable (Double) -> [Double] = { rank in
      let drawn = course.values(rank: Self.inside(rank))
      return zip(drawn, middle).map { $1 == 0 ? 1 : $0 / $1 }
    }
    let single: @Sendable (Double) -> Double = { rank in
      figure.points.first.map { figure.value(of: $0, at: Self.inside(rank)) } ?? 0
    }
    switch flow {
    case .worldAdditions:
      // Shares of the forecast, in months that nobody has counted.
      let forecast = try products.map { try forecastMonths(of: $0) }
      return { rank, programme in
        let factors = factors(rank)
        for index in forecast.indices {
          for month in forecast[index] { programme.products[index].output[month] *= factors[month] }
        }
      }
    case .demandShare:
      return { rank, programme in
        Self.multiply(&programme.buyers.demandShare, by: factors(rank), most: 1)
      }
    case .redesignLag: return { rank, programme in programme.redesignMonths = single(rank) }
    case .orderPullForward:
      return { rank, programme in programme.buyers.pullForward = single(rank) }
    case .h200Acceptance:
      let begin = figure.points.first.map { months.index(of: $0.period.first.month) } ?? 0
      return { rank, programme in
        let drawn = course.values(rank: Self.inside(rank))
        for month in max(0, begin)..<max(max(0, begin), months.count) {
          programme.buyers.acceptance["h200-sxm"]?[month] = drawn[month]
        }
      }
    case .smuggled:
      return { rank, programme in
        Self.multiply(&programme.leaks[0].amount, by: factors(rank), most: .infinity)
      }
    case .smuggledShare:
      return { rank, programme in
        Self.multiply(&programme.leaks[0].shareOfWorld, by: factors(rank), most: 1)
      }
    case .smugglingPremium:
      return { rank, programme in
        Self.multiply(&programme.leaks[0].premium, by: factors(rank), most: .infinity)
      }
    case .offshore:
      return { rank, programme in
        let factors = factors(rank)
        for leak in 1...2 {
          Self.multiply(&programme.leaks[leak].amount, by: factors, most: .infinity)
        }
      }
    case .offshoreOwnedShare:
      return { rank, programme in
        let factors = factors(rank)
        for month in 0..<months.count {
          let all = programme.leaks[1].amount[month] + programme.leaks[2].amount[month]
          let owned = min(1, middle[month] * factors[month])
          programme.leaks[1].amount[month] = all * owned
          programme.leaks[2].amount[month] = all * (1 - owned)
        }
      }
    case .smicWafers, .smicShare:
      return { rank, programme in
        let factors = factors(rank)
        for line in programme.lines.indices {
          Self.multiply(&programme.lines[line].waferStarts, by: factors, most: .infinity)
        }
      }
    case .defectDensity:
      return { rank, programme in
        let factors = factors(rank)
        for line in programme.lines.indices {
          Self.multiply(&programme.lines[line].defectDensity, by: factors, most: .infinity)
        }
      }
    case .memoryImports:
      return { rank, programme in
        Self.multiply(&programme.memory.imports, by: factors(rank), most: .infinity)
      }
    case .memoryPullForward:
      let base = figure.points.first?.value ?? 1
      return { rank, programme in programme.memory.pullForward *= single(rank) / base }
    case .memoryShare:
      return { rank, programme in
        let factors = factors(rank)
        programme.memory.pullForward *= factors[0]
        Self.multiply(&programme.memory.imports, by: factors, most: .infinity)
        Self.multiply(&programme.memory.covertImports, by: factors, most: .infinity)
        Self.multiply(&programme.memory.waferStarts, by: factors, most: .infinity)
      }
    case .memoryCovert:
      return { rank, programme in
        Self.multiply(&programme.memory.covertImports, by: factors(rank), most: .infinity)
      }
    case .memoryWafers:
      return { rank, programme in
        Self.multiply(&programme.memory.waferStarts, by: factors(rank), most: .infinity)
      }
    case .stackYield:
      return { rank, programme in
        Self.multiply(&programme.memory.stackYield, by: factors(rank), most: 1)
      }
    case .offshoreRent, .stacksPerWafer: return nil
    }
  }

  /// Months in which a product's output is a share of the world's forecast.
  private func forecastMonths(of entry: CatalogEntry) throws(CatalogError) -> [Int] {
    let periods = entry.record.list("output").filter { $0.fact("share") != nil }
      .compactMap { $0.fact("period").flatMap { try? CalendarPeriod($0.text) } }
    return (0..<months.count).filter { month in
      periods.contains { $0.contains(months[month].firstDay) }
    }
  }

  private func packaging(_ index: Int, _ programme: SupplyProgramme) throws -> SupplyInput? {
    let line = programme.lines[index]
    guard let figure = range("packaging-yield", of: line.product, law: .share) else { return nil }
    return try SupplyInput(
      "packaging-yield.\(line.product)", .uniform(from: 0, to: 1), allowed: 0...1
    ) { rank, programme in
      let value = figure.figure.value(of: figure.point, at: Self.inside(rank))
      programme.lines[index].packagingYield = MonthlySeries(
        constant: value, months: programme.months.count)
    }
  }

  private func bank(_ index: Int, _ programme: SupplyProgramme) throws -> SupplyInput? {
    let line = programme.lines[index]
    guard let figure = range("die-bank", of: line.product, law: .lognormal) else { return nil }
    return try SupplyInput(
      "die-bank.\(line.product)", .uniform(from: 0, to: 1), allowed: 0...1
    ) { rank, programme in
      programme.lines[index].dieBank = figure.figure.value(
        of: figure.point, at: Self.inside(rank))
    }
  }

  /// A figure of a line with its range; nil where it has none.
  private func range(
    _ key: String, of product: String, law: DatedFigure.Law
  ) -> (figure: DatedFigure, point: DatedFigure.Point)? {
    guard let entry = products.first(where: { $0.name == product }),
      let fact = entry.record.group("line")?.fact(key), let value = fact.value.magnitude,
      let interval = fact.interval
    else { return nil }
    let period = CalendarPeriod(months.first.firstDay, through: months.first.lastDay)
    return (
      DatedFigure(
        name: "\(key).\(product)", title: fact.meaning, unit: "", law: law, course: .steps,
        points: []),
      DatedFigure.Point(period: period, value: value, interval: interval)
    )
  }

  /// Outputs of one vendor move together, and figures that say so with others.
  private func correlations(of inputs: [SupplyInput]) throws -> [RankCorrelation] {
    let names = Set(inputs.map(\.name))
    var found: [RankCorrelation] = []
    let outputs = try products.compactMap { entry -> (name: String, vendor: String)? in
      guard names.contains("output.\(entry.name)"), let chip = entry.record.text("chip"),
        let vendor = try catalog.entry(chip, kind: .accelerators).record.text("vendor")
      else { return nil }
      return ("output.\(entry.name)", vendor)
    }
    for (index, first) in outputs.enumerated() {
      for second in outputs[(index + 1)...] where second.vendor == first.vendor {
        found.append(try RankCorrelation(first.name, second.name, Self.ofOneVendor))
      }
    }
    for figure in flows where names.contains(figure.name) {
      for other in figure.correlations.keys.sorted() where names.contains(other) {
        found.append(try RankCorrelation(figure.name, other, figure.correlations[other]!))
      }
    }
    return found
  }

  /// Rank correlation of what one vendor makes of its products: Epoch AI's totals have ranges that
  /// independent products would not give (Epoch AI, AI chip counts, 2026-03).
  private static let ofOneVendor = 0.5
}
