internal import EventKernel
internal import Foundation

// Who gets what the world makes and the target does not import: others, and the target past the rules.

extension SupplySystem {
  /// What each product of the world market leaves for others: the reference's output less its
  /// exports, and a share of what this alternative exports less than the reference.
  mutating func shareOutput() {
    let products = figures.products
    let row = month * products.count
    for vendor in 0..<products.vendors {
      freed[vendor] = 0
      capacityMade[vendor] = 0
    }
    for product in 0..<products.count {
      let vendor = products.vendor[product]
      freed[vendor] +=
        (reference.shipped[row + product] - history.shipped[row + product])
        * products.capacity[product]
      capacityMade[vendor] += products.output[month, product] * products.capacity[product]
    }
    for product in products.world {
      let vendor = products.vendor[product]
      let made = products.output[month, product]
      var units = made - reference.shipped[row + product]
      if capacityMade[vendor] > 0 {
        units += made / capacityMade[vendor] * figures.displacement * freed[vendor]
      }
      forOthers[product] += units
    }
  }

  /// Takes what reaches the target through one channel out of what others would get.
  mutating func runLeak(_ leak: Int, pressure: Double, at instant: Instant) {
    let (products, leaks) = (figures.products, figures.leaks)
    let channel = leaks.channel[leak]
    let row = month * products.count
    let closures = (month * SupplyChannel.count + channel.rawValue) * products.count
    let trace = (month * leaks.count + leak) * products.count
    let rise = pressureRise(pressure, elasticity: leaks.elasticity[leak])
    let enforced = 1 - leaks.enforcement[month, leak]
    let enforcement = leaks.rule[month, leak]
    let greatest = leaks.greatestRise[leak]
    var price = 0.0
    for product in products.world {
      let open = enforced * (1 - enforcement * rules.closure[closures + product])
      if isReference { reference.openness[trace + product] = open }
      let estimate = leaks.units[month, leak * products.count + product]
      guard estimate > 0, rise > 0, open > 0 else { continue }
      let usual = reference.openness[trace + product]
      let factor = min(greatest, open == usual ? rise : rise * open / usual)
      let units = min(estimate * factor, max(0, forOthers[product]))
      guard units > 0 else { continue }
      forOthers[product] -= units
      history.diverted[row + product] += units
      add(units, product, channel)
      price += units * products.price[month, product]
      log(.diverted(channel), product: product, units: units, at: instant)
    }
    if leaks.rent[leak] == 0, price > 0 {
      pay(price: price, channel, premium: price * leaks.premium[month, leak])
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
    let products = figures.products
    var (atHome, elsewhere) = (0.0, 0.0)
    for product in products.world {
      let units = max(0, forOthers[product])
      forOthers[product] -= units
      guard units > 0 else { continue }
      let home = units * products.homeShare[month, product]
      add(home, product, .exporterHome)
      add(units - home, product, .elsewhereHome)
      shippedAtHome[product] += home
      let price = products.price[month, product]
      atHome += home * price
      elsewhere += (units - home) * price
    }
    pay(price: atHome, .exporterHome)
    pay(price: elsewhere, .elsewhereHome)
  }

  /// Rented chips go back to their owners' own users where the rule on the channel is enforced, and
  /// rent is paid for those that stay.
  mutating func giveBack(_ leak: Int, at instant: Instant) {
    let (products, leaks) = (figures.products, figures.leaks)
    let channel = leaks.channel[leak]
    let owner: SupplyChannel
    switch channel {
    case .offshoreRented: owner = .elsewhereHome
    case .cloud: owner = .exporterHome
    case .exporterHome, .elsewhereHome, .licensed, .domestic, .smuggled, .offshoreOwned: return
    }
    let closures = (month * SupplyChannel.count + channel.rawValue) * products.count
    let row = month * products.count * SupplyChannel.count
    var rent = 0.0
    for product in products.world {
      let source = product * SupplyChannel.count + channel.rawValue
      guard inventory.stock[source] > 0 else { continue }
      let share =
        leaks.rule[month, leak] * rules.closure[closures + product] / leaks.releaseMonths[leak]
      if share > 0 {
        let destination = product * SupplyChannel.count + owner.rawValue
        let units = inventory.move(share, from: source, to: destination, month: month)
        history.moved[row + source] -= units
        history.moved[row + destination] += units
        log(.givenBack(channel), product: product, units: units, at: instant)
      }
      rent += inventory.stock[source] * products.price[month, product] * leaks.rent[leak]
    }
    history.rent[month * SupplyChannel.count + channel.rawValue] += rent
  }
}
