/// Everything a simulation of one draw needs to know, in plain numbers.
///
/// Values are of the reference alternative, as history or a forecast has them; an alternative
/// changes some of them and the rules.
public struct SupplyProgramme: Sendable, Hashable {
  public let months: SupplyMonths
  /// In a fixed order, which results follow.
  public var products: [SupplyProduct]
  public var buyers: BuyerPolicy
  public var licences: [LicencePath]
  /// At most one per channel.
  public var leaks: [LeakFlow]
  public var lines: [DomesticLine]
  public var memory: MemorySupply
  /// Units in place before the first month, their ages spread evenly over their life.
  public var initialStocks: [InitialStock]
  /// Share of what is not exported to the target that vendors sell to others instead.
  public var displacement: Double
  /// Months from the denial of a product to the first sale of one redesigned for the rule.
  public var redesignMonths: Double
  /// Watts for accelerators and what surrounds them, by place; infinite where none is named.
  public var power: [SupplyPlace: MonthlySeries]
  /// Months for which survivors are used beyond a product's life, by the place of their user.
  public var longerLife: [SupplyPlace: Double]

  /// Units of a product in a channel before the first month.
  public struct InitialStock: Sendable, Hashable {
    public let product: String
    public let channel: SupplyChannel
    public var units: Double

    public init(product: String, channel: SupplyChannel, units: Double) {
      self.product = product
      self.channel = channel
      self.units = units
    }
  }

  public init(
    months: SupplyMonths, products: [SupplyProduct], buyers: BuyerPolicy,
    licences: [LicencePath] = [], leaks: [LeakFlow] = [], lines: [DomesticLine] = [],
    memory: MemorySupply, initialStocks: [InitialStock] = [], displacement: Double = 1,
    redesignMonths: Double = 6, power: [SupplyPlace: MonthlySeries] = [:],
    longerLife: [SupplyPlace: Double] = [:]
  ) throws(SupplyError) {
    self.months = months
    self.products = products
    self.buyers = buyers
    self.licences = licences
    self.leaks = leaks
    self.lines = lines
    self.memory = memory
    self.initialStocks = initialStocks
    self.displacement = displacement
    self.redesignMonths = redesignMonths
    self.power = power
    self.longerLife = longerLife
    try validate()
  }

  /// The place of a product among the products.
  public func index(ofProduct name: String) throws(SupplyError) -> Int {
    guard let index = products.firstIndex(where: { $0.name == name }) else {
      throw SupplyError.unknown("product", name, among: products.map(\.name))
    }
    return index
  }

  /// The place of a domestic line by the product it makes.
  public func index(ofLine product: String) throws(SupplyError) -> Int {
    guard let index = lines.firstIndex(where: { $0.product == product }) else {
      throw SupplyError.unknown("domestic line", product, among: lines.map(\.product))
    }
    return index
  }

  /// The place of a flow past the rules by its channel.
  public func index(ofLeak channel: SupplyChannel) throws(SupplyError) -> Int {
    guard let index = leaks.firstIndex(where: { $0.channel == channel }) else {
      throw SupplyError.unknown(
        "flow past the rules", channel.name, among: leaks.map(\.channel.name))
    }
    return index
  }

  /// The place of a licence path by its name.
  public func index(ofLicence name: String) throws(SupplyError) -> Int {
    guard let index = licences.firstIndex(where: { $0.name == name }) else {
      throw SupplyError.unknown("licence path", name, among: licences.map(\.name))
    }
    return index
  }
}
