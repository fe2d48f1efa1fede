internal import Foundation

/// The numbers of a programme's products as the loop reads them.
final class ProductFigures: Sendable {
  let count: Int

  // By month.
  let price: MonthTable
  let output: MonthTable
  let homeShare: MonthTable
  let acceptance: MonthTable
  /// The most that the target's buyers are served in a month.
  let allotment: MonthTable
  /// Worth of the world's output.
  let worldWorth: [Double]

  let worth: [Double]
  let capacity: [Double]
  let watts: [Double]
  /// Share of a stock that a month's failures leave.
  let survival: [Double]
  let lifeMonths: [Double]
  let shippingMonths: [Double]
  let saleFrom: [Double]
  let saleUntil: [Double]
  let isRedesign: [Bool]
  let isAcceptanceStated: [Bool]
  let vendor: [Int]
  let vendors: Int
  /// Those that the target's buyers could import if rules let them.
  let importable: [Int]
  /// Those that the world market has.
  let world: [Int]

  init(_ programme: SupplyProgramme) {
    let list = programme.products
    let months = programme.months.count
    count = list.count
    let output = MonthTable(months: months, columns: list.map(\.output))
    let worth = list.map(\.worth)
    let world = list.indices.filter { list[$0].output.values.contains { $0 > 0 } }
    self.output = output
    self.worth = worth
    self.world = world
    price = MonthTable(months: months, columns: list.map(\.price))
    homeShare = MonthTable(months: months, columns: list.map(\.homeShare))
    let stated = list.map { programme.buyers.acceptance[$0.name] }
    isAcceptanceStated = stated.map { $0 != nil }
    let all = MonthlySeries(constant: 1, months: months)
    acceptance = MonthTable(months: months, columns: stated.map { $0 ?? all })
    worldWorth = (0..<months).map { month in
      world.reduce(0) { $0 + output[month, $1] * worth[$1] }
    }
    capacity = list.map(\.capacity)
    watts = list.map(\.watts)
    survival = list.map { exp(-$0.failureRate / 12) }
    lifeMonths = list.map(\.lifeMonths)
    shippingMonths = list.map(\.shippingMonths)
    isRedesign = list.map { $0.availability == .redesign }
    let sale = list.map { product -> (from: Double, until: Double) in
      switch product.availability {
      case .listed(let from, let until): (from: from, until: until)
      case .redesign: (from: .infinity, until: .infinity)
      }
    }
    saleFrom = sale.map(\.from)
    saleUntil = sale.map(\.until)
    var names: [String] = []
    vendor = list.map { product in
      if let known = names.firstIndex(of: product.vendor) { return known }
      names.append(product.vendor)
      return names.count - 1
    }
    vendors = names.count
    allotment = Self.allotment(list, months: months)
    let made = programme.lines.map(\.product)
    importable = list.indices.filter {
      list[$0].worth > 0 && list[$0].allocation > 0 && !made.contains(list[$0].name)
    }
  }

  private static func allotment(_ list: [SupplyProduct], months: Int) -> MonthTable {
    let source = list.indices.map { index in
      list[index].silicon.flatMap { name in list.firstIndex { $0.name == name } } ?? index
    }
    let columns = list.indices.map { index -> MonthlySeries in
      // A product of the world market is served out of its own output, and no more than all of it.
      let share =
        source[index] == index ? min(list[index].allocation, 1) : list[index].allocation
      guard share < .infinity else { return MonthlySeries(constant: .infinity, months: months) }
      let silicon = list[source[index]]
      var limit = silicon.output
      limit.scale(by: share * silicon.capacity / list[index].capacity)
      return limit
    }
    return MonthTable(months: months, columns: columns)
  }
}
