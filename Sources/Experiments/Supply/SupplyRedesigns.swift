import ComputeSupply
import ExportControl
import Quantities

/// The products that vendors would design because rules stop those they sell.
///
/// On every day on which the best product that China's buyers could have is denied, its maker begins
/// to design the best variant that passes two per cent under the lines: see
/// ``RuleBook/redesign(of:for:noStricterThan:margin:weights:)``. Where a product of the catalog that
/// may be sold is worth as much when it would come to market, nobody bothers. Left out: variants of
/// products that were never allowed, which vendors make too, as they made the H800 of the H100.
struct SupplyRedesigns {
  /// One product made to pass.
  struct Found {
    let product: SupplyProduct
    let item: ControlledItem
    /// Index of the product it is made of.
    let base: Int
    let deniedAt: Double
    /// What is left of the base, of 1.
    let compute: Double
    let memoryBandwidth: Double
    let aggregateIO: Double
  }

  let programme: SupplyProgramme
  let rules: SupplyRules

  /// In the order of the days on which they are provoked.
  func all() throws -> [Found] {
    let months = programme.months
    let start = months[0].firstDay
    var found: [Found] = []
    for date in rules.dates where date > start {
      guard let base = bestDenied(on: date) else { continue }
      let place = months.place(of: date)
      let later = min(place + programme.redesignMonths, Double(months.count - 1))
      let day = months[Int(later)].firstDay
      let deal = SupplyRules.deal(on: max(day, date))
      guard
        // Notice leaves the government time to object, and no vendor has designed to it: the H20 stays
        // under those lines too.
        let redesign = rules.book.redesign(
          of: rules.items[base], for: deal, noStricterThan: .exception),
        redesign.compute < 1 || redesign.memoryBandwidth < 1 || redesign.aggregateIO < 1
      else { continue }
      let worth = programme.products[base].worth * redesign.worth
      guard worth > bestPermitted(on: max(day, date)) * (1 + Self.leastGain) else { continue }
      let name = "\(programme.products[base].name)-redesigned-\(date.month)"
      guard !found.contains(where: { $0.product.name == name }) else { continue }
      found.append(try product(name, of: base, redesign, worth: worth, deniedAt: place))
    }
    return found
  }

  /// A variant takes the place of the silicon that it is made of: no more of it than the world has.
  private static let greatestAllocation = 1.0

  /// A redesign is worth its while above so much more than what is on sale. Assumed.
  private static let leastGain = 0.05

  private func product(
    _ name: String, of base: Int, _ redesign: Redesign, worth: Double, deniedAt: Double
  ) throws -> Found {
    let own = programme.products[base]
    var price = own.price
    // Vendors price by what is left, as the H20 against the H100.
    price.scale(by: redesign.worth)
    let months = programme.months.count
    let product = try SupplyProduct(
      name: name, vendor: own.vendor, availability: .redesign, worth: worth, price: price,
      output: MonthlySeries(constant: 0, months: months), silicon: own.silicon ?? own.name,
      allocation: min(own.allocation, Self.greatestAllocation), capacity: own.capacity,
      homeShare: own.homeShare,
      watts: own.watts, failureRate: own.failureRate, lifeMonths: own.lifeMonths,
      shippingMonths: own.shippingMonths)
    var item = redesign.item
    item = item.named(name)
    return Found(
      product: product, item: item, base: base, deniedAt: deniedAt, compute: redesign.compute,
      memoryBandwidth: redesign.memoryBandwidth, aggregateIO: redesign.aggregateIO)
  }

  /// The product of the most worth that could be sold on the day before and is denied on a day; nil
  /// where none is, or where a product of no less worth may still be sold.
  private func bestDenied(on date: CalendarDate) -> Int? {
    let sold = listed(on: date)
    let denied = sold.filter {
      isPermitted($0, on: date - 1) && !isPermitted($0, on: date)
    }
    return denied.max { programme.products[$0].worth < programme.products[$1].worth }
  }

  private func bestPermitted(on date: CalendarDate) -> Double {
    listed(on: date).filter { isPermitted($0, on: date) }
      .map { programme.products[$0].worth }.max() ?? 0
  }

  /// Products of vendors abroad that can be ordered on a day.
  private func listed(on date: CalendarDate) -> [Int] {
    let place = programme.months.place(of: date)
    let domestic = Set(programme.lines.map(\.product))
    return programme.products.indices.filter { index in
      guard case .listed(let from, let until) = programme.products[index].availability else {
        return false
      }
      let product = programme.products[index]
      return from <= place && place < until && product.allocation > 0
        && !domestic.contains(product.name)
    }
  }

  private func isPermitted(_ product: Int, on date: CalendarDate) -> Bool {
    let ruling = rules.ruling(
      of: rules.items[product], on: date, knownOn: date, to: .china)
    return (try? SaleTerms(ruling))?.outcome != .denied
  }
}

extension ControlledItem {
  /// The same item under another name.
  fileprivate func named(_ name: String) -> ControlledItem {
    var item = ControlledItem(
      name: name, subject: subject, isUnderUSJurisdiction: isUnderUSJurisdiction)
    for measure in Measure.allCases where measure.isOfItem { item[measure] = self[measure] }
    for trait in Trait.allCases { item[trait] = self[trait] }
    return item
  }
}
