internal import EventKernel

// How a run begins.

extension SupplySystem {
  /// A system with room for runs of a plan's programme.
  init(_ plan: SupplyPlan) {
    let programme = plan.programme
    self.init(
      rules: plan.rules[0], months: programme.months.count, products: programme.products.count,
      leaks: programme.leaks.count, lines: programme.lines.count,
      licences: programme.licences.count)
  }

  /// A system without memory, to stand for a moment where another was.
  init(idle rules: CompiledRules) {
    self.init(rules: rules, months: 0, products: 0, leaks: 0, lines: 0, licences: 0)
  }

  private init(
    rules: CompiledRules, months: Int, products: Int, leaks: Int, lines: Int, licences: Int
  ) {
    func numbers() -> OwnedBuffer<Double> { OwnedBuffer(repeating: 0, count: products) }
    self.rules = rules
    figures = SupplyFigures(
      months: months, products: products, leaks: leaks, lines: lines, licences: licences)
    history = SupplyHistory(months: months, products: products, lines: lines)
    reference = ReferenceTrace(months: months, products: products, leaks: leaks)
    inventory = Inventory(months: months, products: products)
    flows = MonthFlows(products: products)
    ranking = ProductRanking(capacity: products)
    unruledRanking = ProductRanking(capacity: products)
    pending = numbers()
    inTransit = numbers()
    shippedToTarget = numbers()
    shippedAtHome = numbers()
    forOthers = numbers()
    freed = numbers()
    capacityMade = numbers()
    isRedesigned = OwnedBuffer(repeating: false, count: products)
    domestic = OwnedBuffer(repeating: LineState(), count: lines)
  }

  /// Puts the system where a run of a programme begins, whose names and lengths have been checked.
  mutating func begin(_ programme: SupplyProgramme, rules: CompiledRules, isReference: Bool) {
    figures.read(programme)
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
    for line in 0..<domestic.count {
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
