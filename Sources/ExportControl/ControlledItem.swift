public import Hardware
public import Quantities

/// What a rule acts on.
public enum Subject: String, Sendable, Hashable, CaseIterable {
  /// An accelerator package.
  case chip
  /// Memory stacks sold by themselves.
  case memory
  /// DRAM dies.
  case dram
  /// Weights of models.
  case weights
  /// Logic that a foundry or packager ships for a designer.
  case foundry
  /// Use, wherever the item is.
  case use
  /// Who owns the buyer.
  case ownership
  /// Amounts per country or company.
  case quota
  /// What the buyer's own government lets in.
  case importer
  /// Access from elsewhere to machines that stay.
  case cloud
  /// Proof of where exported chips are.
  case location
  /// Machines that make chips.
  case tools
  /// Materials that makers of chips need.
  case materials
}

/// One kind of thing that is sold: all that rules compare with thresholds, nil where unknown.
public struct ControlledItem: Sendable, Hashable {
  public let name: String
  public let subject: Subject
  /// Whether rules of the United States reach it: items of its firms and, by the foreign-direct-
  /// product rules (15 CFR 734.9), all advanced chips but those that China designs and makes.
  public var isUnderUSJurisdiction: Bool

  private var values: [Double?]
  private var traits: [Bool?]

  public init(name: String, subject: Subject = .chip, isUnderUSJurisdiction: Bool = true) {
    self.name = name
    self.subject = subject
    self.isUnderUSJurisdiction = isUnderUSJurisdiction
    values = Array(repeating: nil, count: Measure.allCases.count)
    traits = Array(repeating: nil, count: Trait.allCases.count)
  }

  /// A value in base units; nil where it is unknown.
  ///
  /// Memory and I/O together follow from the two unless they are stated.
  public subscript(measure: Measure) -> Double? {
    get {
      if measure == .memoryAndIO, values[measure.index] == nil {
        guard let memory = values[Measure.memoryBandwidth.index],
          let io = values[Measure.aggregateIO.index]
        else { return nil }
        return memory + io
      }
      return values[measure.index]
    }
    set {
      precondition(newValue.map { $0.isFinite && $0 >= 0 } ?? true, "\(measure) is \(newValue!)")
      values[measure.index] = newValue
    }
  }

  /// A yes or no; nil where it is unknown.
  public subscript(trait: Trait) -> Bool? {
    get { traits[trait.index] }
    set { traits[trait.index] = newValue }
  }

  /// FP64 and FP32 peaks of one package, which end-use rules add up.
  public var peaks: (fp64: FLOPsPerSecond?, fp32: FLOPsPerSecond?) {
    get {
      (
        values[Measure.machineFP64.index].map { FLOPsPerSecond($0) },
        values[Measure.machineFP32.index].map { FLOPsPerSecond($0) }
      )
    }
    set {
      values[Measure.machineFP64.index] = newValue.fp64?.value
      values[Measure.machineFP32.index] = newValue.fp32?.value
    }
  }

  /// The area of logic that density divides by, where TPP and density are known.
  public var applicableDieArea: SquareMillimetres? {
    guard let tpp = self[.tpp], let density = self[.performanceDensity], density > 0 else {
      return nil
    }
    return SquareMillimetres(tpp / density)
  }
}

extension ControlledItem {
  /// A chip of the catalog.
  public init(_ accelerator: Accelerator, isUnderUSJurisdiction: Bool = true) {
    self.init(
      name: accelerator.name, properties: ControlledProperties(of: accelerator),
      isUnderUSJurisdiction: isUnderUSJurisdiction)
    peaks = (accelerator.peak[.fp64], accelerator.peak[.fp32])
    self[.highBandwidthMemory] = accelerator.memory.kind.uppercased().hasPrefix("HBM")
  }

  /// A chip by what rules compare.
  public init(
    name: String, properties: ControlledProperties, isUnderUSJurisdiction: Bool = true
  ) {
    self.init(name: name, isUnderUSJurisdiction: isUnderUSJurisdiction)
    self[.tpp] = properties.totalProcessingPerformance?.value
    self[.performanceDensity] = properties.performanceDensity?.value
    self[.memoryBandwidth] = properties.memoryBandwidth?.value
    self[.aggregateIO] = properties.aggregateIO?.value
    self[.dataCentre] = properties.isDataCentreMarketed
  }
}
