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
      let imported = figures.lines.memoryImports[month] * share
      let pulled = figures.memoryPullForward * rules.memoryPull[period]
      history.memory[month].imported += imported
      history.memory[month].pulledForward += pulled
      memoryStock += imported + pulled
    } else {
      let covert = figures.lines.memoryCovert[month] * share
      history.memory[month].covert += covert
      memoryStock += covert
    }
    let started = figures.lines.memoryStarted[month] * share
    guard started > 0 else { return }
    if figures.memoryWaferMonths > 0 {
      schedule(.stacksFinished(started), afterMonths: figures.memoryWaferMonths, in: &context)
    } else {
      memoryStock += started
      history.memory[month].madeAtHome += started
    }
  }

  private mutating func startWafers(
    share: Double, in context: inout SimulationContext<SupplyStep, Never>
  ) {
    for line in 0..<figures.lines.count {
      let wafers = figures.lines.wafersStarted[month, line] * share
      guard wafers > 0 else { continue }
      history.domestic[month * figures.lines.count + line].wafersStarted += wafers
      domestic[line].wafersInProcess += wafers
      let delay = figures.lines.waferMonths[line]
      if delay > 0 {
        schedule(
          .wafersFinished(line: line, wafers: wafers, month: month), afterMonths: delay,
          in: &context)
      } else {
        finish(wafers: wafers, line: line, startedIn: month)
      }
    }
  }

  /// Sorts the dies of finished wafers by the yield of the month in which they were started.
  mutating func finish(wafers: Double, line: Int, startedIn start: Int) {
    let good = wafers * figures.lines.goodDies[start, line]
    let salvaged = wafers * figures.lines.salvagedDies[start, line]
    let row = month * figures.lines.count + line
    domestic[line].wafersInProcess -= wafers
    domestic[line].dies += good + salvaged
    history.domestic[row].wafersFinished += wafers
    history.domestic[row].goodDies += good
    history.domestic[row].salvagedDies += salvaged
    history.domestic[row].scrappedDies += wafers * figures.lines.grossDies[line] - good - salvaged
  }

  /// Starts as many packages as dies, memory and packaging allow, and says which of them did not
  /// allow more; lines that want more memory than there is share it in proportion.
  private mutating func startPackages(
    share: Double, in context: inout SimulationContext<SupplyStep, Never>
  ) {
    var stacksWanted = 0.0
    for line in 0..<figures.lines.count {
      let bank = min(domestic[line].bank, figures.lines.bankRelease[month, line] * share)
      let fromDies =
        (domestic[line].dies + bank) / figures.lines.diesPerPackage[line]
      let fromPackaging = figures.lines.packagingStarts[month, line] * share
      domestic[line].wish = min(fromDies, fromPackaging)
      domestic[line].wishConstraint =
        fromPackaging < fromDies
        ? .packaging
        : fromDies > 0 || figures.lines.wafersStarted[month, line] > 0 ? .wafers : .idle
      stacksWanted += domestic[line].wish * figures.lines.stacksPerPackage[line]
    }
    let isShort = stacksWanted > memoryStock
    let served = isShort ? memoryStock / stacksWanted : 1
    var used = 0.0
    for line in 0..<figures.lines.count {
      let cell = month * figures.lines.count + line
      let stacks = figures.lines.stacksPerPackage[line]
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
    let dies = packages * figures.lines.diesPerPackage[line]
    let fromBank = min(
      dies, min(domestic[line].bank, figures.lines.bankRelease[month, line] * share))
    domestic[line].bank -= fromBank
    domestic[line].dies = max(0, domestic[line].dies - (dies - fromBank))
    domestic[line].packagesInProcess += packages
    history.domestic[cell].packagesStarted += packages
    let good = packages * figures.lines.packagingYield[month, line]
    let delay = figures.lines.packagingMonths[line]
    if delay > 0 {
      schedule(
        .packagesFinished(line: line, started: packages, good: good), afterMonths: delay,
        in: &context)
    } else {
      finish(packages: packages, good: good, line: line)
    }
  }

  mutating func finish(packages: Double, good: Double, line: Int) {
    let row = month * figures.lines.count + line
    domestic[line].packagesInProcess -= packages
    domestic[line].unsold += good
    history.domestic[row].goodPackages += good
    history.domestic[row].scrappedPackages += packages - good
  }
}
