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
    Doubling("electricity", "0.14 USD/kWh", ["energy"]),
    Doubling("colocation", "300 USD/kW-month", ["facility"], factor: 2),
    Doubling("nameplate-power", "2.6 kW", ["facility", "energy", "demand"], factor: 2),
    Doubling("power-usage-effectiveness", "2.6", ["energy", "demand"], factor: 2),
    Doubling("capital", "62000 USD", ["capital", "duty", "subsidy", "operations"]),
    Doubling("cost-of-capital", "18 %", ["capital", "duty", "subsidy"]),
    Doubling("recovery", "straight-line", ["capital", "duty", "subsidy"]),
    Doubling("inflation", "4 %", ["capital", "duty", "subsidy"]),
    Doubling("life", "10 years", ["capital", "duty", "subsidy"]),
    Doubling("residual", "10 %", ["capital"]),
    Doubling("facility", "own", ["facility"]),
    Doubling("time-of-use", "[22-6 0.1 USD/kWh, 8.5-11 3 x]", ["energy"]),
    Doubling("demand-charge", "20 USD/kW-month", ["demand"], factor: 2),
    Doubling("spares", "6 %", ["capital", "duty", "subsidy"]),
    Doubling("sparing", "poisson", ["capital", "duty", "subsidy"]),
    Doubling("duty", "20 %", ["duty"], factor: 2),
    Doubling("dutiable", "30 %", ["duty"], factor: 0.5),
    Doubling("subsidy", "6 %", ["subsidy"], factor: 2),
    Doubling("salary", "400000 USD", ["operations"]),
    Doubling("accelerators-per-engineer", "1000", ["operations"]),
    Doubling("support", "6 %", ["operations"]),
    Doubling("power-share.prefill", "100 %", ["energy", "demand"]),
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

  /// Figures of an own building, and what they are doubled to.
  static let building: [(key: String, value: String)] = [
    ("building", "22000 USD/kW"), ("building-life", "30 years"), ("building-rate", "14 %"),
    ("building-operations", "8 %"),
  ]

  @Test("A figure of an own building changes the facility alone, and only where it is owned")
  func ownBuilding() throws {
    for (key, value) in Self.building {
      let setting = "owner.\(key)=\(value)"
      let own = try (hour(["owner.facility=own"]), hour(["owner.facility=own", setting]))
      #expect(own.0.facility != own.1.facility, "\(key)")
      #expect(own.0.capital == own.1.capital && own.0.energy == own.1.energy)
      #expect(try hour([setting]) == hour([]), "\(key)")
    }
  }

  @Test("Spares for a pool are the quantile of those that wait, whatever fraction is stated")
  func sparePool() throws {
    // 1,000 accelerators at 0.17 replacements a year and 14 days: 13 (Eq. 9.5).
    let settings = [
      "owner.sparing=poisson", "owner.spare-pool=1000", "owner.replacements-per-year=0.17",
      "owner.replacement-time=14 days",
    ]
    for stated in ["1 %", "9 %"] {
      let tenure = try point(
        CompleteScenario.text, settings: settings + ["owner.spares=\(stated)"]
      ).owner.tenure
      guard case .owned(_, let terms) = tenure else { return #expect(Bool(false)) }
      #expect(abs(terms.spares - 0.013) < 1e-12)
    }
    let lacking = problems(smallest + "\nowner: {sparing: poisson, spare-pool: 1000}")
    #expect(lacking.map(\.path.description) == ["owner.sparing"])
  }

  @Test("A rent that follows dates is paid at its mean over the years stated")
  func rentPath() throws {
    let path = "rent-path: [2025-10 1.7 USD/h, 2026-04 2.35 USD/h]"
    func rent(_ more: String) throws -> Double {
      let tenant = try point(
        smallest + "\nowner: {kind: rented, rental-extras: 0 %, \(path), \(more)}")
      return tenant.owner.tenure.acceleratorHour(phases: Self.phases).total.perHour
    }
    // From 2025-10-01 to 2026-04-01 are 182 of the 365 days of a year.
    #expect(abs(try rent("rent-years: 1 year") - (1.7 * 182 + 2.35 * 183) / 365) < 1e-3)
    #expect(abs(try rent("rent-years: 1 year, rent-from: 2027") - 2.35) < 1e-12)
    #expect(try rent("rent-years: 3 years, rent-growth: 20 %") > 2.35)
    #expect(
      try rent("rent-years: 3 years, inflation: 3 %") < rent("rent-years: 3 years"))
    let open = problems(smallest + "\nowner: {kind: rented, \(path)}")
    #expect(open.map(\.path.description) == ["owner.rent-path"])
    // Nothing says what was paid before the first date.
    let early = problems(
      smallest + "\nowner: {kind: rented, \(path), rent-years: 1 year, rent-from: 2025-09}")
    #expect(early.map(\.path.description) == ["owner.rent-from"])
    let backward = problems(
      smallest
        + "\nowner: {kind: rented, rent-path: [2026-04 1.7 USD/h, 2025-10 2 USD/h], rent-years: 1 year}"
    )
    #expect(backward.map(\.path.description) == ["owner.rent-path[1]"])
  }

  @Test("A flat rent beside an inflation says that it is not deflated")
  func flatRent() throws {
    func remarks(_ more: String) throws -> [Assumption] {
      try point(smallest + "\nowner: {kind: rented, rent: 2 USD/h\(more)}").assumptions
        .filter { $0.subject == "rent and inflation" }
    }
    #expect(try remarks(", inflation: 3 %").count == 1)
    #expect(try remarks("").isEmpty && remarks(", inflation: 3 %, rent-years: 2 years").isEmpty)
  }

  @Test(
    "Figures that no market has are refused",
    arguments: [
      ("exchange-rate", "0.5"), ("exchange-rate", "710"), ("electricity", "8 USD/kWh"),
      ("time-of-use", "22-6 0.05 USD/kWh, 8.5-11 1.5 x"),
    ])
  func outlandish(key: String, value: String) {
    let found = problems(smallest + "\nowner: {\(key): \"\(value)\"}")
    #expect(found.map(\.path.description) == ["owner.\(key)"])
  }

  @Test("Energy beyond idling follows the hours of arrivals into cheap hours")
  func timeOfUse() throws {
    func energy(_ hours: String?) throws -> Double {
      let arrivals =
        hours.map { "{process: poisson, rate: 2 /s, hours: [\($0)]}" } ?? "poisson(2 /s)"
      let owner = try point(
        smallest,
        settings: [
          "owner.time-of-use=[0-6 0.5 x]", "workload.arrivals=\(arrivals)",
        ]
      ).owner
      return owner.tenure.acceleratorHour(phases: Self.phases).energy.perHour
    }
    let night = Array(repeating: "3", count: 6) + Array(repeating: "1", count: 18)
    let day = Array(repeating: "1", count: 6) + Array(repeating: "3", count: 18)
    let (even, early, late) = try (
      energy(nil), energy(night.joined(separator: ", ")), energy(day.joined(separator: ", "))
    )
    #expect(early < even && even < late)
  }

  @Test("At another exchange rate, what is paid in yuan is worth another number of dollars")
  func exchangeRate() throws {
    func hour(_ region: String, _ yuan: Double?) throws -> AcceleratorHour {
      try point(
        smallest,
        settings: ["owner.region=\(region)", "owner.capital=150000 CNY"]
          + (yuan.map { ["owner.exchange-rate=\($0)"] } ?? [])
      ).owner.tenure.acceleratorHour(phases: Self.phases)
    }
    let own = 1 / (try installed.exchangeRates().dollarsPerYuan)
    let chinese = try (hour("china", own), hour("china", own * 2))
    for (old, new) in zip(chinese.0.terms, chinese.1.terms) where old.rate > .zero {
      #expect(abs(new.rate / old.rate - 0.5) < 1e-9, "\(old.name)")
    }
    #expect(try hour("china", nil) == hour("china", own))
    let american = try (hour("us", own), hour("us", own * 2))
    #expect(american.0.energy == american.1.energy && american.0.capital > american.1.capital)
  }

  @Test("Every figure of an owner is doubled above, or bears on availability")
  func completeness() {
    let figures = ScenarioKeys.all.filter { $0.path.hasPrefix("owner.") && $0.isLeaf }
    let apart = [
      "region", "kind", "allocation", "rent", "rental-extras", "failures-per-year",
      "time-to-repair", "rent-path", "rent-growth", "rent-from", "rent-years", "spare-pool",
      "replacements-per-year", "replacement-time", "spare-coverage", "exchange-rate",
      "variable-operations", "host-memory", "cache-storage",
    ]
    let known = Set(Self.doublings.map(\.key) + Self.building.map(\.key) + apart).map {
      "owner.\($0)"
    }
    #expect(Set(figures.map(\.path)) == Set(known))
  }

  @Test("Failures times repair lower availability, which raises all terms alike")
  func availability() throws {
    let base = try hour([])
    let frail = try hour(["owner.failures-per-year=0.2"])
    #expect(frail.availability < base.availability)
    #expect(frail.energy == base.energy)
    for (old, new) in zip(base.terms, frail.terms) where old.rate != .zero {
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
    #expect(try point(smallest).allocation == .shapley)
    for (text, rule) in [
      ("shapley", AllocationRule.shapley), ("separate-pools", .separatePools),
      ("flop-share", .flopShare),
    ] {
      #expect(try point(smallest, settings: ["owner.allocation=\(text)"]).allocation == rule)
    }
  }

  @Test("Where pools share the life of a request, each is paid by its own unless a rule is stated")
  func pooledAllocation() throws {
    let pools = ["fleet.pools={prefill: {replicas: 2}, decode: {replicas: 2}}"]
    #expect(try point(smallest, settings: pools).allocation == .separatePools)
    #expect(
      try point(smallest, settings: pools + ["owner.allocation=shapley"]).allocation == .shapley)
    let places = ["fleet.pools={east: {replicas: 2}, west: {replicas: 2}}"]
    #expect(try point(smallest, settings: places).allocation == .shapley)
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
