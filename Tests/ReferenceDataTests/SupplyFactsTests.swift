import ComputeSupply
import Documents
import ExportControl
import Quantities
import ReferenceData
import Stochastics
import Testing

@Suite("What the catalog knows of supply")
struct SupplyFactsTests {
  private static let facts = Result {
    try installed.supplyFacts(
      over: SupplyMonths(month("2022-01"), through: month("2028-12")))
  }

  private static func month(_ text: String) throws -> CalendarMonth { try CalendarDate(text).month }

  private func output(
    _ programme: SupplyProgramme, _ names: [String], year: Int
  ) throws -> Double {
    try names.reduce(0) { sum, name in
      let product = programme.products[try programme.index(ofProduct: name)]
      return sum
        + (0..<programme.months.count).filter { programme.months[$0].year == year }
        .reduce(0) { $0 + product.output[$1] }
    }
  }

  @Test("The year's output of a family is that of its quarters, H200 taken out of H100 and added")
  func totals() throws {
    let programme = try Self.facts.get().programme
    // Epoch AI's counts: 56,640 + 151,413 + 260,088 + 423,514, and so on.
    #expect(abs(try output(programme, ["h100-sxm"], year: 2023) - 891_655) < 1e-6)
    #expect(abs(try output(programme, ["a100-80-sxm"], year: 2022) - 768_224) < 1e-6)
    #expect(
      abs(try output(programme, ["h100-sxm", "h200-sxm"], year: 2024) - 2_678_614) < 3)
    #expect(abs(try output(programme, ["b200", "b300"], year: 2025) - 3_218_514) < 1e-6)
  }

  @Test("The forecast of a year is shared out, and nearly nothing of it lost or counted twice")
  func forecast() throws {
    let facts = try Self.facts.get()
    let additions = try #require(
      installed.datedFigures(of: .flows).first { $0.name == "world-additions" })
    for point in additions.points {
      var sum = 0.0
      for (product, measures) in zip(facts.programme.products, facts.measures) {
        // H200 of 2026 is counted in units, beside the forecast.
        guard product.name != "h200-sxm" else { continue }
        let each = try #require(H100Equivalent.eightBit.value(of: measures))
        sum += try each * output(facts.programme, [product.name], year: point.period.first.year)
      }
      #expect(abs(sum / point.value - 1) < 0.011, "\(point.period.first.year)")
    }
  }

  @Test("The middle rank of every input is the central programme, and its ends are possible")
  func ranks() throws {
    let facts = try Self.facts.get()
    #expect(facts.inputs.count > 30)
    for input in facts.inputs {
      var drawn = facts.programme
      input.apply(0.5, &drawn)
      try drawn.validate()
      for (a, b) in zip(drawn.products, facts.programme.products) {
        for (x, y) in zip(a.output.values, b.output.values) {
          #expect(abs(x - y) <= 1e-9 * y, "\(input.name): \(a.name)")
        }
      }
      for (a, b) in zip(drawn.lines, facts.programme.lines) {
        for (x, y) in zip(a.waferStarts.values, b.waferStarts.values) {
          #expect(abs(x - y) <= 1e-9 * y, "\(input.name)")
        }
        #expect(abs(a.packagingYield[0] - b.packagingYield[0]) < 1e-9, "\(input.name)")
      }
      for rank in [1e-9, 0.05, 0.95, 1 - 1e-9] {
        var end = facts.programme
        input.apply(rank, &end)
        #expect(throws: Never.self, "\(input.name) at \(rank)") { try end.validate() }
      }
    }
  }

  @Test("A figure's ranks 0.05, 0.5 and 0.95 are its range and its value")
  func laws() throws {
    for kind in [CatalogKind.flows, .demands] {
      for figure in try installed.datedFigures(of: kind) where figure.isUncertain {
        for point in figure.points {
          guard let interval = point.interval else { continue }
          #expect(abs(figure.value(of: point, at: 0.5) - point.value) <= 1e-9 * point.value)
          #expect(
            abs(figure.value(of: point, at: 0.95) / interval.upperBound - 1) < 1e-9,
            "\(figure.name)")
          if case .zeroInflated = figure.law {
            #expect(figure.value(of: point, at: 0.05) == 0)
          } else {
            #expect(
              abs(figure.value(of: point, at: 0.05) / interval.lowerBound - 1) < 1e-9,
              "\(figure.name)")
          }
        }
      }
    }
  }

  @Test("Totals of a figure are kept by its months; lines and steps pass through their points")
  func courses() throws {
    func figure(_ course: DatedFigure.Course) throws -> DatedFigure {
      DatedFigure(
        name: "x", title: "x", unit: "", law: .fixed, course: course,
        points: [
          .init(period: try CalendarPeriod("2024"), value: 12),
          .init(period: try CalendarPeriod("2025"), value: 24),
        ])
    }
    let first = try Self.month("2024-01")
    let totals = try figure(.totals).values(from: first, count: 24)
    #expect(abs(totals.reduce(0, +) - 36) < 1e-12 && totals[0] == 1 && totals[12] == 2)
    let steps = try figure(.steps).values(from: first, count: 24)
    #expect(steps[11] == 12 && steps[12] == 24)
    let line = try figure(.line).values(from: first, count: 24)
    #expect(line[0] == 12 && line[23] == 24 && zip(line, line.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(abs(line[11] + line[12] - 36) < 0.2)
  }

  @Test("Demand has its figures, each inside what it may be")
  func demand() throws {
    let facts = try installed.demandFacts()
    #expect(facts.runMonth.description == "2025-04" && facts.run.value == 1.06e25)
    #expect(facts.tokensPerDay.value == 1.4e14 && facts.tokensMonth.description == "2026-03")
    for figure in [facts.inferenceShare, facts.largestCluster, facts.utilization] {
      let law = try #require(figure.distribution)
      #expect(law.quantile(0.05) < figure.value && figure.value < law.quantile(0.95))
    }
  }

  private static let wrong: [(layout: String, cases: [(text: String, problem: String)])] = [
    (
      "flows:\n  f: {title: F, unit: x, law: lognormal, course: steps, points: [%]}",
      [
        ("{period: 2024, value: 1}, {period: 2024-Q2, value: 2}", "overlaps"),
        ("{period: 2025, value: 1}, {period: 2024, value: 2}", "is earlier"),
        ("{period: 2024, value: {value: 1, range: 2 to 3}}", "outside its range"),
        ("{period: 2024, value: -1}", "less than none"),
        ("{period: 2024, value: {value: 1, range: 0 to 3}}", "no lower end at 0"),
      ]
    ),
    (
      "flows:\n  f: {title: F, unit: x, law: share, course: steps, points: [%]}",
      [("{period: 2024, value: {value: 0.9, range: 0.8 to 1.2}}", "between 0 and 1")]
    ),
    (
      """
      products:
        p: {title: P, chip: h100-sxm, made-for: world, on-sale: 2022, \
      prices: [{from: 2022, price: 1000 USD}], %}
      """,
      [
        ("output: [{period: 2024-Q1, units: 1}, {period: 2024-Q1, units: 2}]", "overlaps"),
        ("output: [{period: 2024-Q2, units: 1}, {period: 2024-Q1, units: 2}]", "is earlier"),
        ("output: [{period: 2024-Q1, units: -5}]", "out of range"),
        ("output: [{period: 2024-Q1}]", "no output is stated"),
        ("until: 2021", "ends before it begins"), ("silicon: h1000", "no product is named"),
      ]
    ),
    (
      """
      products:
        p: {title: P, chip: ascend-9100, made-for: domestic, on-sale: 2024, \
      prices: [{from: 2022, price: 1000 USD}], line: {die-area: 665 mm2, dies: 1, stacks: 4, \
      yield-model: murphy, wafer-time: 90 days, packaging-time: 30 days, \
      wafer-share: [{from: 2024, share: 1}], %}}
      """,
      [
        ("packaging-yield: 1.2", "out of range"), ("packaging-yield: 0.9", "no accelerator is"),
        ("packaging-yield: 0.9, die-bank: -3", "out of range"),
      ]
    ),
  ]

  @Test("What cannot be is refused at its place")
  func refusals() throws {
    for (layout, text, problem) in Self.wrong.flatMap({ item in
      item.cases.map { (item.layout, $0.text, $0.problem) }
    }) {
      let error = try #require(throws: CatalogError.self, "\(text)") {
        let own = try installed.adding(layout.replacing("%", with: text))
        _ = try own.supplyFacts(over: SupplyMonths(first: Self.month("2024-01"), count: 12))
      }
      guard case .invalid(let diagnostics) = error else {
        Issue.record("\(text): \(error)")
        continue
      }
      #expect(
        diagnostics.all.contains { $0.message.contains(problem) && $0.location.line == 2 },
        "\(text): \(diagnostics.all.map(\.message))")
    }
  }
}
