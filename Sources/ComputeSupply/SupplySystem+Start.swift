internal import EventKernel
internal import Foundation

// How a run begins.

extension SupplySystem {
  /// A system without memory of its own, to stand where another was.
  init(idle programme: SupplyProgramme, rules: CompiledRules) {
    self.programme = programme
    self.rules = rules
    history = SupplyHistory(months: 0, products: 0, lines: 0)
    reference = ReferenceTrace()
  }

  /// A system with room for runs of a programme.
  init(_ programme: SupplyProgramme, rules: CompiledRules) {
    self.init(idle: programme, rules: rules)
    let products = programme.products.count
    let months = programme.months.count
    let cells = [Double](repeating: 0, count: products * SupplyChannel.count)
    let byProduct = [Double](repeating: 0, count: products)
    history = SupplyHistory(months: months, products: products, lines: programme.lines.count)
    reference = ReferenceTrace(
      months: months, products: products, leaks: programme.leaks.count)
    cohorts = [Double](repeating: 0, count: months * cells.count)
    stock = cells
    initialPerMonth = cells
    partLife = cells
    lifeSurvival = cells
    wholeLife = [Int](repeating: 0, count: cells.count)
    survivalSinceStart = byProduct
    pending = byProduct
    inTransit = byProduct
    shippedToTarget = byProduct
    shippedAtHome = byProduct
    forOthers = byProduct
    freed = byProduct
    capacityMade = byProduct
    isRedesigned = [Bool](repeating: false, count: products)
    domestic = [LineState](repeating: LineState(), count: programme.lines.count)
  }

  /// Puts the system where a run of a programme begins.
  mutating func begin(_ programme: SupplyProgramme, rules: CompiledRules, isReference: Bool) {
    self.programme = programme
    self.rules = rules
    self.isReference = isReference
    figures.load(programme)
    history.clear()
    month = 0
    period = 0
    debt = 0
    kept = 0
    for product in 0..<figures.products {
      survivalSinceStart[product] = 1
      pending[product] = 0
      inTransit[product] = 0
      shippedToTarget[product] = 0
      shippedAtHome[product] = 0
      forOthers[product] = 0
      isRedesigned[product] = false
    }
    beginStocks()
    beginIndustry()
  }

  private mutating func beginStocks() {
    for product in 0..<figures.products {
      for channel in SupplyChannel.allCases {
        let cell = product * SupplyChannel.count + channel.rawValue
        let life = figures.life[product] + (programme.longerLife[channel.user] ?? 0)
        stock[cell] = 0
        initialPerMonth[cell] = 0
        // No cohort outlives the programme by being retired after it.
        let bounded = min(life, Double(figures.months + 1))
        wholeLife[cell] = Int(bounded)
        partLife[cell] = bounded - Double(wholeLife[cell])
        lifeSurvival[cell] = pow(figures.survival[product], Double(wholeLife[cell]))
      }
    }
    for initial in programme.initialStocks {
      let product = programme.products.firstIndex { $0.name == initial.product }!
      let cell = product * SupplyChannel.count + initial.channel.rawValue
      stock[cell] += initial.units
      let life = figures.life[product] + (programme.longerLife[initial.channel.user] ?? 0)
      if life < .infinity { initialPerMonth[cell] += initial.units / life }
      switch initial.channel {
      case .exporterHome: shippedAtHome[product] += initial.units
      case .licensed: shippedToTarget[product] += initial.units
      case .elsewhereHome, .domestic, .smuggled, .offshoreOwned, .offshoreRented, .cloud: break
      }
    }
  }

  private mutating func beginIndustry() {
    memoryStock = programme.memory.initialStacks
    for line in domestic.indices {
      domestic[line] = LineState()
      domestic[line].bank = programme.lines[line].dieBank
    }
  }

  /// What is under way when the run begins: wafers started in the months before, at the rate of the
  /// first, and redesigns.
  mutating func scheduleBeginning(
    redesigns: [(product: Int, place: Double)],
    _ schedule: (SupplyStep, Instant) -> Void
  ) {
    for redesign in redesigns where redesign.place < Double(figures.months) {
      schedule(
        .redesigned(product: redesign.product),
        .zero + SupplyTime.seconds(months: max(0, redesign.place)))
    }
    for line in 0..<figures.lines {
      let rate = figures.wafersStarted[line]
      guard rate > 0 else { continue }
      var remaining = programme.lines[line].waferMonths
      // Lots of the months before, the oldest first: the last of them leave with the lead time.
      var at = 0.0
      while remaining > 0 {
        let length = min(1, remaining)
        domestic[line].wafersInProcess += rate * length
        schedule(
          .wafersFinished(line: line, wafers: rate * length, month: 0),
          .zero + SupplyTime.seconds(months: at))
        at += length
        remaining -= length
      }
    }
    schedule(.periodBegan(0), .zero)
  }
}
