internal import Foundation

/// The numbers of a programme's products as the loop reads them.
struct ProductFigures: ~Copyable {
  let count: Int

  // By month.
  var price: MonthTable
  var output: MonthTable
  var homeShare: MonthTable
  var acceptance: MonthTable
  /// The most that the target's buyers are served in a month.
  var allotment: MonthTable
  /// Worth of the world's output.
  var worldWorth: OwnedBuffer<Double>

  // By product.
  var worth: OwnedBuffer<Double>
  var capacity: OwnedBuffer<Double>
  var watts: OwnedBuffer<Double>
  /// Share of a stock that a month's failures leave.
  var survival: OwnedBuffer<Double>
  var lifeMonths: OwnedBuffer<Double>
  var shippingMonths: OwnedBuffer<Double>
  var saleFrom: OwnedBuffer<Double>
  var saleUntil: OwnedBuffer<Double>
  var isRedesign: OwnedBuffer<Bool>
  var isAcceptanceStated: OwnedBuffer<Bool>
  var vendor: OwnedBuffer<Int>
  var vendors = 0
  /// Those that the target's buyers could import if rules let them.
  var importable: OwnedBuffer<Int>
  /// The same in each month, the most worth at list prices for a dollar first, equals in their order.
  var bestFirst: OwnedBuffer<Int>
  /// Those that the world market has.
  var world: OwnedBuffer<Int>

  init(months: Int, products: Int) {
    count = products
    func table() -> MonthTable { MonthTable(months: months, width: products) }
    func numbers() -> OwnedBuffer<Double> { OwnedBuffer(repeating: 0, count: products) }
    price = table()
    output = table()
    homeShare = table()
    acceptance = table()
    allotment = table()
    worldWorth = OwnedBuffer(repeating: 0, count: months)
    worth = numbers()
    capacity = numbers()
    watts = numbers()
    survival = numbers()
    lifeMonths = numbers()
    shippingMonths = numbers()
    saleFrom = numbers()
    saleUntil = numbers()
    isRedesign = OwnedBuffer(repeating: false, count: products)
    isAcceptanceStated = OwnedBuffer(repeating: false, count: products)
    vendor = OwnedBuffer(repeating: 0, count: products)
    importable = OwnedBuffer([])
    bestFirst = OwnedBuffer([])
    world = OwnedBuffer([])
  }

  /// Whether a product of a list is sold at a time, in months since the programme's first; redesigns are
  /// on no list.
  func isOnSale(_ product: Int, at place: Double) -> Bool {
    saleFrom[product] <= place && place < saleUntil[product]
  }

  /// Reads what differs from the programme read before.
  ///
  /// - Parameter old: that programme, of the same months and products; nil where there was none.
  /// - Returns: whether a product differs in anything.
  mutating func read(_ programme: SupplyProgramme, after old: SupplyProgramme?) -> Bool {
    let months = programme.months.count
    let list = programme.products
    if programme.buyers.acceptance != old?.buyers.acceptance {
      let all = MonthlySeries(constant: 1, months: months)
      for product in list.indices {
        let stated = programme.buyers.acceptance[list[product].name]
        isAcceptanceStated[product] = stated != nil
        acceptance.set(product, to: stated ?? all)
      }
    }
    guard list != old?.products else { return false }
    let differ = list.indices.filter { list[$0] != old?.products[$0] }
    let isAnew = differ.contains { product in
      old.map { !list[product].differsInOutputAlone(from: $0.products[product]) } ?? true
    }
    for product in differ { output.set(product, to: list[product].output) }
    world = OwnedBuffer(list.indices.filter { list[$0].output.values.contains { $0 > 0 } })
    if isAnew { readTerms(programme) }
    for month in 0..<months {
      var sum = 0.0
      for place in 0..<world.count {
        let product = world[place]
        sum += output[month, product] * worth[product]
      }
      worldWorth[month] = sum
    }
    let changed = Set(differ)
    for product in list.indices {
      let source = Self.silicon(of: product, in: list)
      guard isAnew || changed.contains(product) || changed.contains(source) else { continue }
      limit(product, to: list[product], outOf: list[source], isOwn: source == product)
    }
    return true
  }

  /// Everything but output.
  private mutating func readTerms(_ programme: SupplyProgramme) {
    let list = programme.products
    var names: [String] = []
    for (product, own) in list.enumerated() {
      price.set(product, to: own.price)
      homeShare.set(product, to: own.homeShare)
      worth[product] = own.worth
      capacity[product] = own.capacity
      watts[product] = own.watts
      survival[product] = exp(-own.failureRate / 12)
      lifeMonths[product] = own.lifeMonths
      shippingMonths[product] = own.shippingMonths
      switch own.availability {
      case .listed(let from, let until):
        (saleFrom[product], saleUntil[product]) = (from, until)
        isRedesign[product] = false
      case .redesign:
        (saleFrom[product], saleUntil[product]) = (.infinity, .infinity)
        isRedesign[product] = true
      }
      if !names.contains(own.vendor) { names.append(own.vendor) }
      vendor[product] = names.firstIndex(of: own.vendor)!
    }
    vendors = names.count
    let made = programme.lines.map(\.product)
    let able = list.indices.filter {
      list[$0].worth > 0 && list[$0].allocation > 0 && !made.contains(list[$0].name)
    }
    importable = OwnedBuffer(able)
    bestFirst = OwnedBuffer(
      (0..<programme.months.count).flatMap { month in
        var ranking = ProductRanking(capacity: able.count)
        for product in able {
          ranking.insert(product, worthPerDollar: list[product].worth / list[product].price[month])
        }
        return able.indices.map { ranking[$0] }
      })
  }

  private static func silicon(of product: Int, in list: [SupplyProduct]) -> Int {
    list[product].silicon.flatMap { name in list.firstIndex { $0.name == name } } ?? product
  }

  private mutating func limit(
    _ product: Int, to own: SupplyProduct, outOf silicon: SupplyProduct, isOwn: Bool
  ) {
    // A product of the world market is served out of its own output, and no more than all of it.
    let share = isOwn ? min(own.allocation, 1) : own.allocation
    let factor = share * silicon.capacity / own.capacity
    for month in silicon.output.values.indices {
      allotment[month, product] = share < .infinity ? silicon.output[month] * factor : .infinity
    }
  }
}

extension SupplyProduct {
  /// Whether all but its output is that of another.
  fileprivate func differsInOutputAlone(from other: SupplyProduct) -> Bool {
    var same = other
    same.output = output
    return same == self
  }
}
