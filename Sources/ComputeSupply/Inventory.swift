internal import Foundation

/// The units in place by cell (product and channel), with the months in which they came.
///
/// Failures are exponential, so that every cohort of a product loses the same share, and what is left
/// of a cohort is retired when it reaches its life: exact for cohorts of a month, at the cost of two
/// looks back per cell and month.
struct Inventory: ~Copyable {
  private let months: Int
  private let products: Int
  /// Units in place.
  private(set) var stock: OwnedBuffer<Double>
  /// Units of each month's deliveries, as many as they would be without failures, by cell and month.
  private var cohorts: OwnedBuffer<Double>
  /// Whether anything came to a cell in this run or the last.
  private var isUsed: OwnedBuffer<Bool>
  /// Of the initial stock, units retired each month, before failures.
  private var initialPerMonth: OwnedBuffer<Double>
  /// Share of the initial stock that failures have left, by product.
  private var survivalSinceStart: OwnedBuffer<Double>
  /// Whole months of life, the part of a month, and what failures leave over the whole months, by cell.
  private var wholeLife: OwnedBuffer<Int>
  private var partLife: OwnedBuffer<Double>
  private var lifeSurvival: OwnedBuffer<Double>
  /// The first month in which something of a product may be retired.
  private var firstRetirement: OwnedBuffer<Int>
  /// Shares of a stock that a month's failures leave and take, by product.
  private var survival: OwnedBuffer<Double>
  private var failing: OwnedBuffer<Double>

  init(months: Int, products: Int) {
    self.months = months
    self.products = products
    let cells = products * SupplyChannel.count
    stock = OwnedBuffer(repeating: 0, count: cells)
    cohorts = OwnedBuffer(repeating: 0, count: months * cells)
    isUsed = OwnedBuffer(repeating: false, count: cells)
    initialPerMonth = OwnedBuffer(repeating: 0, count: cells)
    partLife = OwnedBuffer(repeating: 0, count: cells)
    lifeSurvival = OwnedBuffer(repeating: 0, count: cells)
    wholeLife = OwnedBuffer(repeating: 0, count: cells)
    survivalSinceStart = OwnedBuffer(repeating: 1, count: products)
    survival = OwnedBuffer(repeating: 1, count: products)
    failing = OwnedBuffer(repeating: 0, count: products)
    firstRetirement = OwnedBuffer(repeating: 0, count: products)
  }

  /// Puts the initial stocks in place, their ages spread evenly over their life.
  mutating func begin(_ figures: borrowing SupplyFigures) {
    stock.fill(with: 0)
    initialPerMonth.fill(with: 0)
    survivalSinceStart.fill(with: 1)
    for cell in 0..<products * SupplyChannel.count where isUsed[cell] {
      cohorts.fill(cell * months..<(cell + 1) * months, with: 0)
      isUsed[cell] = false
    }
    for product in 0..<products {
      survival[product] = figures.products.survival[product]
      failing[product] = 1 - survival[product]
      firstRetirement[product] = .max
      var (whole, survived) = (0, 1.0)
      for channel in SupplyChannel.allCases {
        let cell = product * SupplyChannel.count + channel.rawValue
        // Whatever is retired after the end of the programme need not be.
        let life = min(Self.life(figures, product, channel), Double(figures.months + 1))
        if Int(life) != whole {
          whole = Int(life)
          survived = pow(survival[product], Double(whole))
        }
        wholeLife[cell] = whole
        partLife[cell] = life - Double(whole)
        lifeSurvival[cell] = survived
        firstRetirement[product] = min(firstRetirement[product], whole)
      }
    }
    for (cell, units) in figures.initialStocks {
      let product = cell / SupplyChannel.count
      stock[cell] += units
      isUsed[cell] = true
      let life = Self.life(
        figures, product, SupplyChannel(rawValue: cell % SupplyChannel.count)!)
      if life < .infinity {
        initialPerMonth[cell] += units / life
        firstRetirement[product] = 1
      }
    }
  }

  private static func life(
    _ figures: borrowing SupplyFigures, _ product: Int, _ channel: SupplyChannel
  ) -> Double {
    figures.products.lifeMonths[product] + figures.longerLife[channel.user.rawValue]
  }

  /// Failures of the month before and retirements: writes what is gone into a row of `retired`.
  mutating func beginMonth(_ month: Int, retired: inout [Double]) {
    let row = month * products * SupplyChannel.count
    guard month > 0 else {
      for cell in 0..<products * SupplyChannel.count { retired[row + cell] = 0 }
      return
    }
    failChips(of: row, retired: &retired)
    for product in 0..<products {
      survivalSinceStart[product] *= survival[product]
      guard month >= firstRetirement[product] else { continue }
      for cell in product * SupplyChannel.count..<(product + 1) * SupplyChannel.count
      where stock[cell] > 0 {
        let old = min(stock[cell], endOfLife(cell, product, month))
        stock[cell] -= old
        retired[row + cell] += old
      }
    }
  }

  private mutating func failChips(of row: Int, retired: inout [Double]) {
    precondition(row + products * SupplyChannel.count <= retired.count, "row \(row)")
    retired.withUnsafeMutableBytes { retired in
      for product in 0..<products {
        let first = product * SupplyChannel.count
        let units = stock.channels(from: first)
        let failed = units * failing[product]
        stock.set(units - failed, from: first)
        retired.storeBytes(
          of: failed, toByteOffset: (row + first) * MemoryLayout<Double>.stride, as: Channels.self)
      }
    }
  }

  /// Survivors of a cell that reach the end of their life.
  private mutating func endOfLife(_ cell: Int, _ product: Int, _ month: Int) -> Double {
    let whole = wholeLife[cell]
    let part = partLife[cell]
    var units = 0.0
    // An even age at the beginning: an equal part each month, the rest after the last whole one.
    if month <= whole {
      units += initialPerMonth[cell] * survivalSinceStart[product]
    } else if month == whole + 1 {
      units += initialPerMonth[cell] * part * survivalSinceStart[product]
    }
    if month >= whole {
      let survived = lifeSurvival[cell]
      units += cohorts[cell * months + month - whole] * (1 - part) * survived
      if part > 0, month > whole {
        units += cohorts[cell * months + month - whole - 1] * part * survived * survival[product]
      }
    }
    return units
  }

  /// Adds what is delivered in a month.
  mutating func add(_ units: Double, to cell: Int, month: Int) {
    stock[cell] += units
    cohorts[cell * months + month] += units
    isUsed[cell] = true
  }

  /// Moves a share of every cohort, so that ages go with the units, and returns the units.
  mutating func move(_ share: Double, from source: Int, to destination: Int, month: Int) -> Double {
    cohorts.move(share, of: month + 1, from: source * months, to: destination * months)
    isUsed[destination] = true
    let old = initialPerMonth[source] * share
    initialPerMonth[source] -= old
    initialPerMonth[destination] += old
    let units = stock[source] * share
    stock[source] -= units
    stock[destination] += units
    return units
  }
}
