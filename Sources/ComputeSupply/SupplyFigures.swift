internal import Foundation

/// The numbers of a programme as flat arrays, in the order in which the loop reads them.
struct SupplyFigures: Sendable {
  private(set) var months = 0
  private(set) var products = 0
  private(set) var leaks = 0
  private(set) var lines = 0
  private(set) var licences = 0

  // By month and product.
  private(set) var price: [Double] = []
  private(set) var output: [Double] = []
  private(set) var homeShare: [Double] = []
  private(set) var acceptance: [Double] = []
  /// The most that the target's buyers are served in a month.
  private(set) var allotment: [Double] = []

  // By product.
  private(set) var worth: [Double] = []
  private(set) var capacity: [Double] = []
  private(set) var watts: [Double] = []
  /// Share of a stock that a month's failures leave.
  private(set) var survival: [Double] = []
  private(set) var life: [Double] = []
  private(set) var shippingMonths: [Double] = []
  private(set) var saleFrom: [Double] = []
  private(set) var saleUntil: [Double] = []
  private(set) var isRedesign: [Bool] = []
  private(set) var isAcceptanceStated: [Bool] = []
  private(set) var vendor: [Int] = []
  private(set) var vendors = 0
  /// Those that the target's buyers could import if rules let them.
  private(set) var importable: [Int] = []
  /// Those that the world market has.
  private(set) var world: [Int] = []

  // By month.
  /// Worth of the world's output.
  private(set) var worldWorth: [Double] = []
  /// Money for imports.
  private(set) var money: [Double] = []

  // By month and leak.
  private(set) var leakEstimate: [Double] = []
  private(set) var leakEnforcement: [Double] = []
  private(set) var leakRule: [Double] = []
  private(set) var leakPremium: [Double] = []
  /// By leak and product.
  private(set) var leakPreference: [Double] = []

  // By month and line.
  private(set) var wafersStarted: [Double] = []
  private(set) var packagingYield: [Double] = []
  private(set) var packagingStarts: [Double] = []
  private(set) var bankRelease: [Double] = []
  /// Good and salvaged dies per wafer.
  private(set) var goodDies: [Double] = []
  private(set) var salvagedDies: [Double] = []
  /// By line.
  private(set) var grossDies: [Double] = []
  private(set) var lineProduct: [Int] = []

  /// By month and licence path.
  private(set) var grantRate: [Double] = []

  /// By month: stacks imported without a rule, past the rules, and good ones from wafers started.
  private(set) var memoryImports: [Double] = []
  private(set) var memoryCovert: [Double] = []
  private(set) var memoryStarted: [Double] = []

  /// Reads a programme whose names and lengths have been checked.
  mutating func load(_ programme: SupplyProgramme) {
    months = programme.months.count
    products = programme.products.count
    leaks = programme.leaks.count
    lines = programme.lines.count
    licences = programme.licences.count
    loadProducts(programme)
    loadMarket(programme)
    loadLeaks(programme)
    loadLines(programme)
    memoryImports = programme.memory.imports.values
    memoryCovert = programme.memory.covertImports.values
    memoryStarted = (0..<months).map {
      programme.memory.waferStarts[$0] * programme.memory.stacksPerWafer
        * programme.memory.stackYield[$0]
    }
  }

