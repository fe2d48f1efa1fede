internal import EventKernel
internal import Foundation

// Beginnings and ends of months: what wears out, who gets the world's output, what leaks.

extension SupplySystem {
  /// Failures since the month before, and retirement of those at the end of their life.
  ///
  /// Failures are exponential, so that every cohort of a cell loses the same share, and a cohort's
  /// survivors are retired when it reaches its life: exact for cohorts of a month.
  mutating func beginMonth() {
    let channels = SupplyChannel.count
    let row = month * stock.count
    for cell in stock.indices {
      history.added[row + cell] = 0
      history.moved[row + cell] = 0
      cohorts[row + cell] = 0
    }
    for line in domestic.indices { domestic[line].longest = 0 }
    worthWithRules = 0
    worthWithoutRules = 0
    importedWorth = 0
    idealWorth = 0
    guard month > 0 else {
      for cell in stock.indices { history.retired[row + cell] = 0 }
      return
    }
    for product in 0..<figures.products {
      let survival = figures.survival[product]
      survivalSinceStart[product] *= survival
      for cell in product * channels..<(product + 1) * channels where stock[cell] > 0 {
        let failed = stock[cell] * (1 - survival)
        let retired = min(stock[cell] - failed, endOfLife(cell, product))
        stock[cell] -= failed + retired
        history.retired[row + cell] = failed + retired
      }
    }
  }

  /// Survivors of a cell that reach the end of their life this month.
  private func endOfLife(_ cell: Int, _ product: Int) -> Double {
    let whole = wholeLife[cell]
    let part = partLife[cell]
    var units = 0.0
    if month < whole {
      units += initialPerMonth[cell] * survivalSinceStart[product]
    } else {
      if month == whole { units += initialPerMonth[cell] * part * survivalSinceStart[product] }
      let survived = lifeSurvival[cell]
      units += cohorts[(month - whole) * stock.count + cell] * (1 - part) * survived
      if part > 0, month > whole {
        units +=
          cohorts[(month - whole - 1) * stock.count + cell] * part * survived
          * figures.survival[product]
      }
    }
    return units
  }

  /// Sales, leaks, returns and the record of the month.
  mutating func endMonth(at instant: Instant) {
    sellDomestic()
    let pressure =
      worthWithoutRules > 0 ? max(0, 1 - worthWithRules / worthWithoutRules) : 0
    history.pressure[month] = pressure
    if isReference {
      reference.pressure[month] = pressure
      reference.importedWorth[month] = importedWorth
      let row = month * figures.products
      for product in 0..<figures.products {
        reference.shipped[row + product] = history.shipped[row + product]
      }
    }
    shareOutput()
    for leak in 0..<figures.leaks { runLeak(leak, pressure: pressure, at: instant) }
    serveOthers()
    for leak in 0..<figures.leaks { giveBack(leak, at: instant) }
    record()
  }

  /// Sells finished packages, but for those that imports above the reference crowd out.
  private mutating func sellDomestic() {
    var crowded =
      isReference
      ? 0
      : programme.buyers.crowdingOut * max(0, importedWorth - reference.importedWorth[month])
    for line in 0..<figures.lines {
      let product = figures.lineProduct[line]
      let worth = figures.worth[product]
      let held = worth > 0 ? min(domestic[line].unsold, crowded / worth) : 0
      crowded -= held * worth
      let sold = domestic[line].unsold - held
      domestic[line].unsold = held
      history.domestic[month * figures.lines + line].packagesDelivered += sold
      guard sold > 0 else { continue }
      add(sold, product, .domestic)
      pay(price: sold * figures.price[month * figures.products + product], .domestic)
    }
  }

  /// What each product of the world market leaves for others: the reference's output less its
  /// exports, and a share of what this alternative exports less than the reference.
  private mutating func shareOutput() {
    let row = month * figures.products
    for vendor in 0..<figures.vendors { freed[vendor] = 0 }
    for vendor in 0..<figures.vendors { capacityMade[vendor] = 0 }
    for product in 0..<figures.products {
      let vendor = figures.vendor[product]
      freed[vendor] +=
        (reference.shipped[row + product] - history.shipped[row + product])
        * figures.capacity[product]
      capacityMade[vendor] += figures.output[row + product] * figures.capacity[product]
    }
    for product in figures.world {
      let vendor = figures.vendor[product]
      let made = figures.output[row + product]
      var units = made - reference.shipped[row + product]
      if capacityMade[vendor] > 0 {
        units += made / capacityMade[vendor] * programme.displacement * freed[vendor]
      }
      forOthers[product] += units
    }
  }

  /// Takes what reaches the target through one channel out of what others would get.
  private mutating func runLeak(_ leak: Int, pressure: Double, at instant: Instant) {
    let cell = month * figures.leaks + leak
    let flow = programme.leaks[leak]
    let channel = flow.channel
    let row = month * figures.products
    let closures = (month * SupplyChannel.count + channel.rawValue) * figures.products
    let trace = cell * figures.products
    var weights = 0.0
    for product in figures.world {
      weights +=
        figures.output[row + product] * figures.worth[product]
        * figures.leakPreference[leak * figures.products + product]
    }
    let rise = pressureRise(pressure, elasticity: flow.elasticity)
    let enforced = 1 - figures.leakEnforcement[cell]
    for product in figures.world {
      let open =
        enforced * (1 - figures.leakRule[cell] * rules.closure[closures + product])
      if isReference { reference.openness[trace + product] = open }
      guard weights > 0, rise > 0, open > 0 else { continue }
      let factor = min(flow.greatestRise, rise * open / reference.openness[trace + product])
      // Estimates are of worth: a product's part is its part of the world's worth.
      let wanted =
        figures.leakEstimate[cell] * figures.output[row + product]
        * figures.leakPreference[leak * figures.products + product] / weights * factor
      let units = min(wanted, max(0, forOthers[product]))
      guard units > 0 else { continue }
      forOthers[product] -= units
      history.diverted[row + product] += units
      add(units, product, channel)
      let price = units * figures.price[row + product]
      if flow.rent == 0 {
        pay(price: price, channel, premium: price * figures.leakPremium[cell])
      }
      log(.diverted(channel), product: product, units: units, at: instant)
    }
  }

  /// How much a flow past the rules grows with their pressure; in the reference not at all.
  private func pressureRise(_ pressure: Double, elasticity: Double) -> Double {
    guard pressure > 0 else { return 0 }
    guard !isReference, elasticity > 0 else { return 1 }
    let ratio = pressure / reference.pressure[month]
    return elasticity == 1 ? ratio : pow(ratio, elasticity)
  }

  private mutating func serveOthers() {
    let row = month * figures.products
    for product in figures.world {
      let units = max(0, forOthers[product])
      forOthers[product] -= units
      guard units > 0 else { continue }
      let home = units * figures.homeShare[row + product]
      add(home, product, .exporterHome)
      add(units - home, product, .elsewhereHome)
      shippedAtHome[product] += home
      pay(price: home * figures.price[row + product], .exporterHome)
      pay(price: (units - home) * figures.price[row + product], .elsewhereHome)
    }
  }
}
