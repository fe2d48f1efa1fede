public import Quantities

/// What the buyer wants with the items, as far as rules ask.
public enum EndUse: String, Sendable, Hashable, CaseIterable {
  /// Ordinary computing in a data centre.
  case ordinary
  /// One machine within 41,600 cubic feet (1,178 m³).
  case supercomputer
  /// Armed forces, or weapons of mass destruction.
  case military
  /// Making semiconductors.
  case semiconductors
}

/// What an exporter must certify under the rule of January 2026 (15 CFR 742.6 and part 748).
public enum Certification: String, Sendable, Hashable, CaseIterable {
  /// Supply in the United States suffices.
  case supplyInUS = "us-supply"
  /// Foundry capacity for American customers is not diverted.
  case foundryCapacity = "foundry-capacity"
  /// The recipient screens customers and remote access.
  case customerScreening = "customer-screening"
  /// An independent laboratory in the United States has tested the items.
  case thirdPartyTest = "third-party-test"

  public var title: String {
    switch self {
    case .supplyInUS: "enough supply in the United States"
    case .foundryCapacity: "no foundry capacity taken from American customers"
    case .customerScreening: "screening of customers and remote access"
    case .thirdPartyTest: "an independent test in the United States"
    }
  }
}

/// One sale: what goes where, to whom, when.
public struct Deal: Sendable, Hashable {
  public var date: CalendarDate
  public var destination: Country
  /// Where the buyer's ultimate parent has its headquarters.
  public var headquarters: Country
  /// Where the items are shipped from.
  public var origin: Country
  public var endUse: EndUse
  /// Units of the item.
  public var quantity: Double
  public var consignee: String?
  /// Units of the product sold before, for caps; nil where unknown.
  public var volumes: Volumes?
  /// TPP that the consignee received this calendar year before; nil where unknown.
  public var consigneeTPP: Double?
  /// TPP that the destination received under its quota before; nil where unknown.
  public var countryTPP: Double?
  /// Share of the buyer that listed parties own; nil where unknown.
  public var listedOwnership: Double?
  /// What the exporter certifies; nil where nothing is stated.
  public var certifications: Set<Certification>?

  /// Units of one product, cumulative before the deal.
  public struct Volumes: Sendable, Hashable {
    public var unitedStates: Double
    /// China and Macau.
    public var china: Double

    public init(unitedStates: Double, china: Double) {
      self.unitedStates = unitedStates
      self.china = china
    }
  }

  /// A deal with a parent at the destination where none is named, shipped from the United States.
  public init(
    to destination: Country, headquarters: Country? = nil, on date: CalendarDate,
    from origin: Country = .unitedStates, endUse: EndUse = .ordinary, quantity: Double = 1,
    volumes: Volumes? = nil
  ) {
    self.destination = destination
    self.headquarters = headquarters ?? destination
    self.date = date
    self.origin = origin
    self.endUse = endUse
    self.quantity = quantity
    self.volumes = volumes
  }

  /// The value of a measure: of the item, or of the item in this deal.
  func value(_ measure: Measure, of item: ControlledItem) -> Double? {
    switch measure {
    case .dealTPP: item[.tpp].map { $0 * quantity }
    case .machineFP64, .machineFP32: item[measure].map { $0 * quantity }
    case .consigneeTPP: item[.tpp].flatMap { tpp in consigneeTPP.map { $0 + tpp * quantity } }
    case .countryTPP: item[.tpp].flatMap { tpp in countryTPP.map { $0 + tpp * quantity } }
    case .shareOfUSVolume:
      volumes.flatMap {
        $0.unitedStates > 0 ? ($0.china + quantity) / $0.unitedStates : nil
      }
    case .listedOwnership: listedOwnership
    case .tpp, .performanceDensity, .memoryBandwidth, .aggregateIO, .memoryAndIO,
      .memoryBandwidthDensity, .transistors, .cellArea, .memoryDensity, .throughSiliconVias,
      .trainingOperations:
      item[measure]
    }
  }
}
