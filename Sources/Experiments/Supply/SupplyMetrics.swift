import ComputeSupply
import ExportControl
import Quantities

/// The figures of stocks and flows, each with how it is taken from a moment of a history.
struct SupplyMetrics: Sendable {
  /// How a figure is taken. These capture nothing, so that calling one counts no references, which all
  /// threads would count at one place.
  private enum Reading: Sendable {
    case whole(@Sendable (borrowing SupplyMoment) -> Double)
    /// Of one of several things: a definition, a channel, a product.
    case one(Int, @Sendable (borrowing SupplyMoment, Int) -> Double)

    func callAsFunction(_ moment: borrowing SupplyMoment) -> Double {
      switch self {
      case .whole(let take): take(moment)
      case .one(let place, let take): take(moment, place)
      }
    }
  }

  typealias Whole = @Sendable (borrowing SupplyMoment) -> Double
  typealias One = @Sendable (borrowing SupplyMoment, Int) -> Double

  let all: [SupplyMetric]
  private let readings: [Reading]
  /// Where the figures of single products stand among all: two for each product.
  private let byProduct: Range<Int>

  /// - Parameters:
  ///   - unit: the definition in which figures by channel are given.
  ///   - products: their names, in the order of the programme.
  ///   - hasDemand: whether stocks are asked to do something.
  init(unit: H100Equivalent, products: [String], hasDemand: Bool) {
    var all: [SupplyMetric] = []
    var readings: [Reading] = []
    func add(
      _ name: String, _ unit: String?, _ title: String, _ definition: String,
      _ reading: @escaping Whole
    ) {
      all.append(SupplyMetric(name, unit, title, definition))
      readings.append(.whole(reading))
    }
    func add(
      _ name: String, _ unit: String?, _ title: String, _ definition: String, of place: Int,
      _ reading: @escaping One
    ) {
      all.append(SupplyMetric(name, unit, title, definition))
      readings.append(.one(place, reading))
    }
    let word = unit.title
    for (place, definition) in H100Equivalent.allCases.enumerated() {
      add(
        "target.stock.\(definition.rawValue)", definition.title, "China's stock",
        "Accelerators in use by China's firms at the end of the quarter in every channel: licensed, "
          + "domestic, smuggled, owned and rented offshore; \(definition.definition).", of: place
      ) { $0.stock($1, .target) }
      add(
        "exporter.stock.\(definition.rawValue)", definition.title, "US stock",
        "Accelerators in use in the United States by their own firms; \(definition.definition).",
        of: place
      ) { $0.stock($1, .exporter) }
      add(
        "elsewhere.stock.\(definition.rawValue)", definition.title, "stock elsewhere",
        "Accelerators in use in all other countries by others than China's firms; "
          + "\(definition.definition).", of: place
      ) { $0.stock($1, .elsewhere) }
    }
    for channel in SupplyChannel.ofTarget {
      add(
        "target.stock.\(channel.name)", word, "China's stock, \(channel.title)",
        "The part of China's stock in this channel; \(unit.definition).",
        of: channel.rawValue
      ) { $0.stock[$1] }
      add(
        "target.added.\(channel.name)", word, "China's additions, \(channel.title)",
        "Delivered through this channel in the last twelve months; \(unit.definition).",
        of: channel.rawValue
      ) { $0.added[$1] }
    }
    add(
      "target.added", word, "China's additions",
      "Delivered to China's firms through all channels in the last twelve months; "
        + "\(unit.definition)."
    ) { $0.added(.target) }
    add(
      "exporter.added", word, "US additions",
      "Delivered to firms in the United States in the last twelve months; \(unit.definition)."
    ) { $0.added(.exporter) }
    add(
      "multiple.stock", nil, "US stock over China's",
      "US stock over China's stock in all channels, both in \(word)."
    ) { $0.stock(.exporter) / $0.stock(.target) }
    add(
      "multiple.added", nil, "US additions over China's",
      "The same of what was delivered in the last twelve months, in \(word)."
    ) { $0.added(.exporter) / $0.added(.target) }
    add(
      "share.at-home", "%", "China's share, legal and domestic",
      "Licensed and domestic chips over the stock of the world, in \(word): the narrowest count."
    ) { 100 * $0.stock(.atHome) / $0.stock(.world) }
    add(
      "share.all", "%", "China's share, all channels",
      "All that China's firms use, smuggled and rented included, over the stock of the world, in "
        + "\(word)."
    ) { 100 * $0.stock(.target) / $0.stock(.world) }
    add(
      "domestic.packages", "packages", "domestic packages",
      "Good packages of China's own lines in the last twelve months, of two dies or one as each line "
        + "makes them."
    ) { $0.yearly(\.goodPackages) }
    add(
      "domestic.wafers", "wafers", "wafers for domestic chips",
      "Wafers of 300 mm started for accelerators in the last twelve months."
    ) { $0.yearly(\.wafersStarted) }
    add(
      "memory.stock", "stacks", "memory stacks in stock",
      "Stacks that wait for domestic packages at the end of the quarter."
    ) { $0.history.memory[$0.month].stock }
    add(
      "licensed.units", "units", "units imported under the rules",
      "Shipped to China under the rules in the last twelve months, any product."
    ) { $0.shipped.reduce(0, +) }
    add(
      "refused", word, "refused to China's buyers",
      "What they would have bought in the last twelve months and rules, licences, caps or their own "
        + "authorities refused; \(unit.definition)."
    ) { $0.refusedWorth }
    add(
      "pressure", "%", "performance denied",
      "Share of the worth of the best chip that rules deny China's buyers."
    ) { 100 * $0.history.pressure[$0.month] }
    add(
      "money.spend", "USD", "China's spending on chips",
      "Paid in the last twelve months in all channels, rents included, premiums and duties in it."
    ) { $0.yearly($0.history.spend, .target) + $0.yearly($0.history.rent, .target) }
    add(
      "money.duty", "USD", "duty", "Duty on chips for China in the last twelve months."
    ) { $0.yearly($0.history.duty, .target) }
    add(
      "money.fee", "USD", "licence fees",
      "Shares of revenue paid for licences in the last twelve months."
    ) { $0.yearly($0.history.fee, .target) }
    add(
      "money.premium", "USD", "premiums of middlemen",
      "Paid above list prices in the last twelve months."
    ) { $0.yearly($0.history.premium, .target) }
    add(
      "power.installed", "W", "power of chips in China",
      "What the accelerators located in China draw if all run, with servers and cooling."
    ) {
      $0.history.installedPower[$0.month * SupplyPlace.allCases.count + SupplyPlace.target.rawValue]
    }
    let first = all.count
    for (index, product) in products.enumerated() {
      add(
        "target.units.\(product)", "units", "\(product) in China",
        "Packages of \(product) in use by China's firms, all channels.", of: index
      ) { $0.units(of: $1, .target) }
      add(
        "licensed.units.\(product)", "units", "\(product) imported under the rules",
        "Packages of \(product) shipped under the rules in the last twelve months.",
        of: index
      ) { $0.shipped[$1] }
    }
    byProduct = first..<all.count
    if hasDemand { Self.addAbilities(add) }
    self.all = all
    self.readings = readings
  }

