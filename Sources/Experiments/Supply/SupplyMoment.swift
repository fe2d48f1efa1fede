import ComputeSupply
import ExportControl
import Quantities

/// One history at the end of one month, with the sums that figures are made of.
struct SupplyMoment {
  let history: SupplyHistory
  let month: Int
  let weights: SupplyWeights
  /// The first month of the last twelve, or of the history.
  let yearStart: Int
  /// Stocks in H100-equivalents, by definition, then by channel.
  let stocks: [[Double]]
  /// What was delivered in the last twelve months, by channel, in the unit of the weights.
  let added: [Double]
  /// What China's stock can do, and that of the United States; nil where nothing is asked of them.
  var target: StockMonth?
  var exporter: StockMonth?
  /// Tokens a day that are asked for in China.
  var asked = 0.0

  init(_ history: SupplyHistory, at month: Int, _ weights: SupplyWeights, added: [[Double]]) {
    self.history = history
    self.month = month
    self.weights = weights
    yearStart = max(0, month - 11)
    stocks = weights.values.map { weights in
      SupplyChannel.allCases.map { history.stock(month, in: $0, weights: weights) }
    }
    let year = added[yearStart...month]
    self.added = SupplyChannel.allCases.indices.map { channel in
      year.reduce(0) { $0 + $1[channel] }
    }
  }

  /// Notes what the stocks can do.
  mutating func take(_ asked: SupplyCapability.Asked) {
    let evaluator = asked.evaluator
    let years = Double(month) / 12
    let frontier = evaluator.frontier(for: asked.demand, after: years)
    let places = SupplyPlace.allCases.count
    var powered = SIMD3<Double>.one
    for place in 0..<places { powered[place] = history.poweredShare[month * places + place] }
    func judged(_ user: SupplyPlace) -> StockMonth {
      evaluator.month(
        history.stock, from: history.cell(month, 0, .exporterHome), usedBy: user,
        powered: powered, demand: asked.demand, frontier: frontier, after: years)
    }
    target = judged(.target)
    exporter = judged(.exporter)
    self.asked = asked.demand.tokensPerDay(after: years).value
  }

  /// Deliveries of every month by channel, in the unit of the weights.
  static func deliveries(_ history: SupplyHistory, _ weights: SupplyWeights) -> [[Double]] {
    let own = weights.own
    return (0..<history.months).map { month in
      SupplyChannel.allCases.map { history.added(month, in: $0, weights: own) }
    }
  }

  func stock(_ definition: H100Equivalent, where keeps: (SupplyChannel) -> Bool) -> Double {
    let own = stocks[weights.index(of: definition)]
    return SupplyChannel.allCases.reduce(0) { keeps($1) ? $0 + own[$1.rawValue] : $0 }
  }

  /// In the unit of the weights.
  func stock(where keeps: (SupplyChannel) -> Bool) -> Double {
    stock(weights.unit, where: keeps)
  }

  func added(where keeps: (SupplyChannel) -> Bool) -> Double {
    SupplyChannel.allCases.reduce(0) { keeps($1) ? $0 + added[$1.rawValue] : $0 }
  }

  /// A flow of money by month and channel, over the last twelve months and the channels of the
  /// importing country.
  func yearly(_ flow: [Double]) -> Double {
    var total = 0.0
    for month in yearStart...month {
      for channel in SupplyChannel.ofTarget {
        total += flow[month * SupplyChannel.count + channel.rawValue]
      }
    }
    return total
  }

  /// A number by month and product, over the last twelve months.
  func yearly(_ flow: [Double], weights: [Double]) -> Double {
    var total = 0.0
    for month in yearStart...month {
      for product in weights.indices {
        total += flow[month * weights.count + product] * weights[product]
      }
    }
    return total
  }

  /// Units of a product in use by China's firms, and those shipped to them under the rules in the last
  /// twelve months.
  func units(of product: Int) -> (stock: Double, shipped: Double) {
    var stock = 0.0
    for channel in SupplyChannel.ofTarget {
      stock += history.stock[history.cell(month, product, channel)]
    }
    var shipped = 0.0
    for month in yearStart...month { shipped += history.shipped[month * history.products + product] }
    return (stock, shipped)
  }

  /// A number of the domestic lines, over the last twelve months.
  func yearly(_ flow: (DomesticMonth) -> Double) -> Double {
    guard history.lines > 0 else { return 0 }
    return history.domestic[yearStart * history.lines..<(month + 1) * history.lines]
      .reduce(0) { $0 + flow($1) }
  }
}
