internal import EventKernel

// The turn of a month: what wore out, what domestic makers sell, and the record.

extension SupplySystem {
  /// Clears the month's accounts; chips fail and are retired.
  mutating func beginMonth() {
    flows.clear()
    inventory.beginMonth(month, retired: &history.retired)
    for line in 0..<domestic.count { domestic[line].longest = 0 }
    worthWithRules = 0
    worthWithoutRules = 0
    importedWorth = 0
    idealWorth = 0
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
      let row = month * figures.products.count
      for product in 0..<figures.products.count {
        reference.shipped[row + product] = flows.shipped[product]
      }
    }
    shareOutput()
    for leak in 0..<figures.leaks.count { runLeak(leak, pressure: pressure, at: instant) }
    serveOthers()
    for leak in 0..<figures.leaks.count { giveBack(leak, at: instant) }
    record()
  }

  /// Sells finished packages, but for those that imports above the reference crowd out.
  private mutating func sellDomestic() {
    var crowded =
      isReference
      ? 0
      : figures.crowdingOut * max(0, importedWorth - reference.importedWorth[month])
    for line in 0..<figures.lines.count {
      let product = figures.lines.product[line]
      let worth = figures.products.worth[product]
      let held = worth > 0 ? min(domestic[line].unsold, crowded / worth) : 0
      crowded -= held * worth
      let sold = domestic[line].unsold - held
      domestic[line].unsold = held
      history.domestic[month * figures.lines.count + line].packagesDelivered += sold
      guard sold > 0 else { continue }
      add(sold, product, .domestic)
      pay(price: sold * figures.products.price[month, product], .domestic)
    }
  }
}
