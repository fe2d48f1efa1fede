internal import EventKernel
internal import Quantities

// The target's own industry: wafers, dies, memory, packages.

extension SupplySystem {
  /// Memory arrives, wafers and packages are started for one period.
  mutating func runIndustry(in context: inout SimulationContext<SupplyStep, Never>) {
    let share = rules.periods[period].share
    receiveMemory(share: share, in: &context)
    startWafers(share: share, in: &context)
    startPackages(share: share, in: &context)
  }

  private mutating func receiveMemory(
    share: Double, in context: inout SimulationContext<SupplyStep, Never>
  ) {
    if rules.memoryPermitted[period] {
      let imported = figures.memoryImports[month] * share
      let pulled = programme.memory.pullForward * rules.memoryPull[period]
      history.memory[month].imported += imported
      history.memory[month].pulledForward += pulled
      memoryStock += imported + pulled
    } else {
      let covert = figures.memoryCovert[month] * share
      history.memory[month].covert += covert
      memoryStock += covert
    }
    let started = figures.memoryStarted[month] * share
    guard started > 0 else { return }
    if programme.memory.waferMonths > 0 {
      context.schedule(
        .stacksFinished(started),
        after: SupplyTime.seconds(months: programme.memory.waferMonths))
    } else {
      memoryStock += started
      history.memory[month].madeAtHome += started
    }
  }

  private mutating func startWafers(
    share: Double, in context: inout SimulationContext<SupplyStep, Never>
  ) {
    for line in 0..<figures.lines {
      let wafers = figures.wafersStarted[month * figures.lines + line] * share
      guard wafers > 0 else { continue }
      history.domestic[month * figures.lines + line].wafersStarted += wafers
      domestic[line].wafersInProcess += wafers
      let delay = programme.lines[line].waferMonths
      if delay > 0 {
        context.schedule(
          .wafersFinished(line: line, wafers: wafers, month: month),
          after: SupplyTime.seconds(months: delay))
      } else {
        finish(wafers: wafers, line: line, startedIn: month)
      }
    }
  }

  /// Sorts the dies of finished wafers by the yield of the month in which they were started.
  mutating func finish(wafers: Double, line: Int, startedIn start: Int) {
    let good = wafers * figures.goodDies[start * figures.lines + line]
    let salvaged = wafers * figures.salvagedDies[start * figures.lines + line]
    let row = month * figures.lines + line
    domestic[line].wafersInProcess -= wafers
    domestic[line].dies += good + salvaged
    history.domestic[row].wafersFinished += wafers
    history.domestic[row].goodDies += good
    history.domestic[row].salvagedDies += salvaged
    history.domestic[row].scrappedDies += wafers * figures.grossDies[line] - good - salvaged
  }

  /// Starts as many packages as dies, memory and packaging allow, and says which of them did not
  /// allow more; lines that want more memory than there is share it in proportion.
  private mutating func startPackages(
    share: Double, in context: inout SimulationContext<SupplyStep, Never>
  ) {
    var stacksWanted = 0.0
    for line in 0..<figures.lines {
      let cell = month * figures.lines + line
      let bank = min(domestic[line].bank, figures.bankRelease[cell] * share)
      let fromDies =
        (domestic[line].dies + bank) / Double(programme.lines[line].diesPerPackage)
      let fromPackaging = figures.packagingStarts[cell] * share
      domestic[line].wish = min(fromDies, fromPackaging)
      domestic[line].wishConstraint =
        fromPackaging < fromDies
        ? .packaging : fromDies > 0 || figures.wafersStarted[cell] > 0 ? .wafers : .idle
      stacksWanted += domestic[line].wish * programme.lines[line].stacksPerPackage
    }
    let isShort = stacksWanted > memoryStock
    let served = isShort ? memoryStock / stacksWanted : 1
    var used = 0.0
    for line in 0..<figures.lines {
      let cell = month * figures.lines + line
      let stacks = programme.lines[line].stacksPerPackage
      let bindsMemory = isShort && stacks > 0 && domestic[line].wish > 0
      let packages = domestic[line].wish * (stacks > 0 ? served : 1)
      if share > domestic[line].longest {
        domestic[line].longest = share
        history.domestic[cell].constraint = bindsMemory ? .memory : domestic[line].wishConstraint
      }
      guard packages > 0 else { continue }
      used += packages * stacks
      start(packages, line: line, cell: cell, share: share, in: &context)
    }
    memoryStock = max(0, memoryStock - used)
    history.memory[month].used += used
  }

  private mutating func start(
    _ packages: Double, line: Int, cell: Int, share: Double,
    in context: inout SimulationContext<SupplyStep, Never>
  ) {
    let dies = packages * Double(programme.lines[line].diesPerPackage)
    let fromBank = min(dies, min(domestic[line].bank, figures.bankRelease[cell] * share))
    domestic[line].bank -= fromBank
    domestic[line].dies = max(0, domestic[line].dies - (dies - fromBank))
    domestic[line].packagesInProcess += packages
    history.domestic[cell].packagesStarted += packages
    let good = packages * figures.packagingYield[cell]
    let delay = programme.lines[line].packagingMonths
    if delay > 0 {
      context.schedule(
        .packagesFinished(line: line, started: packages, good: good),
        after: SupplyTime.seconds(months: delay))
    } else {
      finish(packages: packages, good: good, line: line)
    }
  }

  mutating func finish(packages: Double, good: Double, line: Int) {
    let row = month * figures.lines + line
    domestic[line].packagesInProcess -= packages
    domestic[line].unsold += good
    history.domestic[row].goodPackages += good
    history.domestic[row].scrappedPackages += packages - good
  }
}
