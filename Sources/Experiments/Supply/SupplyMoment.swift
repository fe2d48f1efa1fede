import ComputeSupply
import ExportControl
import Quantities

/// One history at the end of one month, with the sums that figures are made of.
///
/// It is made once for a history and moved from month to month: moving allocates nothing. It is not
/// copied, so that the figures, which are many, read it where it is.
struct SupplyMoment: ~Copyable {
  let history: SupplyHistory
  let weights: SupplyWeights
  private let unit: Int
  /// Deliveries of every month by channel, in the unit of the weights.
  private let deliveries: [ChannelSums]
  private let request: SupplyCapability.Asked?
  private var counts: [Double]

  private(set) var month = 0
  /// The first month of the last twelve, or of the history.
  private(set) var yearStart = 0
  /// Stocks in H100-equivalents, by definition, then by channel.
  private(set) var stocks: [ChannelSums]
  /// What was delivered in the last twelve months, by channel, in the unit of the weights.
  private(set) var added = ChannelSums.zero
  /// Units of the last twelve months by product: shipped to the importing country under the rules, and
  /// refused to it.
  private(set) var shipped: [Double]
  private(set) var refused: [Double]
  /// What China's stock can do, and the largest run of the United States; nil where nothing is asked
  /// of them.
  private(set) var target: StockMonth?
  private(set) var exporterRun: FLOPs?
  /// Tokens a day that are asked for in China.
  private(set) var asked = 0.0

  /// - Parameter request: what is asked of stocks, if anything.
  init(
    _ history: SupplyHistory, _ weights: SupplyWeights, asked request: SupplyCapability.Asked? = nil
  ) {
    self.history = history
    self.weights = weights
    self.request = request
    unit = weights.index(of: weights.unit)
    let own = weights.own
    deliveries = (0..<history.months).map { ChannelSums(history.added, month: $0, weights: own) }
    let none = [Double](repeating: 0, count: history.products)
    counts = none
    shipped = none
    refused = none
    stocks = Array(repeating: .zero, count: weights.values.count)
  }

  /// Goes to the end of a month.
  mutating func move(to month: Int) {
    self.month = month
    yearStart = max(0, month - 11)
    for definition in stocks.indices {
      stocks[definition] = ChannelSums(
        history.stock, month: month, weights: weights.values[definition])
    }
    added = deliveries[yearStart...month].reduce(.zero, +)
    Self.add(history.shipped, of: yearStart...month, into: &shipped)
    Self.add(history.refused, of: yearStart...month, into: &refused)
    judge()
  }

  /// A flow by month and product, added up over months.
  private static func add(
    _ flow: [Double], of months: ClosedRange<Int>, into sums: inout [Double]
  ) {
    precondition((months.upperBound + 1) * sums.count <= flow.count, "months \(months)")
    flow.withUnsafeBufferPointer { flow in
      sums.withUnsafeMutableBufferPointer { sums in
        for product in sums.indices { sums[product] = 0 }
        for month in months {
          let row = month * sums.count
          for product in sums.indices { sums[product] += flow[row + product] }
        }
      }
    }
  }

  /// Notes what the stocks can do.
  private mutating func judge() {
    guard let request else { return }
    let years = Double(month) / 12
    var powered = SIMD3<Double>.one
    for place in powered.indices {
      powered[place] = history.poweredShare[month * powered.scalarCount + place]
    }
    let first = history.cell(month, 0, .exporterHome)
    target = request.evaluator.month(
      history.stock, from: first, usedBy: .target, powered: powered, demand: request.demand,
      frontier: request.frontier(after: years), after: years, explained: false, counts: &counts)
    exporterRun = request.evaluator.largestRun(
      history.stock, from: first, usedBy: .exporter, powered: powered)
    asked = request.demand.tokensPerDay(after: years).value
  }

  /// - Parameter definition: its place among the definitions.
  func stock(_ definition: Int, _ channels: ChannelSet) -> Double {
    channels.total(stocks[definition])
  }

  /// By channel, in the unit of the weights.
  var stock: ChannelSums { stocks[unit] }

  /// In the unit of the weights.
  func stock(_ channels: ChannelSet) -> Double { stock(unit, channels) }

  func added(_ channels: ChannelSet) -> Double { channels.total(added) }

  /// A flow of money by month and channel, over the last twelve months.
  func yearly(_ flow: [Double], _ channels: ChannelSet) -> Double {
    channels.total(ChannelSums(flow, rows: yearStart...month))
  }

  /// Units of a product in use.
  func units(of product: Int, _ channels: ChannelSet) -> Double {
    channels.total(ChannelSums(history.stock, row: month * history.products + product))
  }

  /// What was refused in the last twelve months, in the unit of the weights.
  var refusedWorth: Double {
    let own = weights.values[unit]
    return own.indices.reduce(0) { $0 + refused[$1] * own[$1] }
  }

  /// A number of the domestic lines, over the last twelve months.
  func yearly(_ flow: (DomesticMonth) -> Double) -> Double {
    var sum = 0.0
    for row in yearStart * history.lines..<(month + 1) * history.lines {
      sum += flow(history.domestic[row])
    }
    return sum
  }
}
