internal import Quantities

/// A number that rules compare with a threshold: of an item, or of an item and its deal.
///
/// Values are in base units (bytes per second, operations per second); ``unit`` is the one in which
/// people read them.
public enum Measure: String, Sendable, Hashable, CaseIterable {
  /// Total processing performance, TOPS × bit; see ``TotalProcessingPerformance``. The 2022 rule's
  /// rate times bit length is the same number.
  case tpp
  /// TPP per mm² of logic on non-planar nodes; see ``PerformanceDensity``.
  case performanceDensity = "performance-density"
  case memoryBandwidth = "memory-bandwidth"
  /// Both directions of all inputs and outputs but memory.
  case aggregateIO = "aggregate-io"
  /// Memory bandwidth and aggregate I/O together.
  case memoryAndIO = "memory-and-io"
  /// Bandwidth per area of a memory stack, GB/s per mm².
  case memoryBandwidthDensity = "memory-bandwidth-density"
  case transistors
  /// Area of one DRAM cell, µm².
  case cellArea = "cell-area"
  /// DRAM bits per area, Gbit per mm².
  case memoryDensity = "memory-density"
  /// Through-silicon vias of one DRAM die.
  case throughSiliconVias = "through-silicon-vias"
  /// Operations spent on training the weights.
  case trainingOperations = "training-operations"
  /// FP64 peak of all packages of the deal together.
  case machineFP64 = "machine-fp64"
  /// FP32 peak of all packages of the deal together.
  case machineFP32 = "machine-fp32"
  /// TPP of all packages of the deal together.
  case dealTPP = "deal-tpp"
  /// TPP that the consignee received this calendar year, this deal included.
  case consigneeTPP = "consignee-tpp"
  /// TPP that the destination received under the quota, this deal included.
  case countryTPP = "country-tpp"
  /// Units of the product sold to China and Macau, this deal included, over units sold in the
  /// United States.
  case shareOfUSVolume = "share-of-us-volume"
  /// Share of the buyer that listed parties own together.
  case listedOwnership = "listed-ownership"

  /// The place in a list of all measures, without a search: rulings ask for it all the time.
  var index: Int {
    switch self {
    case .tpp: 0
    case .performanceDensity: 1
    case .memoryBandwidth: 2
    case .aggregateIO: 3
    case .memoryAndIO: 4
    case .memoryBandwidthDensity: 5
    case .transistors: 6
    case .cellArea: 7
    case .memoryDensity: 8
    case .throughSiliconVias: 9
    case .trainingOperations: 10
    case .machineFP64: 11
    case .machineFP32: 12
    case .dealTPP: 13
    case .consigneeTPP: 14
    case .countryTPP: 15
    case .shareOfUSVolume: 16
    case .listedOwnership: 17
    }
  }

  /// What people call it.
  public var title: String {
    switch self {
    case .tpp: "TPP"
    case .performanceDensity: "performance density"
    case .memoryBandwidth: "memory bandwidth"
    case .aggregateIO: "aggregate I/O"
    case .memoryAndIO: "memory + I/O"
    case .memoryBandwidthDensity: "memory bandwidth density"
    case .transistors: "transistors"
    case .cellArea: "DRAM cell area"
    case .memoryDensity: "DRAM density"
    case .throughSiliconVias: "through-silicon vias"
    case .trainingOperations: "training operations"
    case .machineFP64: "FP64 of the machine"
    case .machineFP32: "FP32 of the machine"
    case .dealTPP: "TPP of the deal"
    case .consigneeTPP: "TPP of the consignee this year"
    case .countryTPP: "TPP of the country"
    case .shareOfUSVolume: "units to China over units in the US"
    case .listedOwnership: "ownership by listed parties"
    }
  }

  /// The unit in which it is written and read.
  public var unit: String {
    switch self {
    case .tpp, .dealTPP, .consigneeTPP, .countryTPP: "TOPS × bit"
    case .performanceDensity: "TPP/mm²"
    case .memoryBandwidth, .aggregateIO, .memoryAndIO: "GB/s"
    case .memoryBandwidthDensity: "GB/s/mm²"
    case .transistors, .throughSiliconVias: ""
    case .cellArea: "µm²"
    case .memoryDensity: "Gbit/mm²"
    case .trainingOperations: "operations"
    case .machineFP64, .machineFP32: "PFLOP/s"
    case .shareOfUSVolume, .listedOwnership: "%"
    }
  }

