/// All numbers of a programme as the loop reads them: flat, looked up and multiplied out once.
///
/// Classes so that the loop passes one pointer instead of thirty arrays; nothing in them ever changes.
final class SupplyFigures: Sendable {
  let months: Int
  let products: ProductFigures
  let leaks: LeakFigures
  let lines: LineFigures
  // Of the buyers.
  let pullForward: Double
  let repayment: Double
  let retention: Double
  let dutyPassThrough: Double
  let feePassThrough: Double
  let crowdingOut: Double
  let initialStocks: [(cell: Int, units: Double)]

  /// Money for imports, by month.
  let money: [Double]
  /// By month and licence path.
  let grantRate: MonthTable
  let leadMonths: [Double]
  let memoryPullForward: Double
  let memoryWaferMonths: Double
  let initialStacks: Double
  let displacement: Double
  /// By place.
  let power: [[Double]?]
  let longerLife: [Double]

  /// Reads a programme whose names and lengths have been checked.
  init(_ programme: SupplyProgramme) {
    let months = programme.months.count
    let products = ProductFigures(programme)
    self.months = months
    self.products = products
    leaks = LeakFigures(programme, products)
    lines = LineFigures(programme)
    let buyers = programme.buyers
    pullForward = buyers.pullForward
    repayment = buyers.repayment
    retention = buyers.retention
    dutyPassThrough = buyers.dutyPassThrough
    feePassThrough = buyers.feePassThrough
    crowdingOut = buyers.crowdingOut
    initialStocks = programme.initialStocks.map { initial in
      let product = programme.products.firstIndex { $0.name == initial.product }!
      return (product * SupplyChannel.count + initial.channel.rawValue, initial.units)
    }
    money = (0..<months).map { month in
      let spending = products.world.reduce(0) {
        $0 + products.output[month, $1] * products.price[month, $1]
      }
      return (buyers.demandShare[month] * spending + buyers.budget[month])
        * (1 - buyers.domesticQuota[month])
    }
    grantRate = MonthTable(months: months, columns: programme.licences.map(\.grantRate))
    leadMonths = programme.licences.map(\.leadMonths)
    memoryPullForward = programme.memory.pullForward
    memoryWaferMonths = programme.memory.waferMonths
    initialStacks = programme.memory.initialStacks
    displacement = programme.displacement
    power = SupplyPlace.allCases.map { programme.power[$0]?.values }
    longerLife = SupplyPlace.allCases.map { programme.longerLife[$0] ?? 0 }
  }
}
