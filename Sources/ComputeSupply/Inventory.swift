internal import Foundation

/// The units in place by cell (product and channel), with the months in which they came.
///
/// Failures are exponential, so that every cohort of a product loses the same share, and what is left
/// of a cohort is retired when it reaches its life: exact for cohorts of a month, at the cost of two
/// looks back per cell and month.
struct Inventory: ~Copyable {
  private let cells: Int
  private let products: Int
  /// Units in place.
  private(set) var stock: [Double]
  /// Units of each month's deliveries, as many as they would be without failures, by month and cell.
  private var cohorts: [Double]
  /// Of the initial stock, units retired each month, before failures.
  private var initialPerMonth: [Double]
  /// Share of the initial stock that failures have left, by product.
  private var survivalSinceStart: [Double]
  /// Share of a stock that a month's failures take, by cell.
  private var failing: [Double]
  /// Whole months of life, the part of a month, and what failures leave over the whole months.
  private var wholeLife: [Int]
  private var partLife: [Double]
  private var lifeSurvival: [Double]
  /// The first month in which something of a product may be retired.
  private var firstRetirement: [Int]
  private var survival: [Double]

  init(months: Int, products: Int) {
    self.products = products
    cells = products * SupplyChannel.count
    let byCell = [Double](repeating: 0, count: cells)
    let byProduct = [Double](repeating: 1, count: products)
    stock = byCell
    cohorts = [Double](repeating: 0, count: months * cells)
    initialPerMonth = byCell
    failing = byCell
    partLife = byCell
    lifeSurvival = byCell
    wholeLife = [Int](repeating: 0, count: cells)
    survivalSinceStart = byProduct
    survival = byProduct
    firstRetirement = [Int](repeating: 0, count: products)
  }

  /// Puts the initial stocks in place, their ages spread evenly over their life.
  mutating func begin(_ figures: SupplyFigures) {
    for product in 0..<products {
      survivalSinceStart[product] = 1
      survival[product] = figures.products.survival[product]
      firstRetirement[product] = .max
      for channel in SupplyChannel.allCases {
        let cell = product * SupplyChannel.count + channel.rawValue
        stock[cell] = 0
        initialPerMonth[cell] = 0
        failing[cell] = 1 - survival[product]
        // Whatever is retired after the end of the programme need not be.
        let life = min(
          Self.life(figures, product, channel), Double(figures.months + 1))
        wholeLife[cell] = Int(life)
        partLife[cell] = life - Double(wholeLife[cell])
        lifeSurvival[cell] = pow(survival[product], Double(wholeLife[cell]))
        firstRetirement[product] = min(firstRetirement[product], wholeLife[cell])
      }
    }
    for (cell, units) in figures.initialStocks {
      let product = cell / SupplyChannel.count
      stock[cell] += units
      let life = Self.life(
        figures, product, SupplyChannel(rawValue: cell % SupplyChannel.count)!)
      if life < .infinity {
        initialPerMonth[cell] += units / life
        firstRetirement[product] = 1
      }
    }
  }

  private static func life(
    _ figures: SupplyFigures, _ product: Int, _ channel: SupplyChannel
  ) -> Double {
    figures.products.lifeMonths[product] + figures.longerLife[channel.user.rawValue]
  }

  /// Failures of the month before and retirements: writes what is gone into a row of `retired`.
  mutating func beginMonth(_ month: Int, retired: inout [Double]) {
    let cells = cells
    let row = month * cells
    cohorts.withUnsafeMutableBufferPointer { buffer in
      for place in row..<row + cells { buffer[place] = 0 }
    }
    stock.withUnsafeMutableBufferPointer { stock in
      retired.withUnsafeMutableBufferPointer { retired in
        guard month > 0 else {
          for cell in 0..<cells { retired[cell] = 0 }
          return
        }
        for cell in 0..<cells {
          let failed = stock[cell] * failing[cell]
          stock[cell] -= failed
          retired[row + cell] = failed
        }
      }
    }
    guard month > 0 else { return }
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
      units += cohorts[(month - whole) * cells + cell] * (1 - part) * survived
      if part > 0, month > whole {
        units +=
          cohorts[(month - whole - 1) * cells + cell] * part * survived * survival[product]
      }
    }
    return units
  }

  /// Adds what is delivered in a month.
  mutating func add(_ units: Double, to cell: Int, month: Int) {
    stock[cell] += units
    cohorts[month * cells + cell] += units
  }

  /// Moves a share of every cohort, so that ages go with the units, and returns the units.
  mutating func move(_ share: Double, from source: Int, to destination: Int, month: Int) -> Double {
    for earlier in 0...month {
      let moved = cohorts[earlier * cells + source] * share
      cohorts[earlier * cells + source] -= moved
      cohorts[earlier * cells + destination] += moved
    }
    let old = initialPerMonth[source] * share
    initialPerMonth[source] -= old
    initialPerMonth[destination] += old
    let units = stock[source] * share
    stock[source] -= units
    stock[destination] += units
    return units
  }

  /// Writes the stocks into a row.
  mutating func record(_ month: Int, in rows: inout [Double]) {
    let row = month * cells
    rows.withUnsafeMutableBufferPointer { rows in
      for cell in 0..<cells { rows[row + cell] = stock[cell] }
    }
  }
}
