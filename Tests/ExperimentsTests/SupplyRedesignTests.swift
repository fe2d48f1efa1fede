import ComputeSupply
import ExportControl
import Quantities
import ReferenceData
import Testing

@testable import Experiments

@Suite("Products made to pass new rules")
struct SupplyRedesignTests {
  private static let text = """
    seed: 4
    supply: {from: 2022-01, until: 2023-09, draws: 20}
    alternatives:
      rules: {}
      early:
        supply:
          rules:
            without: [r2023now]
            changes:
              r2023a: {from: 2022-10-21}
              r2023b: {from: 2022-10-21}
              r2023c: {from: 2022-10-21}
      early, no redesign:
        supply:
          vendors: {redesign: none}
          rules:
            without: [r2023now]
            changes:
              r2023a: {from: 2022-10-21}
              r2023b: {from: 2022-10-21}
              r2023c: {from: 2022-10-21}
      early, in a year:
        supply:
          vendors: {redesign: 12 months}
          rules:
            without: [r2023now]
            changes:
              r2023a: {from: 2022-10-21}
              r2023b: {from: 2022-10-21}
              r2023c: {from: 2022-10-21}
    """

  static let sample = Result { try SupplySample(text, draws: 3) }

  /// The products that are no entry of the catalog, by index.
  private static func redesigned(_ sample: SupplySample) -> [Int] {
    sample.plan.programme.products.indices.filter {
      sample.plan.programme.products[$0].availability == .redesign
    }
  }

  @Test("One is sold no earlier than its lag after the rule that provokes it, and then it is sold")
  func lag() throws {
    let sample = try Self.sample.get()
    let products = Self.redesigned(sample)
    try #require(!products.isEmpty, "nobody designed anything")
    for (index, alternative) in sample.plan.alternatives.enumerated() {
      var sold = 0.0
      for (draw, histories) in sample.histories.enumerated() {
        var programme = sample.programmes[draw]
        alternative.change(&programme)
        let history = histories[index]
        for product in products {
          let name = programme.products[product].name
          let begin =
            alternative.redesigns.filter { $0.product == name }
            .map { $0.deniedAt + programme.redesignMonths }.min() ?? .infinity
          for month in 0..<history.months {
            let cell = month * history.products + product
            let units = history.granted[cell] + history.shipped[cell]
            if Double(month + 1) <= begin { #expect(units == 0, "\(name) in \(month)") }
            sold += units
          }
        }
      }
      #expect((sold > 0) == (alternative.name == "early" || alternative.name == "early, in a year"))
    }
  }

  @Test("A stated lag is the time from the rule to the first sale")
  func statedLag() throws {
    let sample = try Self.sample.get()
    func first(_ name: String) -> [Int] {
      sample.histories(of: name).map { history in
        (0..<history.months).first { month in
          Self.redesigned(sample).contains { history.granted[month * history.products + $0] > 0 }
        } ?? history.months
      }
    }
    let index = try #require(sample.names.firstIndex(of: "early, in a year"))
    let denials = sample.plan.alternatives[index].redesigns.map(\.deniedAt)
    let sold = Int(try #require(denials.min()) + 12)
    for month in first("early, in a year") {
      #expect(month >= sold && month < sample.plan.programme.months.count)
    }
  }

  @Test("Where nobody designs to pass, nothing is made to pass")
  func none() throws {
    let sample = try Self.sample.get()
    let index = try #require(sample.names.firstIndex(of: "early, no redesign"))
    #expect(sample.plan.alternatives[index].redesigns.isEmpty)
    let alone = try SupplySample.question(
      """
      supply: {from: 2022-01, until: 2022-03, draws: 20, vendors: {redesign: none}}
      """)
    #expect(alone.built.plan.programme.products.allSatisfy { $0.availability != .redesign })
  }

  @Test("One stays two per cent under every line: more of what was cut would still be free")
  func underLines() throws {
    let sample = try Self.sample.get()
    let months = sample.plan.programme.months
    let facts = try installed.supplyFacts(over: months)
    let book = sample.question.built.books[1]
    let rules = try SupplyRules(book: book, items: facts.items, months: months)
    let found = try SupplyRedesigns(programme: facts.programme, rules: rules).all()
    try #require(!found.isEmpty)
    for one in found {
      let base = facts.items[one.base]
      #expect(min(one.compute, one.memoryBandwidth, one.aggregateIO) < 1)
      #expect(max(one.compute, one.memoryBandwidth, one.aggregateIO) <= 1)
      #expect(one.product.worth < facts.programme.products[one.base].worth)
      // What is stopped is the base on that day, and not on the day before.
      let place = one.deniedAt
      let day = try #require(rules.dates.first { months.place(of: $0) == place })
      func ruling(_ item: ControlledItem, _ date: CalendarDate) -> Ruling {
        rules.ruling(of: item, on: date, knownOn: date, to: .china)
      }
      #expect(try SaleTerms(ruling(base, day)).outcome == .denied)
      #expect(try SaleTerms(ruling(base, day - 1)).outcome != .denied)
      let sold = months[min(months.count - 1, Int(place + facts.programme.redesignMonths))].firstDay
      #expect(try SaleTerms(ruling(one.item, sold)).outcome == .free)
      var nearer = one.item
      for measure in [Measure.tpp, .memoryBandwidth, .aggregateIO]
      where nearer[measure] != base[measure] {
        nearer[measure] = nearer[measure].map { $0 * 1.02 }
        if measure == .tpp {
          nearer[.performanceDensity] = nearer[.performanceDensity].map { $0 * 1.02 }
        }
      }
      #expect(try SaleTerms(ruling(nearer, sold)).outcome == .free)
    }
  }

  @Test("Buyers hurry between the announcement of a rule and its effect, and pay it back")
  func pullForward() throws {
    // The rule of October 2023 was made known on the 17th; its lines bind from the 17th of November.
    let hurried = try SupplySample(
      """
      seed: 6
      supply: {from: 2022-01, until: 2024-06, draws: 20, vendors: {redesign: none}}
      alternatives:
        calm:
          supply: {rules: {without: [r2023now]}, buyers: {pull-forward: 0}}
        hurried:
          supply: {rules: {without: [r2023now]}, buyers: {pull-forward: 1}}
      """)
    let months = hurried.plan.programme.months
    let announced = months.index(of: try CalendarDate("2023-10-17").month)
    func ordered(_ name: String, _ month: Int) -> [Double] {
      hurried.histories(of: name).map { history in
        hurried.worths.indices.reduce(0) {
          $0 + history.granted[month * history.products + $1] * hurried.worths[$1]
        }
      }
    }
    for (fast, calm) in zip(ordered("hurried", announced), ordered("calm", announced)) {
      #expect(fast > calm * 1.05)
    }
    // Not before anybody knew.
    for (fast, calm) in zip(ordered("hurried", announced - 3), ordered("calm", announced - 3)) {
      #expect(fast == calm)
    }
    for (fast, calm) in zip(ordered("hurried", announced + 3), ordered("calm", announced + 3)) {
      #expect(fast <= calm)
    }
  }
}
