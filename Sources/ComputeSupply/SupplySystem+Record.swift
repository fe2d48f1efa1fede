// The numbers of a month as they are written down.

extension SupplySystem {
  /// Writes down the stocks at the end of a month, and what follows from them.
  mutating func record() {
    let row = month * figures.products.count
    inventory.stock.copy(to: &history.stock, at: row * SupplyChannel.count)
    flows.record(month, in: &history)
    pending.copy(to: &history.delayed, at: row)
    inTransit.copy(to: &history.inTransit, at: row)
    for product in 0..<figures.products.count {
      var made = flows.diverted[product] + flows.shipped[product]
      let cell = product * SupplyChannel.count
      made += flows.added[cell + SupplyChannel.exporterHome.rawValue]
      made += flows.added[cell + SupplyChannel.elsewhereHome.rawValue]
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
    for place in 0..<ImportConstraint.count {
      let lost = history.refusals[month * ImportConstraint.count + place]
      if lost > most {
        most = lost
        worst = ImportConstraint(rawValue: UInt8(place)) ?? .money
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
    var drawn = Channels.zero
    for product in 0..<figures.products.count {
      drawn +=
        inventory.stock.channels(from: product * SupplyChannel.count)
        * figures.products.watts[product]
    }
    for place in 0..<SupplyPlace.count {
      let standing = drawn * figures.standing[place]
      var installed = 0.0
      for channel in standing.indices { installed += standing[channel] }
      let cell = month * SupplyPlace.count + place
      let capacity = figures.power[month, place]
      history.installedPower[cell] = installed
      history.poweredShare[cell] = installed > capacity ? capacity / installed : 1
    }
  }
}
