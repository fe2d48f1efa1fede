internal import EventKernel

// How a run begins.

extension SupplySystem {
  /// A system with room for runs of a plan's programme.
  init(_ plan: SupplyPlan) {
    let figures = SupplyFigures(plan.programme)
    let products = figures.products.count
    let byProduct = [Double](repeating: 0, count: products)
    self.figures = figures
    rules = plan.rules[0]
    history = SupplyHistory(
      months: figures.months, products: products, lines: figures.lines.count)
    reference = ReferenceTrace(
      months: figures.months, products: products, leaks: figures.leaks.count)
    inventory = Inventory(months: figures.months, products: products)
    ranking = ProductRanking(capacity: products)
    unruledRanking = ProductRanking(capacity: products)
    pending = byProduct
    inTransit = byProduct
    shippedToTarget = byProduct
    shippedAtHome = byProduct
    forOthers = byProduct
    freed = byProduct
    capacityMade = byProduct
    isRedesigned = [Bool](repeating: false, count: products)
    domestic = [LineState](repeating: LineState(), count: figures.lines.count)
  }

  /// A system without memory, to stand for a moment where another was.
  init(idle figures: SupplyFigures, rules: CompiledRules) {
    self.figures = figures
    self.rules = rules
    history = SupplyHistory(months: 0, products: 0, lines: 0)
    reference = ReferenceTrace()
    inventory = Inventory(months: 0, products: 0)
    ranking = ProductRanking(capacity: 0)
    unruledRanking = ProductRanking(capacity: 0)
  }

  /// Puts the system where a run begins.
  mutating func begin(_ figures: SupplyFigures, rules: CompiledRules, isReference: Bool) {
    self.figures = figures
    self.rules = rules
    self.isReference = isReference
    history.clear()
    month = 0
    period = 0
    debt = 0
    kept = 0
    for product in 0..<figures.products.count {
      pending[product] = 0
      inTransit[product] = 0
      shippedToTarget[product] = 0
      shippedAtHome[product] = 0
      forOthers[product] = 0
      isRedesigned[product] = false
    }
    for (cell, units) in figures.initialStocks {
      let product = cell / SupplyChannel.count
      switch SupplyChannel(rawValue: cell % SupplyChannel.count)! {
      case .exporterHome: shippedAtHome[product] += units
      case .licensed: shippedToTarget[product] += units
      case .elsewhereHome, .domestic, .smuggled, .offshoreOwned, .offshoreRented, .cloud: break
      }
    }
    inventory.begin(figures)
    memoryStock = figures.initialStacks
    for line in domestic.indices {
      domestic[line] = LineState()
      domestic[line].bank = figures.lines.dieBank[line]
    }
    beginMonth()
  }

  /// What is under way when the run begins: redesigns, and the lots of the months before that are
  /// still in the foundry, at the rate of the first month.
  mutating func scheduleBeginning(
    redesigns: [(product: Int, place: Double)],
    _ schedule: (SupplyStep, Instant) -> Void
  ) {
    for redesign in redesigns where redesign.place < Double(figures.months) {
      schedule(
        .redesigned(product: redesign.product), rules.instant(at: max(0, redesign.place)))
    }
    for line in 0..<figures.lines.count {
      let rate = figures.lines.wafersStarted[0, line]
      guard rate > 0 else { continue }
      let lead = figures.lines.waferMonths[line]
      for age in stride(from: lead.rounded(.down), to: 0, by: -1) {
        domestic[line].wafersInProcess += rate
        schedule(
          .wafersFinished(line: line, wafers: rate, month: 0), rules.instant(at: lead - age))
      }
    }
    schedule(.periodBegan(0), .zero)
  }
}
