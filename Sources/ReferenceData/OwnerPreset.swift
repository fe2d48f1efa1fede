public import Economics
public import Quantities

/// The usual conditions of a kind of owner in a region, from the catalog.
public struct OwnerPreset: Sendable, Hashable {
  /// The catalog name: `us-hyperscaler`.
  public let name: String
  public let title: String
  /// `us` or `china`.
  public let region: String
  /// What every accelerator of the owner costs beside its capital.
  public let terms: OwnershipTerms
  /// The price of energy for accelerators made in the region, where it is another.
  public let domesticElectricity: USDollarsPerJoule?
  /// Capital per accelerator, host and network included, over the price of the chip.
  public let systemFactor: Double
  /// The network outside a system as a fraction of all capital, where the system's price leaves it
  /// out.
  public let networkShare: Double
  /// IT power per accelerator over its thermal design power.
  public let powerFactor: Double
  /// An own building; nil where nobody states its price.
  public let building: Building?
  /// Failures that need a replacement, per accelerator and year, where they are stated.
  public let replacementsPerYear: Double?
  /// Whether accelerators are rented rather than owned.
  public let isTenant: Bool
  /// Storage, network and support beside the hourly price of a tenant, as a fraction of it.
  public let rentalExtras: Double
  /// The usual share of useful time.
  public let utilization: Double

  /// What a building for machines costs.
  public struct Building: Sendable, Hashable {
    /// Per watt of IT power.
    public let price: USDollarsPerWatt
    public let life: Seconds
    /// Of the price, per year.
    public let operations: Double
  }
}

/// What one accelerator costs to buy or rent, and from which facts that follows.
public struct AcceleratorPrice: Sendable, Hashable {
  /// Capital and nameplate power per accelerator, nil where no source states a price.
  public let purchase: AcceleratorPurchase?
  /// The hourly price, nil where no source states one.
  public let rent: USDollarsPerSecond?
  /// The terms of that price, `on demand` wherever such a price is stated, and whether they leave
  /// out the owner's region: `in China; no rent is stated for United States`.
  public let rentTerms: String?
  /// How the capital was formed: `system price / 384`, `chip price × 1.9`.
  public let basis: String
  /// Citations of the figures.
  public let sources: [String]
  /// The stated figures that capital, nameplate power and rent are formed from.
  public let capitalBasis: Basis?
  public let nameplateBasis: Basis?
  public let rentBasis: Basis?

  /// A figure of a system or a chip from which one of an accelerator follows: value ÷ accelerators ×
  /// factor.
  public struct Basis: Sendable, Hashable {
    /// The entry that states it: `systems/dgx-h100`.
    public let entry: String
    /// The path of its field in the entry.
    public let field: String
    public let fact: Fact
    /// The accelerators that share it.
    public let accelerators: Int
    public let factor: Double
    /// The field of the owner that the factor comes from; nil where there is none.
    public let factorField: String?

    init?(
      _ entry: String, _ field: String, _ fact: Fact?, among accelerators: Int = 1,
      factor: Double = 1, from factorField: String? = nil
    ) {
      guard let fact else { return nil }
      self.entry = entry
      self.field = field
      self.fact = fact
      self.accelerators = accelerators
      self.factor = factor
      self.factorField = factorField
    }

    /// The stated figure in its base unit.
    public var value: Double {
      switch fact.value {
      case .quantity(let value, _), .number(let value, _): value
      case .count(let value, _): Double(value)
      case .interval, .text, .names, .flag: .nan
      }
    }
  }
}
