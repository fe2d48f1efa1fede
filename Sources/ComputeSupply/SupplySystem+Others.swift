internal import EventKernel
internal import Foundation

// Who gets what the world makes and the target does not import: others, and the target past the rules.

extension SupplySystem {
  /// What each product of the world market leaves for others: the reference's output less its
  /// exports, and a share of what this alternative exports less than the reference.
  mutating func shareOutput() {
    let row = month * figures.products.count
    for vendor in 0..<figures.products.vendors {
      freed[vendor] = 0
      capacityMade[vendor] = 0
    }
    for product in 0..<figures.products.count {
      let vendor = figures.products.vendor[product]
      freed[vendor] +=
        (reference.shipped[row + product] - flows.shipped[product])
        * figures.products.capacity[product]
      capacityMade[vendor] +=
        figures.products.output[month, product] * figures.products.capacity[product]
    }
    for place in 0..<figures.products.world.count {
      let product = figures.products.world[place]
      let vendor = figures.products.vendor[product]
      let made = figures.products.output[month, product]
      var units = made - reference.shipped[row + product]
      if capacityMade[vendor] > 0 {
        units += made / capacityMade[vendor] * figures.displacement * freed[vendor]
      }
      forOthers[product] += units
    }
  }

  /// Takes what reaches the target through one channel out of what others would get.
  mutating func runLeak(_ leak: Int, pressure: Double, at instant: Instant) {
    let channel = figures.leaks.channel[leak]
    let closures = (month * SupplyChannel.count + channel.rawValue) * figures.products.count
    let trace = (month * figures.leaks.count + leak) * figures.products.count
    let rise = pressureRise(pressure, elasticity: figures.leaks.elasticity[leak])
    let enforced = 1 - figures.leaks.enforcement[month, leak]
    let enforcement = figures.leaks.rule[month, leak]
    let greatest = figures.leaks.greatestRise[leak]
    let estimated = figures.leaks.share[month, leak]
    var price = 0.0
    for place in 0..<figures.products.world.count {
      let product = figures.products.world[place]
      let made = figures.products.output[month, product]
      guard made > 0 || isReference else { continue }
      let open = enforced * (1 - enforcement * rules.closure[closures + product])
      if isReference { reference.openness[trace + product] = open }
      let estimate =
        estimated * made * figures.leaks.preference[leak * figures.products.count + product]
      guard estimate > 0, rise > 0, open > 0 else { continue }
      let usual = reference.openness[trace + product]
      let factor = min(greatest, open == usual ? rise : rise * open / usual)
      let units = min(estimate * factor, max(0, forOthers[product]))
      guard units > 0 else { continue }
      forOthers[product] -= units
      flows.diverted[product] += units
      add(units, product, channel)
      price += units * figures.products.price[month, product]
      log(.diverted(channel), product: product, units: units, at: instant)
    }
    if figures.leaks.rent[leak] == 0, price > 0 {
      pay(price: price, channel, premium: price * figures.leaks.premium[month, leak])
    }
  }

  /// How much a flow past the rules grows with their pressure; in the reference not at all.
  private mutating func pressureRise(_ pressure: Double, elasticity: Double) -> Double {
    guard pressure > 0 else { return 0 }
    guard !isReference, elasticity > 0 else { return 1 }
    let ratio = pressure / reference.pressure[month]
    return elasticity == 1 ? ratio : pow(ratio, elasticity)
  }

  /// Delivers the rest to the exporter's own users and to those of other countries.
  mutating func serveOthers() {
    var (atHome, elsewhere) = (0.0, 0.0)
    for place in 0..<figures.products.world.count {
      let product = figures.products.world[place]
      let units = max(0, forOthers[product])
      forOthers[product] -= units
      guard units > 0 else { continue }
      let home = units * figures.products.homeShare[month, product]
      add(home, product, .exporterHome)
      add(units - home, product, .elsewhereHome)
      shippedAtHome[product] += home
      let price = figures.products.price[month, product]
      atHome += home * price
      elsewhere += (units - home) * price
    }
    pay(price: atHome, .exporterHome)
    pay(price: elsewhere, .elsewhereHome)
  }

  /// Rented chips go back to their owners' own users where the rule on the channel is enforced, and
  /// rent is paid for those that stay.
  mutating func giveBack(_ leak: Int, at instant: Instant) {
    let channel = figures.leaks.channel[leak]
    let owner: SupplyChannel
    switch channel {
    case .offshoreRented: owner = .elsewhereHome
    case .cloud: owner = .exporterHome
    case .exporterHome, .elsewhereHome, .licensed, .domestic, .smuggled, .offshoreOwned: return
    }
    let closures = (month * SupplyChannel.count + channel.rawValue) * figures.products.count
    var rent = 0.0
    for place in 0..<figures.products.world.count {
      let product = figures.products.world[place]
      let source = product * SupplyChannel.count + channel.rawValue
      guard inventory.stock[source] > 0 else { continue }
      let share =
        figures.leaks.rule[month, leak] * rules.closure[closures + product]
        / figures.leaks.releaseMonths[leak]
      if share > 0 {
        let destination = product * SupplyChannel.count + owner.rawValue
        let units = inventory.move(share, from: source, to: destination, month: month)
        flows.moved[source] -= units
        flows.moved[destination] += units
        log(.givenBack(channel), product: product, units: units, at: instant)
      }
      rent +=
        inventory.stock[source] * figures.products.price[month, product] * figures.leaks.rent[leak]
    }
    history.rent[month * SupplyChannel.count + channel.rawValue] += rent
  }
}
