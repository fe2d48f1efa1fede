internal import EventKernel

// Rent, returns, and the numbers of a month as they are written down.

extension SupplySystem {
  /// Rented chips go back to their owners' own users where the rule on the channel is enforced, and
  /// rent is paid for those that stay.
  mutating func giveBack(_ leak: Int, at instant: Instant) {
    let flow = programme.leaks[leak]
    let owner: SupplyChannel
    switch flow.channel {
    case .offshoreRented: owner = .elsewhereHome
    case .cloud: owner = .exporterHome
    case .exporterHome, .elsewhereHome, .licensed, .domestic, .smuggled, .offshoreOwned: return
    }
    let cell = month * figures.leaks + leak
    let closures = (month * SupplyChannel.count + flow.channel.rawValue) * figures.products
    var rent = 0.0
    for product in figures.world {
      let from = product * SupplyChannel.count + flow.channel.rawValue
      guard stock[from] > 0 else { continue }
      let share =
        figures.leakRule[cell] * rules.closure[closures + product] / flow.releaseMonths
      if share > 0 {
        let units = stock[from] * share
        move(share, product, from: flow.channel, to: owner)
        log(.givenBack(flow.channel), product: product, units: units, at: instant)
      }
      rent += stock[from] * figures.price[month * figures.products + product] * flow.rent
    }
    history.rent[month * SupplyChannel.count + flow.channel.rawValue] += rent
  }

  /// Moves a share of every cohort, so that ages go with the chips.
  private mutating func move(
    _ share: Double, _ product: Int, from: SupplyChannel, to: SupplyChannel
  ) {
    let source = product * SupplyChannel.count + from.rawValue
    let destination = product * SupplyChannel.count + to.rawValue
    for earlier in 0...month {
      let moved = cohorts[earlier * stock.count + source] * share
      cohorts[earlier * stock.count + source] -= moved
      cohorts[earlier * stock.count + destination] += moved
    }
    let old = initialPerMonth[source] * share
    initialPerMonth[source] -= old
    initialPerMonth[destination] += old
    let units = stock[source] * share
    stock[source] -= units
    stock[destination] += units
    history.moved[month * stock.count + source] -= units
    history.moved[month * stock.count + destination] += units
  }

  /// Writes down the stocks at the end of a month, and what follows from them.
  mutating func record() {
    let row = month * figures.products
    let cells = month * stock.count
    for cell in stock.indices { history.stock[cells + cell] = stock[cell] }
    for product in 0..<figures.products {
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
  private func importConstraint() -> ImportConstraint {
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
    for line in 0..<figures.lines {
      let row = month * figures.lines + line
      history.domestic[row].wafersInProcess = domestic[line].wafersInProcess
      history.domestic[row].dieStock = domestic[line].dies
      history.domestic[row].dieBank = domestic[line].bank
      history.domestic[row].packagesInProcess = domestic[line].packagesInProcess
      history.domestic[row].packagesUnsold = domestic[line].unsold
    }
  }

  private mutating func recordPower() {
    for place in SupplyPlace.allCases {
      var watts = 0.0
      for channel in SupplyChannel.allCases where channel.location == place {
        for product in 0..<figures.products {
          watts +=
            stock[product * SupplyChannel.count + channel.rawValue] * figures.watts[product]
        }
      }
      let cell = month * SupplyPlace.allCases.count + place.rawValue
      history.installedPower[cell] = watts
      let capacity = programme.power[place]?[month] ?? .infinity
      history.poweredShare[cell] = watts > capacity ? capacity / watts : 1
    }
  }
}