  /// What stocks can do.
  private static func addAbilities(
    _ add: (String, String?, String, String, @escaping Whole) -> Void
  ) {
    add(
      "target.largest-run", "FLOP", "largest run in China",
      "Work of the largest training run that fits into the window on one cluster of China's firms, "
        + "failures and saves taken off."
    ) { $0.target?.largestRun.value ?? .nan }
    add(
      "exporter.largest-run", "FLOP", "largest run in the United States",
      "The same of firms in the United States."
    ) { $0.exporterRun?.value ?? .nan }
    add(
      "target.programme-run", "FLOP", "largest final run of a programme in China",
      "The largest run over the research multiple: what fits where experiments and failed runs take "
        + "their part of the same cluster."
    ) { $0.target?.programmeRun.value ?? .nan }
    add(
      "target.tokens.servable", "tok", "tokens a day that China's stock can serve",
      "Prompts and output, if all chips of China's firms served the model within the objective."
    ) { $0.target?.servableTokensPerDay.value ?? .nan }
    add(
      "target.tokens.asked", "tok", "tokens a day asked for in China",
      "What the demand of the draw has grown to."
    ) { $0.asked }
    add(
      "target.tokens.served", "tok", "tokens a day served in China",
      "What is served after training has its part, by the allocation."
    ) { ($0.target?.allocation.serving.value ?? .nan) * Seconds.day.value }
    add(
      "target.tokens.shortfall", "tok", "tokens a day that China lacks",
      "What is asked for and not served."
    ) { ($0.target?.allocation.servingShortfall.value ?? .nan) * Seconds.day.value }
    add(
      "target.training.shortfall", "%", "frontier training that China lacks",
      "Share of the work of frontier runs and their research that the stock has no room for."
    ) { moment in
      guard let own = moment.target?.allocation else { return .nan }
      let all = own.training.value + own.trainingShortfall.value
      return all > 0 ? 100 * own.trainingShortfall.value / all : 0
    }
    add(
      "target.cost", "USD/Mtok", "cost of a million tokens in China",
      "Over all chips that serve, prompts and output alike, with premiums and subsidies, and duties and "
        + "fees as the rules have them at the end of the study, in the price of the chip and of its "
        + "energy."
    ) { ($0.target?.costPerToken?.value ?? .nan) * 1e6 }
    add(
      "target.cost.bare", "USD/Mtok", "cost without duty, premium and subsidy",
      "The same at list prices and unsubsidized energy."
    ) { ($0.target?.bareCostPerToken?.value ?? .nan) * 1e6 }
    add(
      "target.cost.marginal", "USD/Mtok", "cost of the dearest channel",
      "Of the product and channel of the stock that serves at the highest cost."
    ) { ($0.target?.marginalCostPerToken?.value ?? .nan) * 1e6 }
    add(
      "target.power", "W", "power of China's chips under load",
      "All chips of China's firms wherever they stand, cooling excluded."
    ) { $0.target?.power.value ?? .nan }
  }

  /// Writes the values of all figures at a moment, in their order.
  ///
  /// - Parameters:
  ///   - start: where the first goes.
  ///   - step: how far the others are from it.
  func write(
    _ moment: borrowing SupplyMoment, to values: inout [Float], at start: Int, step: Int
  ) {
    precondition(start >= 0 && start + (readings.count - 1) * step < values.count)
    values.withUnsafeMutableBufferPointer { values in
      func put(_ value: Double, _ metric: Int) {
        values[start + metric * step] = value.isFinite ? Float(value) : .nan
      }
      for metric in 0..<byProduct.lowerBound { put(readings[metric](moment), metric) }
      // The same as their readings, of which there are most.
      for metric in stride(from: byProduct.lowerBound, to: byProduct.upperBound, by: 2) {
        let product = (metric - byProduct.lowerBound) / 2
        put(moment.units(of: product, .target), metric)
        put(moment.shipped[product], metric + 1)
      }
      for metric in byProduct.upperBound..<readings.count { put(readings[metric](moment), metric) }
    }
  }

  /// The value of one figure at a moment; NaN where it has none.
  func value(_ metric: Int, _ moment: borrowing SupplyMoment) -> Double {
    let value = readings[metric](moment)
    return value.isFinite ? Double(Float(value)) : .nan
  }
}
