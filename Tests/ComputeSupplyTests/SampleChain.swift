import ComputeSupply
import Quantities
import Stochastics

/// A small world: two generations of chips, two grades for the target, one domestic line, leaks.
struct SampleChain {
  static let count = 48
  var months: SupplyMonths
  var programme: SupplyProgramme

  /// The order of products in the programme.
  enum Product: Int, CaseIterable {
    case old, new, grade, cut, redesign, domestic
    var name: String { "\(self)" }
  }

  static let names = Product.allCases.map(\.name)

  init() throws {
    let months = try SupplyMonths(first: CalendarMonth("2022-01"), count: Self.count)
    self.months = months
    func constant(_ value: Double) -> MonthlySeries {
      MonthlySeries(constant: value, months: Self.count)
    }
    func product(
      _ product: Product, vendor: String = "north", worth: Double, price: Double,
      output: MonthlySeries? = nil, silicon: Product? = nil, allocation: Double = .infinity,
      from: Double = -.infinity, isRedesign: Bool = false
    ) throws -> SupplyProduct {
      try SupplyProduct(
        name: product.name, vendor: vendor,
        availability: isRedesign ? .redesign : .listed(from: from, until: .infinity),
        worth: worth, price: constant(price), output: output ?? constant(0),
        silicon: silicon?.name, allocation: allocation, homeShare: constant(0.6), watts: 1_200,
        failureRate: 0.03, lifeMonths: 60, shippingMonths: 0.5)
    }
    let products = [
      try product(.old, worth: 0.3, price: 10_000, output: constant(60_000), allocation: 0.5),
      try product(
        .new, worth: 1, price: 25_000,
        output: MonthlySeries(
          knots: [(0, 2_000), (24, 180_000), (48, 400_000)], months: Self.count),
        allocation: 0.5),
      try product(.grade, worth: 0.8, price: 25_000, silicon: .new, allocation: 0.4, from: 6),
      try product(.cut, worth: 0.4, price: 13_000, silicon: .new, allocation: 0.4, from: 26),
      try product(
        .redesign, worth: 0.35, price: 13_000, silicon: .new, allocation: 0.4, isRedesign: true),
      try product(.domestic, vendor: "east", worth: 0.5, price: 15_000),
    ]
    programme = try SupplyProgramme(
      months: months, products: products,
      buyers: BuyerPolicy(
        demandShare: constant(0.2), budget: constant(0), domesticQuota: constant(0)),
      leaks: [
        LeakFlow(
          channel: .smuggled, amount: constant(1_500), shareOfWorld: constant(0.005),
          enforcement: constant(0), ruleEnforcement: constant(0), premium: constant(0.5)),
        LeakFlow(
          channel: .offshoreRented, amount: constant(2_000), shareOfWorld: constant(0),
          enforcement: constant(0), ruleEnforcement: constant(1), premium: constant(0),
          rent: 0.03, releaseMonths: 6),
      ],
      lines: [
        DomesticLine(
          product: Product.domestic.name, waferStarts: constant(2_000), dieArea: 665,
          defectDensity: constant(0.2), yieldModel: .murphy, salvage: 0.1, diesPerPackage: 2,
          stacksPerPackage: 8, packagingYield: constant(0.75),
          packagingStarts: constant(.infinity), dieBank: 100_000, bankRelease: constant(8_000),
          waferMonths: 3.5, packagingMonths: 1)
      ],
      memory: MemorySupply(
        initialStacks: 400_000, imports: constant(200_000), pullForward: 1_000_000,
        covertImports: constant(5_000), waferStarts: constant(500), stacksPerWafer: 88,
        stackYield: constant(0.3), waferMonths: 4),
      initialStocks: [
        .init(product: Product.old.name, channel: .exporterHome, units: 500_000),
        .init(product: Product.old.name, channel: .licensed, units: 100_000),
      ])
  }

  /// Rules as a table: which products are denied from which day, announced a month before.
  func table(
    _ denials: [(product: Product, from: String)], memoryUntil: String? = nil,
    channels: [(SupplyChannel, from: String)] = [],
    cuts: [String] = [],
    terms: (Product, CalendarDate) throws -> SaleTerms = { _, _ in .free }
  ) throws -> DeterminationTable {
    let days = try denials.map { (product: $0.product, day: try CalendarDate($0.from)) }
    let memory = try memoryUntil.map { try CalendarDate($0) }
    let closed = try channels.map { ($0.0, day: try CalendarDate($0.from)) }
    let changes =
      days.flatMap { [$0.day, $0.day - 30] } + (memory.map { [$0, $0 - 30] } ?? [])
      + closed.map(\.day) + (try cuts.map { try CalendarDate($0) })
    return try DeterminationTable(
      months: months, products: Self.names, changes: changes,
      terms: { product, date, known in
        let product = Product(rawValue: product)!
        let isDenied = days.contains {
          $0.product == product && $0.day <= date && $0.day - 30 <= known
        }
        return isDenied ? .denied : try terms(product, date)
      },
      closure: { channel, _, date in
        closed.contains { $0.0 == channel && $0.day <= date } ? 1 : 0
      },
      memory: { date, known in memory.map { date < $0 || known < $0 - 30 } ?? true })
  }

  /// The rules of the sample as they are.
  func rules() throws -> DeterminationTable {
    try table(
      [(.new, "2022-10-21"), (.grade, "2023-11-17")], memoryUntil: "2024-12-02")
  }

  func run(
    _ table: DeterminationTable, redesigns: [SupplyAlternative.Redesign] = [],
    reference: DeterminationTable? = nil,
    change: @escaping @Sendable (inout SupplyProgramme) -> Void = { _ in }
  ) throws -> SupplyHistory {
    let plan = try SupplyPlan(
      programme: programme,
      alternatives: [
        SupplyAlternative(name: "reference", table: try reference ?? rules()),
        SupplyAlternative(name: "tried", table: table, redesigns: redesigns, change: change),
      ])
    return try plan.centralHistory(of: 1)
  }
}

extension CalendarMonth {
  init(_ text: String) throws { self = try CalendarDate(text).month }
}

extension SupplyHistory {
  /// Worth in the target through one channel at the end of a month.
  func worth(_ month: Int, _ channel: SupplyChannel, of chain: SampleChain) -> Double {
    stock(month, in: channel, weights: chain.programme.products.map(\.worth))
  }
}
