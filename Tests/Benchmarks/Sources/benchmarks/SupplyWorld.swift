import ComputeSupply
import Quantities
import Stochastics

/// A made-up world of the size of a study: 84 months, 17 products, three domestic lines, four flows
/// past the rules, 26 uncertain inputs and five courses of policy.
enum SupplyWorld {
  static let months = 84

  static func plan() throws -> SupplyPlan {
    let programme = try programme()
    let asTheyAre = try table(of: programme, earlier: 0)
    let early = try table(of: programme, earlier: 390)
    let none = try DeterminationTable(
      months: programme.months, products: programme.products.map(\.name), changes: [],
      terms: { _, _, _ in .free })
    return try SupplyPlan(
      programme: programme, inputs: inputs(of: programme),
      correlations: [
        RankCorrelation("output.0", "output.1", 0.5), RankCorrelation("memory", "defects.1", -0.3),
      ],
      alternatives: [
        SupplyAlternative(
          name: "as they are", table: asTheyAre,
          redesigns: [.init(product: "redesign-2", deniedAt: 39.3)]),
        SupplyAlternative(name: "no rules", table: none),
        SupplyAlternative(
          name: "a year early", table: early,
          redesigns: [
            .init(product: "redesign-1", deniedAt: 9.7), .init(product: "redesign-2", deniedAt: 27),
          ]),
        SupplyAlternative(name: "no memory ahead", table: asTheyAre) {
          $0.memory.pullForward = 0
        },
        SupplyAlternative(name: "buyer refuses", table: asTheyAre) {
          $0.buyers.acceptance["cut-3"] = constant(0)
        },
      ])
  }

  private static func constant(_ value: Double) -> MonthlySeries {
    MonthlySeries(constant: value, months: months)
  }

  /// Output that rises to a peak and falls.
  private static func wave(_ from: Int, _ peak: Int, _ to: Int, _ most: Double) -> MonthlySeries {
    MonthlySeries(
      knots: [(Double(from), 0), (Double(peak), most), (Double(to), 0)], months: months)
  }

  private static func product(
    _ name: String, _ vendor: String, worth: Double, price: Double,
    output: MonthlySeries = constant(0), silicon: String? = nil, allocation: Double = 0.35,
    from: Double? = -30
  ) throws -> SupplyProduct {
    try SupplyProduct(
      name: name, vendor: vendor,
      availability: from.map { .listed(from: $0, until: .infinity) } ?? .redesign, worth: worth,
      price: constant(price), output: output, silicon: silicon, allocation: allocation,
      homeShare: constant(0.7), watts: 1_250, failureRate: 0.03, lifeMonths: 66,
      shippingMonths: 0.5)
  }

  private static func programme() throws -> SupplyProgramme {
    let products = try [
      product("top-0", "a", worth: 0.3, price: 10_000, output: wave(-20, 0, 24, 70_000)),
      product("top-1", "a", worth: 1, price: 25_000, output: wave(6, 30, 50, 250_000)),
      product("top-2", "a", worth: 2.3, price: 35_000, output: wave(34, 42, 60, 170_000)),
      product("top-3", "a", worth: 2.5, price: 40_000, output: wave(40, 60, 90, 500_000)),
      product("top-4", "a", worth: 6, price: 60_000, output: wave(56, 84, 120, 600_000)),
      product("top-5", "b", worth: 1.2, price: 18_000, output: wave(24, 84, 120, 90_000)),
      product(
        "own-1", "c", worth: 0.6, price: 8_000, output: wave(0, 84, 120, 400_000), allocation: 0),
      product(
        "own-2", "d", worth: 0.5, price: 8_000, output: wave(20, 84, 120, 300_000), allocation: 0),
      product("cut-1", "a", worth: 0.29, price: 10_000, silicon: "top-0", from: 9),
      product("cut-2", "a", worth: 0.9, price: 26_000, silicon: "top-1", from: 14),
      product("cut-3", "a", worth: 0.5, price: 12_000, silicon: "top-1", from: 25),
      product("cut-4", "b", worth: 0.5, price: 11_000, silicon: "top-5", from: 28),
      product("redesign-1", "a", worth: 0.4, price: 12_000, silicon: "top-1", from: nil),
      product("redesign-2", "a", worth: 0.6, price: 14_000, silicon: "top-2", from: nil),
      product("home-1", "e", worth: 0.3, price: 12_000),
      product("home-2", "e", worth: 0.7, price: 22_000),
      product("home-3", "e", worth: 0.6, price: 18_000),
    ]
    return try SupplyProgramme(
      months: SupplyMonths(first: CalendarMonth(year: 2022, month: 1)!, count: months),
      products: products,
      buyers: BuyerPolicy(
        demandShare: constant(0.2), budget: constant(0), domesticQuota: constant(0.05),
        acceptance: ["cut-3": constant(0.8), "top-1": constant(0.3)], pullForward: 0.3,
        repayment: 0.05),
      licences: [LicencePath(name: "licence", grantRate: constant(0.5), leadMonths: 3)],
      leaks: [
        leak(.smuggled), leak(.offshoreOwned), leak(.offshoreRented, rent: 0.03),
        leak(.cloud, rent: 0.03),
      ],
      lines: [
        line("home-1", wafers: wave(0, 30, 60, 8_000), dies: 1, bank: 1e6),
        line("home-2", wafers: wave(24, 60, 84, 12_000), dies: 2, bank: 2e6),
        line("home-3", wafers: wave(48, 84, 100, 20_000), dies: 1, bank: 0),
      ],
      memory: MemorySupply(
        initialStacks: 500_000, imports: constant(150_000), pullForward: 5e6,
        covertImports: constant(5_000), waferStarts: wave(48, 84, 100, 40_000), stacksPerWafer: 88,
        stackYield: constant(0.3), waferMonths: 2),
      initialStocks: [
        .init(product: "top-0", channel: .licensed, units: 100_000),
        .init(product: "top-0", channel: .exporterHome, units: 600_000),
      ])
  }

