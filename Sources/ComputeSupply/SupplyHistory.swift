/// What happened in one draw of one alternative, month by month, in flat arrays.
///
/// Stocks stand at the end of a month, flows are those of a month. An array by cell has
/// `months · products · channels` entries; ask it by ``cell(_:_:_:)``.
public struct SupplyHistory: Sendable {
  public let months: Int
  public let products: Int
  public let lines: Int

  // By cell: month, product, channel.
  /// Units in place.
  public internal(set) var stock: [Double]
  /// Units delivered.
  public internal(set) var added: [Double]
  /// Units that failed or reached the end of their life.
  public internal(set) var retired: [Double]
  /// Units that came from another channel (positive) or went to one: rented chips given back.
  public internal(set) var moved: [Double]

  // By month and product.
  /// Units that the target's buyers would order with the money at hand.
  public internal(set) var wanted: [Double]
  /// Units of those that rules and importer let through, ordered.
  public internal(set) var granted: [Double]
  /// Units refused by rules or importer, by cause: see ``refusals``.
  public internal(set) var refused: [Double]
  /// Units ordered that wait for a notice or a decision at the end of the month.
  public internal(set) var delayed: [Double]
  /// Units that reach the target past the rules instead.
  public internal(set) var diverted: [Double]
  /// Units shipped to the target under the rules.
  public internal(set) var shipped: [Double]
  /// Units shipped and not delivered at the end of the month.
  public internal(set) var inTransit: [Double]
  /// Units made for the world market.
  public internal(set) var made: [Double]

  // By month.
  /// What stopped more imports.
  public internal(set) var importConstraint: [ImportConstraint]
  /// Worth refused to the target's buyers, by month and cause.
  public internal(set) var refusals: [Double]
  /// Share of worth that the rules deny the target's buyers.
  public internal(set) var pressure: [Double]

  // Money of a month in USD, by month and channel.
  /// What buyers paid.
  public internal(set) var spend: [Double]
  /// The part of it that sellers keep.
  public internal(set) var revenue: [Double]
  public internal(set) var duty: [Double]
  public internal(set) var fee: [Double]
  /// The part of it that middlemen keep.
  public internal(set) var premium: [Double]
  /// Paid for rented chips.
  public internal(set) var rent: [Double]

  // The target's own industry, by month and line.
  public internal(set) var domestic: [DomesticMonth]
  /// Memory stacks, by month.
  public internal(set) var memory: [MemoryMonth]

  // By month and place.
  /// Watts that the chips located there draw if all run.
  public internal(set) var installedPower: [Double]
  /// Share of them that the power there can run.
  public internal(set) var poweredShare: [Double]

  /// What happened, in order, where the workspace was asked to log.
  public internal(set) var events: [SupplyEvent]

  /// The place in arrays by month, product and channel.
  @inlinable public func cell(_ month: Int, _ product: Int, _ channel: SupplyChannel) -> Int {
    (month * products + product) * SupplyChannel.count + channel.rawValue
  }

  /// The stock of a channel at the end of a month, weighted by product: with H100-equivalents per
  /// unit as weights, in H100-equivalents.
  public func stock(_ month: Int, in channel: SupplyChannel, weights: [Double]) -> Double {
    sum(stock, month, in: channel, weights: weights)
  }

  /// What was delivered to a channel in a month, weighted by product.
  public func added(_ month: Int, in channel: SupplyChannel, weights: [Double]) -> Double {
    sum(added, month, in: channel, weights: weights)
  }

  /// An array by cell, summed over products with weights.
  public func sum(
    _ values: [Double], _ month: Int, in channel: SupplyChannel, weights: [Double]
  ) -> Double {
    var total = 0.0
    var place = month * products * SupplyChannel.count + channel.rawValue
    for product in 0..<products {
      total += values[place] * weights[product]
      place += SupplyChannel.count
    }
    return total
  }
}

/// What kept the target's buyers from importing more worth in a month.
public enum ImportConstraint: UInt8, Sendable, Hashable, CaseIterable {
  /// Their money: nothing was refused.
  case money
  /// Rules that deny a product.
  case rules
  /// Licences not granted.
  case licences
  /// A cap on the volume.
  case cap
  /// The importer's own policy.
  case importer
  /// What vendors can or will make for them.
  case supply

  /// How many there are.
  static var count: Int { 6 }
}

/// What kept a domestic line from packaging more in a month.
public enum DomesticConstraint: UInt8, Sendable, Hashable, CaseIterable {
  /// Dies, and so wafers and their yield.
  case wafers
  case memory
  case packaging
  /// Nothing was started because nothing was to be.
  case idle
}

/// One month of a domestic line.
public struct DomesticMonth: Sendable, Hashable {
  public internal(set) var constraint = DomesticConstraint.idle
  /// Wafers started, and those in the foundry at the end of the month.
  public internal(set) var wafersStarted = 0.0
  public internal(set) var wafersInProcess = 0.0
  /// Wafers finished, and the dies on them: good, sold in a lower bin, and scrapped.
  public internal(set) var wafersFinished = 0.0
  public internal(set) var goodDies = 0.0
  public internal(set) var salvagedDies = 0.0
  public internal(set) var scrappedDies = 0.0
  /// Dies in stock at the end of the month, fresh ones and those of the bank.
  public internal(set) var dieStock = 0.0
  public internal(set) var dieBank = 0.0
  /// Packages started, with the dies and stacks they took; in process at the end of the month.
  public internal(set) var packagesStarted = 0.0
  public internal(set) var packagesInProcess = 0.0
  public internal(set) var goodPackages = 0.0
  public internal(set) var scrappedPackages = 0.0
  /// Good packages delivered to users, and those unsold at the end of the month.
  public internal(set) var packagesDelivered = 0.0
  public internal(set) var packagesUnsold = 0.0

  public init() {}
}

/// One month of the target's memory stacks.
public struct MemoryMonth: Sendable, Hashable {
  public internal(set) var imported = 0.0
  public internal(set) var pulledForward = 0.0
  public internal(set) var covert = 0.0
  public internal(set) var madeAtHome = 0.0
  public internal(set) var used = 0.0
  /// In stock at the end of the month.
  public internal(set) var stock = 0.0

  public init() {}
}

/// A line of the log: something that the rules or the importer did to a lot, or a vendor did for them.
public struct SupplyEvent: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Not ordered or not shipped, and why.
    case refused(ImportConstraint)
    /// Waits for a notice or a decision.
    case delayed(days: Double)
    /// Reaches the target through a channel past the rules.
    case diverted(SupplyChannel)
    /// A redesigned product is sold from now on.
    case redesigned
    /// Rented chips go back to their owner.
    case givenBack(SupplyChannel)
  }

  /// Months since the beginning of the programme.
  public let at: Double
  /// Index of the product.
  public let product: Int
  public let units: Double
  public let kind: Kind
}