  /// Base units in one of ``unit``.
  public var scale: Double {
    switch self {
    case .memoryBandwidth, .aggregateIO, .memoryAndIO: 1e9
    case .machineFP64, .machineFP32: 1e15
    case .shareOfUSVolume, .listedOwnership: 0.01
    case .tpp, .dealTPP, .consigneeTPP, .countryTPP, .performanceDensity, .memoryBandwidthDensity,
      .transistors, .throughSiliconVias, .cellArea, .memoryDensity, .trainingOperations:
      1
    }
  }

  /// Whether it is of the item alone, so that a vendor can design to it.
  public var isOfItem: Bool {
    switch self {
    case .machineFP64, .machineFP32, .dealTPP, .consigneeTPP, .countryTPP, .shareOfUSVolume,
      .listedOwnership:
      false
    case .tpp, .performanceDensity, .memoryBandwidth, .aggregateIO, .memoryAndIO,
      .memoryBandwidthDensity, .transistors, .cellArea, .memoryDensity, .throughSiliconVias,
      .trainingOperations:
      true
    }
  }

  /// A value with its unit, as in `4000 GB/s`; enough digits to tell it from a threshold nearby.
  public func format(_ value: Double) -> String {
    let scaled = value / scale
    let digits =
      switch self {
      case .performanceDensity, .memoryBandwidthDensity, .cellArea, .memoryDensity: 3
      default: abs(scaled) >= 1e7 ? 4 : max(4, String(Int(abs(scaled))).count)
      }
    let number: String
    if let (power, word) = Self.words.first(where: { (1...1e3).contains(abs(scaled) / $0.power) }) {
      number = UnitNotation.format(scaled / power, significantDigits: 4).withoutTrailingZeros + word
    } else if scaled == scaled.rounded(), abs(scaled) < 1e7 {
      number = String(Int(scaled))
    } else {
      number = UnitNotation.format(scaled, significantDigits: digits)
    }
    return unit.isEmpty ? number : "\(number) \(unit)"
  }

  private static let words: [(power: Double, word: String)] = [
    (1e6, " million"), (1e9, " billion"),
  ]
}

extension String {
  /// A decimal number without zeros that say nothing.
  fileprivate var withoutTrailingZeros: String {
    guard contains("."), !contains("e") else { return self }
    let digits = reversed().drop { $0 == "0" }
    return String(String(digits.first == "." ? digits.dropFirst() : digits).reversed())
  }
}

/// A yes or no that rules ask of an item.
public enum Trait: String, Sendable, Hashable, CaseIterable {
  /// Designed or marketed for data centres.
  case dataCentre = "data-centre"
  /// Holds high-bandwidth memory.
  case highBandwidthMemory = "hbm"
  /// Logic at 16/14 nm or below, or on non-planar transistors.
  case nonPlanar = "non-planar"
  /// Sold in the United States on the day the rule was published.
  case soldInUS = "sold-in-us"
  /// Weights that anybody may have.
  case openWeights = "open-weights"
  /// Designed by an approved or authorized designer, who attests to it.
  case approvedDesigner = "approved-designer"
  /// Packaged outside Macau and country group D:5 by the foundry or by an approved packager.
  case approvedPackaging = "approved-packaging"

  /// The place in a list of all traits.
  var index: Int {
    switch self {
    case .dataCentre: 0
    case .highBandwidthMemory: 1
    case .nonPlanar: 2
    case .soldInUS: 3
    case .openWeights: 4
    case .approvedDesigner: 5
    case .approvedPackaging: 6
    }
  }

  /// The question, as in `data-centre marketing`.
  public var title: String {
    switch self {
    case .dataCentre: "designed or marketed for data centres"
    case .highBandwidthMemory: "holds HBM"
    case .nonPlanar: "made on a non-planar process"
    case .soldInUS: "sold in the United States"
    case .openWeights: "open weights"
    case .approvedDesigner: "attested by an approved designer"
    case .approvedPackaging: "packaged by an approved packager"
    }
  }
}