  private mutating func loadProducts(_ programme: SupplyProgramme) {
    let list = programme.products
    price = byMonth(products) { list[$1].price[$0] }
    output = byMonth(products) { list[$1].output[$0] }
    homeShare = byMonth(products) { list[$1].homeShare[$0] }
    worth = list.map(\.worth)
    capacity = list.map(\.capacity)
    watts = list.map(\.watts)
    survival = list.map { exp(-$0.failureRate / 12) }
    life = list.map(\.lifeMonths)
    shippingMonths = list.map(\.shippingMonths)
    isRedesign = list.map { $0.availability == .redesign }
    saleFrom = []
    saleUntil = []
    for product in list {
      switch product.availability {
      case .listed(let from, let until):
        saleFrom.append(from)
        saleUntil.append(until)
      case .redesign:
        saleFrom.append(.infinity)
        saleUntil.append(.infinity)
      }
    }
    var names: [String] = []
    vendor = list.map { product in
      if let known = names.firstIndex(of: product.vendor) { return known }
      names.append(product.vendor)
      return names.count - 1
    }
    vendors = names.count
    let silicon = list.indices.map { index in
      list[index].silicon.flatMap { name in list.firstIndex { $0.name == name } } ?? index
    }
    allotment = byMonth(products) { month, product in
      let source = silicon[product]
      let limit = list[product].allocation
      // A product of the world market is served out of its own output, and no more than all of it.
      let share = source == product ? min(limit, 1) : limit
      return share == .infinity
        ? .infinity
        : share * list[source].output[month] * capacity[source] / capacity[product]
    }
    let made = programme.lines.map(\.product)
    importable = list.indices.filter {
      list[$0].worth > 0 && list[$0].allocation > 0 && !made.contains(list[$0].name)
    }
    world = list.indices.filter { list[$0].output.values.contains { $0 > 0 } }
  }

  private mutating func loadMarket(_ programme: SupplyProgramme) {
    let buyers = programme.buyers
    let accepted = programme.products.map { buyers.acceptance[$0.name] }
    isAcceptanceStated = accepted.map { $0 != nil }
    acceptance = byMonth(products) { month, product in accepted[product]?[month] ?? 1 }
    worldWorth = []
    money = []
    for month in 0..<months {
      var sum = 0.0
      var spending = 0.0
      for product in world {
        let made = output[month * products + product]
        sum += made * worth[product]
        spending += made * price[month * products + product]
      }
      worldWorth.append(sum)
      money.append(
        (buyers.demandShare[month] * spending + buyers.budget[month])
          * (1 - buyers.domesticQuota[month]))
    }
    grantRate = byMonth(licences) { programme.licences[$1].grantRate[$0] }
  }

  private mutating func loadLeaks(_ programme: SupplyProgramme) {
    let list = programme.leaks
    leakEstimate = byMonth(leaks) { month, leak in
      list[leak].amount[month] + list[leak].shareOfWorld[month] * worldWorth[month]
    }
    leakEnforcement = byMonth(leaks) { list[$1].enforcement[$0] }
    leakRule = byMonth(leaks) { list[$1].ruleEnforcement[$0] }
    leakPremium = byMonth(leaks) { list[$1].premium[$0] }
    leakPreference = list.flatMap { leak in
      programme.products.map { leak.preference[$0.name] ?? 1 }
    }
  }

  private mutating func loadLines(_ programme: SupplyProgramme) {
    let list = programme.lines
    grossDies = list.map { WaferGeometry.grossDies(dieArea: $0.dieArea) }
    lineProduct = list.map { line in
      programme.products.firstIndex { $0.name == line.product }!
    }
    wafersStarted = byMonth(lines) { list[$1].waferStarts[$0] }
    packagingYield = byMonth(lines) { list[$1].packagingYield[$0] }
    packagingStarts = byMonth(lines) { list[$1].packagingStarts[$0] }
    bankRelease = byMonth(lines) { list[$1].bankRelease[$0] }
    goodDies = byMonth(lines) { month, line in
      grossDies[line]
        * list[line].yieldModel.yield(
          dieArea: list[line].dieArea, defectDensity: list[line].defectDensity[month])
    }
    salvagedDies = byMonth(lines) { month, line in
      (grossDies[line] - goodDies[month * lines + line]) * list[line].salvage
    }
  }

  private func byMonth(_ width: Int, _ value: (_ month: Int, _ place: Int) -> Double) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(months * width)
    for month in 0..<months {
      for place in 0..<width { values.append(value(month, place)) }
    }
    return values
  }
}
