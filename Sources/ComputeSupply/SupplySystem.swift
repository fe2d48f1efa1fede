internal import EventKernel
internal import Quantities

/// What can happen to a supply chain.
enum SupplyStep: Sendable {
  /// A stretch begins in which no rule changes.
  case periodBegan(Int)
  /// The last nanosecond of a month.
  case monthEnded
  /// A notice has run out or a decision has come for ordered units.
  case decided(product: Int, units: Double)
  /// Units shipped under the rules have arrived.
  case delivered(product: Int, units: Double)
  /// Wafers have left the foundry with the dies good and salvaged on them.
  case wafersFinished(line: Int, wafers: Double, month: Int)
  case stacksFinished(Double)
  /// Packages have been tested.
  case packagesFinished(line: Int, started: Double, good: Double)
  /// A product redesigned for a rule can be ordered.
  case redesigned(product: Int)
}

/// Wafers, memory, orders, licences, channels and stocks of one draw of one alternative.
///
/// Within a period, in this order: failures and retirements (on the first of a month); memory
/// arrives; wafers and packages are started; buyers order; what needs no asking is shipped. At the
/// end of a month: finished packages are sold; vendors serve other countries with what they did not
/// ship to the target; part of that leaks; rented chips are given back; the month is written down.
/// Deliveries, decisions and finished lots fall in between, at their own instants.
///
/// Its memory serves one run after another. Its questions are mutating functions too, because those
/// get it by its address: one that borrows it costs a copy of half a kilobyte.
struct SupplySystem: SystemModel, ~Copyable {
  typealias Event = SupplyStep
  typealias Observation = Never

  var figures: SupplyFigures
  var rules: CompiledRules
  var history: SupplyHistory
  /// What the reference alternative did in this draw; it is written while the reference runs.
  var reference: ReferenceTrace
  var isReference = true
  var isLogging = false

  /// The month and the period in progress.
  var month = 0
  var period = 0

  var inventory: Inventory
  /// Of the present month.
  var flows: MonthFlows

  // By product.
  var pending: OwnedBuffer<Double>
  var inTransit: OwnedBuffer<Double>
  /// Shipped to the target, and to the exporter's own users, since the beginning and before.
  var shippedToTarget: OwnedBuffer<Double>
  var shippedAtHome: OwnedBuffer<Double>
  /// Not exported, and so for others; negative where exports ran ahead.
  var forOthers: OwnedBuffer<Double>
  var isRedesigned: OwnedBuffer<Bool>
  /// Importable products, the most worth per dollar first, with and without rules.
  var ranking: ProductRanking
  var unruledRanking: ProductRanking

  // By line.
  var domestic: OwnedBuffer<LineState>
  var memoryStock = 0.0

  // Money and pressure.
  /// Money spent ahead and not paid back.
  var debt = 0.0
  /// Money kept from the month before.
  var kept = 0.0
  /// Of the present month, weighted by the length of periods.
  var worthWithRules = 0.0
  var worthWithoutRules = 0.0
  var importedWorth = 0.0
  /// What the money would buy of the best product without any bound.
  var idealWorth = 0.0
  /// By vendor: capacity that exports below the reference's leave, and capacity of its output.
  var freed: OwnedBuffer<Double>
  var capacityMade: OwnedBuffer<Double>

  /// A domestic line in its present state.
  struct LineState: Sendable {
    var wafersInProcess = 0.0
    var dies = 0.0
    var bank = 0.0
    var packagesInProcess = 0.0
    var unsold = 0.0
    /// What a period would package if memory were without limit.
    var wish = 0.0
    var wishConstraint = DomesticConstraint.idle
    /// Length of the period whose constraint stands for the month.
    var longest = 0.0
  }

  mutating func handle(
    _ event: SupplyStep, in context: inout SimulationContext<SupplyStep, Never>
  ) {
    switch event {
    case .periodBegan(let index): beginPeriod(index, in: &context)
    case .monthEnded: turnMonth(in: &context)
    case .decided(let product, let units): decide(product, units: units, in: &context)
    case .delivered(let product, let units):
      inTransit[product] -= units
      add(units, product, .licensed)
    case .wafersFinished(let line, let wafers, let month):
      finish(wafers: wafers, line: line, startedIn: month)
    case .stacksFinished(let stacks):
      memoryStock += stacks
      history.memory[month].madeAtHome += stacks
    case .packagesFinished(let line, let started, let good):
      finish(packages: started, good: good, line: line)
    case .redesigned(let product):
      isRedesigned[product] = true
      log(.redesigned, product: product, units: 0, at: context.now)
    }
  }

  private mutating func beginPeriod(
    _ index: Int, in context: inout SimulationContext<SupplyStep, Never>
  ) {
    period = index
    let isLastOfMonth =
      index + 1 == rules.periods.count || rules.periods[index + 1].isFirstOfMonth
    if isLastOfMonth {
      context.schedule(
        .monthEnded,
        at: Instant(nanoseconds: rules.monthStarts[month + 1].nanoseconds - 1))
    } else {
      context.schedule(.periodBegan(index + 1), at: rules.periods[index + 1].start)
    }
    runIndustry(in: &context)
    placeOrders(in: &context)
  }

  /// Closes a month and opens the next, in which what arrives at its first instant counts.
  private mutating func turnMonth(in context: inout SimulationContext<SupplyStep, Never>) {
    endMonth(at: context.now)
    guard month + 1 < figures.months else {
      context.stop()
      return
    }
    month += 1
    beginMonth()
    context.schedule(.periodBegan(period + 1), at: rules.monthStarts[month])
  }

  /// Lets something happen that many months from now, by the calendar.
  mutating func schedule(
    _ step: SupplyStep, afterMonths delay: Double,
    in context: inout SimulationContext<SupplyStep, Never>
  ) {
    let place = rules.place(of: context.now, month: month) + delay
    context.schedule(step, at: max(context.now, rules.instant(at: place)))
  }

  /// Adds delivered units to a cell, in the month in progress.
  mutating func add(_ units: Double, _ product: Int, _ channel: SupplyChannel) {
    let cell = product * SupplyChannel.count + channel.rawValue
    inventory.add(units, to: cell, month: month)
    flows.added[cell] += units
  }

  mutating func log(_ kind: SupplyEvent.Kind, product: Int, units: Double, at instant: Instant) {
    guard isLogging else { return }
    history.events.append(
      SupplyEvent(
        at: rules.place(of: instant, month: month), product: product, units: units, kind: kind))
  }
}
