import ComputeSupply
import Quantities

extension SupplyResolution {
  /// What buyers in China would spend, and what they accept.
  func buyers() throws -> BuyerPolicy {
    try BuyerPolicy(
      demandShare: try series(.demandShare),
      budget: MonthlySeries(constant: 0, months: months.count),
      domesticQuota: MonthlySeries(constant: 0, months: months.count),
      acceptance: ["h200-sxm": try acceptanceOfH200(rank: nil)],
      pullForward: try constant(.orderPullForward), repayment: Self.repayment)
  }

  /// Share of a month's money that pays back what was ordered ahead: over half a year.
  private static let repayment = 1.0 / 6

  /// 1 before the figure begins: until then rules alone decide.
  func acceptanceOfH200(rank: Double?) throws(CatalogError) -> MonthlySeries {
    let figure = try figure(.h200Acceptance)
    var values = figure.values(from: months.first, count: months.count, rank: rank)
    if let begin = figure.points.first?.period.first.month {
      for month in values.indices where months[month] < begin { values[month] = 1 }
    }
    return MonthlySeries(values)
  }

  /// Smuggling, and what firms of China rent and own outside of it.
  func leaks() throws -> [LeakFlow] {
    let none = MonthlySeries(constant: 0, months: months.count)
    let certain = MonthlySeries(constant: 1, months: months.count)
    let offshore = try series(.offshore).values
    let owned = try series(.offshoreOwnedShare).values
    func part(_ share: (Double) -> Double) -> MonthlySeries {
      MonthlySeries(zip(offshore, owned).map { $0 * share($1) })
    }
    let preference = try preferences()
    return [
      try LeakFlow(
        channel: .smuggled, amount: try series(.smuggled), shareOfWorld: try series(.smuggledShare),
        preference: preference, enforcement: none, ruleEnforcement: certain,
        premium: try series(.smugglingPremium)),
      try LeakFlow(
        channel: .offshoreOwned, amount: part { $0 }, shareOfWorld: none, preference: preference,
        enforcement: none, ruleEnforcement: certain, premium: none),
      try LeakFlow(
        channel: .offshoreRented, amount: part { 1 - $0 }, shareOfWorld: none,
        preference: preference, enforcement: none, ruleEnforcement: certain, premium: none,
        rent: try constant(.offshoreRent)),
    ]
  }

  /// Chips that are not sold do not leak.
  private func preferences() throws(CatalogError) -> [String: Double] {
    var preferences: [String: Double] = [:]
    for entry in products where entry.record.number("allocation") == 0 {
      preferences[entry.name] = 0
    }
    return preferences
  }

  /// Huawei's lines.
  func lines() throws -> [DomesticLine] {
    let capacity = try series(.smicWafers).values
    let share = try series(.smicShare).values
    let defects = try series(.defectDensity)
    return try products.compactMap { entry in
      guard let record = entry.record.group("line") else { return nil }
      let own = steps(record.list("wafer-share"), "from", "share").values
      let area: SquareMillimetres = record.quantity("die-area") ?? .zero
      return try DomesticLine(
        product: entry.name,
        waferStarts: MonthlySeries(
          (0..<months.count).map { capacity[$0] * share[$0] * own[$0] }),
        dieArea: area.value, defectDensity: defects,
        yieldModel: yieldModel(record), salvage: record.number("salvage") ?? 0,
        diesPerPackage: record.count("dies") ?? 1,
        stacksPerPackage: record.number("stacks") ?? 0,
        packagingYield: MonthlySeries(
          constant: record.number("packaging-yield") ?? 1, months: months.count),
        packagingStarts: MonthlySeries(constant: .infinity, months: months.count),
        dieBank: record.number("die-bank") ?? 0, bankRelease: bankRelease(record),
        waferMonths: time(record, "wafer-time"), packagingMonths: time(record, "packaging-time"))
    }
  }

  private func bankRelease(_ record: Record) -> MonthlySeries {
    let begin = record.fact("bank-from").flatMap { try? CalendarPeriod($0.text).first.month }
    return MonthlySeries(
      steps: [
        (begin.map { months.index(of: $0) } ?? 0, record.number("bank-release") ?? 0)
      ], months: months.count)
  }

  private func yieldModel(_ record: Record) -> YieldModel {
    switch record.text("yield-model") {
    case "poisson": .poisson
    case "negative-binomial": .negativeBinomial(clustering: record.number("clustering") ?? 2)
    default: .murphy
    }
  }

  private func time(_ record: Record, _ key: String) -> Double {
    (record.quantity(key, as: Seconds.self) ?? .zero).value / Self.month
  }

  /// Memory for Huawei's packages: its share of what reached China, and of what is made there.
  func memory() throws -> MemorySupply {
    let share = try constant(.memoryShare)
    func owned(_ flow: Flow) throws(CatalogError) -> MonthlySeries {
      MonthlySeries(try series(flow).values.map { $0 * share })
    }
    return try MemorySupply(
      initialStacks: 0, imports: try owned(.memoryImports),
      pullForward: try constant(.memoryPullForward) * share,
      covertImports: try owned(.memoryCovert), waferStarts: try owned(.memoryWafers),
      stacksPerWafer: try constant(.stacksPerWafer), stackYield: try series(.stackYield),
      waferMonths: Self.memoryMonths)
  }

  /// From the start of a DRAM wafer to a stack that works: about four months, our estimate.
  private static let memoryMonths = 4.0
}