  private static func leak(_ channel: SupplyChannel, rent: Double = 0) throws -> LeakFlow {
    try LeakFlow(
      channel: channel, amount: wave(6, 84, 100, 60_000), shareOfWorld: constant(0.005),
      enforcement: constant(0), ruleEnforcement: constant(0.3), premium: constant(0.4), rent: rent)
  }

  private static func line(
    _ product: String, wafers: MonthlySeries, dies: Int, bank: Double
  ) throws -> DomesticLine {
    try DomesticLine(
      product: product, waferStarts: wafers, dieArea: 665,
      defectDensity: MonthlySeries(knots: [(0, 0.3), (84, 0.12)], months: months),
      yieldModel: .murphy, salvage: 0.1, diesPerPackage: dies,
      stacksPerPackage: dies == 1 ? 4 : 8, packagingYield: constant(0.75),
      packagingStarts: constant(.infinity), dieBank: bank, bankRelease: constant(60_000),
      waferMonths: 3, packagingMonths: 1)
  }

  /// Rules that stop the best, then their first cuts, then ask licences for the rest.
  private static func table(
    of programme: SupplyProgramme, earlier days: Int
  ) throws -> DeterminationTable {
    func day(_ text: String) throws -> CalendarDate { try CalendarDate(text) - days }
    let first = try day("2022-10-21")
    let second = try day("2023-11-17")
    let letters = try day("2025-04-09")
    let memory = try day("2024-12-31")
    let reopened = try day("2026-01-15")
    let names = programme.products.map(\.name)
    return try DeterminationTable(
      months: programme.months, products: names,
      changes: [
        first, first - 14, second, second - 30, letters, letters + 120, memory, memory - 28,
        reopened,
      ],
      terms: { product, date, known in
        let name = names[product]
        if name == "top-1", date >= reopened {
          return try SaleTerms(.licence, licence: "licence", cumulativeCap: 0.5, duty: 0.25)
        }
        if name.hasPrefix("top"), date >= first, known >= first - 14 { return .denied }
        if name == "cut-1" || name == "cut-2", date >= second, known >= second - 30 {
          return .denied
        }
        if name == "cut-3" || name == "cut-4", date >= letters, known >= letters {
          return date >= letters + 120
            ? try SaleTerms(.licence, licence: "licence", fee: 0.15) : .denied
        }
        return .free
      },
      closure: { channel, product, date in
        channel == .offshoreOwned && date >= second && product < 6 ? 1 : 0
      },
      memory: { date, known in date < memory || known < memory - 28 })
  }

  private static func inputs(of programme: SupplyProgramme) throws -> [SupplyInput] {
    var inputs: [SupplyInput] = []
    for place in 0..<8 {
      inputs.append(
        try SupplyInput("output.\(place)", .lognormal(median: 1, sigma: 0.1)) {
          $1.products[place].output.scale(by: $0)
        })
    }
    for place in 0..<3 {
      inputs += [
        try SupplyInput("wafers.\(place)", .triangular(low: 0.6, mode: 1, high: 1.2)) {
          $1.lines[place].waferStarts.scale(by: $0)
        },
        try SupplyInput("defects.\(place)", .lognormal(median: 1, sigma: 0.25)) {
          $1.lines[place].defectDensity.scale(by: $0)
        },
        try SupplyInput("packaging.\(place)", .beta(alpha: 9, beta: 3), allowed: 0...1) {
          $1.lines[place].packagingYield = constant($0)
        },
      ]
    }
    for place in 0..<4 {
      inputs.append(
        try SupplyInput("leak.\(place)", .lognormal(median: 1, sigma: 0.7)) {
          $1.leaks[place].amount.scale(by: $0)
        })
    }
    return inputs + [
      try SupplyInput("lag", .uniform(from: 3, to: 9)) { $1.redesignMonths = $0 },
      try SupplyInput("acceptance", .beta(alpha: 0.5, beta: 2), allowed: 0...1) {
        $1.buyers.acceptance["top-1"] = constant($0)
      },
      try SupplyInput("demand", .uniform(from: 0.8, to: 1.2)) {
        $1.buyers.demandShare.scale(by: $0)
      },
      try SupplyInput("memory", .lognormal(median: 1, sigma: 0.5)) {
        $1.memory.waferStarts.scale(by: $0)
      },
      try SupplyInput("stacks", .triangular(low: 0, mode: 5e6, high: 7e6)) {
        $1.memory.pullForward = $0
      },
    ]
  }
}
