import Documents
import Economics
import Quantities
import ReferenceData
import Scenarios
import Testing

@Suite("Owners")
struct OwnerTests {
  /// One owner's figure doubled, the terms that change, and by what factor where that is plain.
  struct Doubling: Sendable, CustomTestStringConvertible {
    let key: String
    let value: String
    let terms: Set<String>
    var factor: Double?
    var testDescription: String { "\(key) = \(value)" }

    init(_ key: String, _ value: String, _ terms: Set<String>, factor: Double? = nil) {
      (self.key, self.value, self.terms, self.factor) = (key, value, terms, factor)
    }
  }

  static let doublings: [Doubling] = [
    Doubling("electricity", "0.14 USD/kWh", ["energy"], factor: 2),
    Doubling("colocation", "300 USD/kW-month", ["facility"], factor: 2),
    Doubling("nameplate-power", "2.6 kW", ["facility", "energy"], factor: 2),
    Doubling("power-usage-effectiveness", "2.6", ["energy"], factor: 2),
    Doubling("capital", "62000 USD", ["capital", "operations"]),
    Doubling("cost-of-capital", "18 %", ["capital"]),
    Doubling("life", "10 years", ["capital"]),
    Doubling("residual", "10 %", ["capital"]),
    Doubling("spares", "6 %", ["capital"]),
    Doubling("duty", "20 %", ["capital"]),
    Doubling("salary", "400000 USD", ["operations"]),
    Doubling("accelerators-per-engineer", "1000", ["operations"]),
    Doubling("support", "6 %", ["operations"]),
    Doubling("power-share.prefill", "100 %", ["energy"]),
    Doubling("power-share.decode", "60 %", ["energy"]),
    Doubling("power-share.idle", "30 %", ["energy"]),
  ]

  private static let phases: PhaseShares = {
    do { return try PhaseShares(prefill: 0.2, decode: 0.5) } catch { fatalError("\(error)") }
  }()

  private func hour(_ settings: [String]) throws -> AcceleratorHour {
    try point(CompleteScenario.text, settings: settings).owner.tenure
      .acceleratorHour(phases: Self.phases)
  }

  @Test("A figure of the owner changes the terms it belongs to and no other", arguments: doublings)
  func terms(doubling: Doubling) throws {
    let before = try hour([]).terms
    let after = try hour(["owner.\(doubling.key)=\(doubling.value)"]).terms
    for (old, new) in zip(before, after) {
      if !doubling.terms.contains(old.name) {
        #expect(old.rate == new.rate, "\(old.name)")
      } else if let factor = doubling.factor {
        #expect(abs(new.rate / old.rate / factor - 1) < 1e-12, "\(old.name)")
      } else {
        #expect(old.rate != new.rate, "\(old.name)")
      }
    }
  }

  @Test("Every figure of an owner is doubled above, or bears on availability")
  func completeness() {
    let figures = ScenarioKeys.all.filter { $0.path.hasPrefix("owner.") && $0.isLeaf }
    let apart = [
      "region", "kind", "allocation", "rent", "rental-extras", "failures-per-year",
      "time-to-repair",
    ]
    let known = Set(Self.doublings.map(\.key) + apart).map { "owner.\($0)" }
    #expect(Set(figures.map(\.path)) == Set(known))
  }

  @Test("Failures times repair lower availability, which raises all terms alike")
  func availability() throws {
    let base = try hour([])
    let frail = try hour(["owner.failures-per-year=0.2"])
    #expect(frail.availability < base.availability)
    #expect(frail.energy == base.energy)
    for (old, new) in zip(base.terms, frail.terms) where old.rate > .zero {
      #expect(abs(new.rate / old.rate * frail.availability / base.availability - 1) < 1e-12)
    }
    // Eq. 9.5 knows only the product.
    #expect(try hour(["owner.time-to-repair=2 days"]).availability == frail.availability)
  }

  @Test("Dearer money, a shorter life and a lower residual value never make an hour cheaper")
  func directions() throws {
    let base = try hour([]).capital
    #expect(try hour(["owner.cost-of-capital=15 %"]).capital > base)
    #expect(try hour(["owner.life=3 years"]).capital > base)
    #expect(try hour(["owner.residual=0"]).capital > base)
  }

  @Test("A tenant pays the rent with its extras, and nothing else")
  func rent() throws {
    let tenant = try point(
      smallest + "\nowner: {kind: rented, rent: 2 USD/h, rental-extras: 10 %}")
    let hour = tenant.owner.tenure.acceleratorHour(phases: Self.phases)
    #expect(abs(hour.total.perHour - 2.2) < 1e-12)
    #expect(hour.terms.filter { $0.rate > .zero }.map(\.name) == ["rent"])
  }

  @Test("Yuan are worth what the catalog says")
  func yuan() throws {
    let rates = try installed.exchangeRates()
    let yuan = try point(smallest, settings: ["owner.capital=150000 CNY"]).owner.tenure
    guard case .owned(let purchase, _) = yuan else { return #expect(Bool(false)) }
    let dollars: USDollars = try UnitNotation(exchangeRates: rates).parse("150000 CNY")
    #expect(purchase.capital == dollars)
    #expect(dollars < USDollars(150_000))
  }

  @Test("Every owner of the catalog can be named by region and kind")
  func presets() throws {
    for name in installed.names(of: .owners) {
      let words = name.split(separator: "-", maxSplits: 1)
      let owner = try point(
        smallest, settings: ["owner.region=\(words[0])", "owner.kind=\(words[1])"]
      ).owner
      #expect(try owner.title == installed.owner(name).title)
    }
  }

  @Test("What an owner cannot have is refused where it stands")
  func contradictions() {
    let rented = problems(smallest + "\nowner: {kind: rented, electricity: 0.1 USD/kWh}")
    #expect(rented.map(\.path.description) == ["owner.electricity"])
    let owned = problems(smallest + "\nowner: {rent: 2 USD/h}")
    #expect(owned.map(\.path.description) == ["owner.rent"])
  }

  @Test("The allocation by list prices is read with its multiples, in any order")
  func allocation() throws {
    for text in [
      "price-proportional(output 4, cached 0.1)", "price-proportional(cached 0.1, output 4)",
    ] {
      let owner = try point(smallest, settings: ["owner.allocation=\(text)"]).owner
      #expect(owner.allocation == .priceProportional(output: 4, cached: 0.1))
    }
    #expect(try point(smallest).owner.allocation == .shapley)
  }

  @Test(
    "An allocation that leaves something open is refused",
    arguments: [
      "price-proportional", "price-proportional()", "price-proportional(output 4)",
      "price-proportional(output -1, cached 0.1)", "price-proportional(4, 0.1)",
      "price-proportional(output 4, output 5, cached 0.1)", "equal",
    ])
  func refusals(text: String) {
    let found = problems(smallest, settings: ["owner.allocation=\(text)"])
    #expect(found.map(\.path.description) == ["owner.allocation"], "\(text)")
  }
}
