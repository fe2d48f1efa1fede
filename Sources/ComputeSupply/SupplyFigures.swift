/// All numbers of a programme as the loop reads them: flat, looked up and multiplied out once.
///
/// It is read for one draw and alternative after another, and each time only what differs from the one
/// before is read anew: most alternatives change little of a draw.
struct SupplyFigures: ~Copyable {
  let months: Int
  var products: ProductFigures
  var leaks: LeakFigures
  var lines: LineFigures
  // Of the buyers.
  var pullForward = 0.0
  var repayment = 0.0
  var retention = 0.0
  var dutyPassThrough = 0.0
  var feePassThrough = 0.0
  var crowdingOut = 0.0
  var initialStocks: [(cell: Int, units: Double)] = []

  /// Money for imports, by month.
  var money: OwnedBuffer<Double>
  /// By month and licence path.
  var grantRate: MonthTable
  var leadMonths: OwnedBuffer<Double>
  var memoryPullForward = 0.0
  var memoryWaferMonths = 0.0
  var initialStacks = 0.0
  var displacement = 0.0
  /// By month and place.
  var power: MonthTable
  /// By place.
  var longerLife: OwnedBuffer<Double>
  /// By place, 1 for each channel whose chips stand there and 0 for the others.
  let standing: OwnedBuffer<Channels>
  /// What the numbers are of; nil before the first.
  private var programme: SupplyProgramme?

  /// Room for programmes of some months, products, leaks, lines and licence paths.
  init(months: Int, products: Int, leaks: Int, lines: Int, licences: Int) {
    self.months = months
    self.products = ProductFigures(months: months, products: products)
    self.leaks = LeakFigures(months: months, leaks: leaks, products: products)
    self.lines = LineFigures(months: months, lines: lines)
    money = OwnedBuffer(repeating: 0, count: months)
    grantRate = MonthTable(months: months, width: licences)
    leadMonths = OwnedBuffer(repeating: 0, count: licences)
    power = MonthTable(months: months, width: SupplyPlace.count)
    longerLife = OwnedBuffer(repeating: 0, count: SupplyPlace.count)
    standing = OwnedBuffer(
      SupplyPlace.allCases.map { place in
        Channels(SupplyChannel.allCases.map { $0.location == place ? 1 : 0 })
      })
  }

  /// Reads a programme whose names and lengths have been checked, of the same months, products, leaks,
  /// lines and licence paths as all others.
  mutating func read(_ new: SupplyProgramme) {
    let old = programme
    let areNew = products.read(new, after: old)
    leaks.read(new, after: old, products, areNew: areNew)
    lines.read(new, after: old)
    if areNew || new.buyers != old?.buyers { readBuyers(new) }
    if new.initialStocks != old?.initialStocks {
      initialStocks = new.initialStocks.map { initial in
        let product = new.products.firstIndex { $0.name == initial.product }!
        return (product * SupplyChannel.count + initial.channel.rawValue, initial.units)
      }
    }
    for (place, licence) in new.licences.enumerated() where licence != old?.licences[place] {
      grantRate.set(place, to: licence.grantRate)
      leadMonths[place] = licence.leadMonths
    }
    memoryPullForward = new.memory.pullForward
    memoryWaferMonths = new.memory.waferMonths
    initialStacks = new.memory.initialStacks
    displacement = new.displacement
    if new.power != old?.power {
      let none = MonthlySeries(constant: .infinity, months: months)
      for place in SupplyPlace.allCases { power.set(place.rawValue, to: new.power[place] ?? none) }
    }
    for place in SupplyPlace.allCases { longerLife[place.rawValue] = new.longerLife[place] ?? 0 }
    programme = new
  }

  private mutating func readBuyers(_ programme: SupplyProgramme) {
    let buyers = programme.buyers
    pullForward = buyers.pullForward
    repayment = buyers.repayment
    retention = buyers.retention
    dutyPassThrough = buyers.dutyPassThrough
    feePassThrough = buyers.feePassThrough
    crowdingOut = buyers.crowdingOut
    for month in 0..<months {
      var spending = 0.0
      for place in 0..<products.world.count {
        let product = products.world[place]
        spending += products.output[month, product] * products.price[month, product]
      }
      money[month] =
        (buyers.demandShare[month] * spending + buyers.budget[month])
        * (1 - buyers.domesticQuota[month])
    }
  }
}
