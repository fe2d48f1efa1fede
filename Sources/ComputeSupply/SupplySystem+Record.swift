// The numbers of a month as they are written down.

extension SupplySystem {
  /// Writes down the stocks at the end of a month, and what follows from them.
  mutating func record() {
    let row = month * figures.products.count
    let cells = row * SupplyChannel.count
    inventory.record(month, in: &history.stock)
    for product in 0..<figures.products.count {
      history.delayed[row + product] = pending[product]
      history.inTransit[row + product] = inTransit[product]
      var made = history.diverted[row + product] + history.shipped[row + product]
      let cell = cells + product * SupplyChannel.count
      made += history.added[cell + SupplyChannel.exporterHome.rawValue]
      made += history.added[cell + SupplyChannel.elsewhereHome.rawValue]
      history.made[row + product] = made
    }
    history.importConstraint[month] = importConstraint()
    recordIndustry()
    recordPower()
  }

  /// The cause that refused most worth; the money where it bought all but a hundredth of what it
  /// could have bought.
  private mutating func importConstraint() -> ImportConstraint {
    guard importedWorth < 0.99 * idealWorth else { return .money }
    var worst = ImportConstraint.money
    var most = 0.0
    for cause in ImportConstraint.allCases {
      let lost =
        history.refusals[month * ImportConstraint.allCases.count + Int(cause.rawValue)]
      if lost > most {
        most = lost
        worst = cause
      }
    }
    return worst
  }

  private mutating func recordIndustry() {
    history.memory[month].stock = memoryStock
    for line in 0..<figures.lines.count {
      let row = month * figures.lines.count + line
      history.domestic[row].wafersInProcess = domestic[line].wafersInProcess
      history.domestic[row].dieStock = domestic[line].dies
      history.domestic[row].dieBank = domestic[line].bank
      history.domestic[row].packagesInProcess = domestic[line].packagesInProcess
      history.domestic[row].packagesUnsold = domestic[line].unsold
    }
  }

  private mutating func recordPower() {
    let watts = figures.products.watts
    for place in SupplyPlace.allCases.indices {
      history.installedPower[month * SupplyPlace.allCases.count + place] = 0
    }
    for channel in SupplyChannel.allCases {
      var drawn = 0.0
      for product in watts.indices {
        drawn +=
          inventory.stock[product * SupplyChannel.count + channel.rawValue] * watts[product]
      }
      history.installedPower[
        month * SupplyPlace.allCases.count + channel.location.rawValue] += drawn
    }
    for place in SupplyPlace.allCases.indices {
      let cell = month * SupplyPlace.allCases.count + place
      let capacity = figures.power[place]?[month] ?? .infinity
      let drawn = history.installedPower[cell]
      history.poweredShare[cell] = drawn > capacity ? capacity / drawn : 1
    }
  }
}
