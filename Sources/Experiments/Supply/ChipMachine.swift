public import Hardware
public import Performance
public import Quantities
public import ReferenceData
public import Serving

/// The machine by which a product is judged: the chip in its usual system, with what is known of its
/// kernels, its serving engine and its failures.
public struct ChipMachine: Sendable {
  /// What the judgement rests on, from the best to the weakest.
  public enum Basis: Sendable, Hashable {
    /// The chip of the catalog, with kernels fitted on it or on the chip named.
    case modelled(fittedOn: String)
    /// A chip that exists as numbers: the one named, with its rates, memory and links changed.
    case redesigned(of: String)
    /// Too little is known for the models: the figures of the chip named, by the ratio of
    /// performance and bandwidth.
    case transferred(from: String)
  }

  /// The product's name.
  public let name: String
  public let title: String
  public let accelerator: Accelerator
  public let system: AcceleratorSystem
  public let calibration: OperatorCalibration
  /// Serving engines that are tried, the one of the least effort first.
  public let engines: [EngineProfile]
  /// What fails, and how often it is saved; of the fleet that stands for it.
  public let reliability: ReliabilityProfile
  /// Electric power of one accelerator under full load with its share of host and switches, cooling
  /// excluded: the system's, or the chip's times what owners usually need beside it.
  public let power: Watts
  public let basis: Basis

  /// The machine of a chip of the catalog in its default system.
  ///
  /// Engines are those of the catalog for its vendor since 2025. Where no engine names its vendor, no
  /// fleet the chip, or no link to hosts its system, those of the nearest relative stand in: the first
  /// engine, the failures of Ascend clusters for chips made in China and of H100 clusters for all
  /// others, and the hosts of the H100. The grade of the calibration says how far the kernels are
  /// lent.
  ///
  /// - Parameter system: of the catalog; nil for the first that is sold with the chip.
  /// - Throws: what the catalog lacks of it.
  public init(
    _ name: String, system: String? = nil, catalog: Catalog
  ) throws(CatalogError) {
    let accelerator = try catalog.accelerator(name)
    let calibration = try catalog.calibration(for: name)
    let isChinese = try catalog.country(ofAccelerator: name) == "CN"
    let fleet = try catalog.defaultReliability(for: name)
    let standIn = isChinese ? "ascend-assumed" : "llama3-h100"
    var machine =
      if let system { try catalog.system(system, holding: name) } else {
        try catalog.defaultSystem(for: accelerator)
      }
    if machine.host == nil, let host = try catalog.system(Self.hostOwner).host {
      machine = machine.with(host: host)
    }
    let factor = try catalog.owner(Self.powerOwner).powerFactor
    guard
      let power = machine.powerPerAccelerator
        ?? accelerator.thermalDesignPower.map({ $0 * factor })
    else { throw .incomplete(name, kind: .accelerators, missing: ["power"]) }
    self.init(
      name: name, title: accelerator.title, accelerator: accelerator,
      system: machine, calibration: calibration.calibration,
      engines: try Self.engines(for: accelerator.vendor, catalog),
      reliability: try catalog.reliability(fleet ?? standIn), power: power,
      basis: .modelled(fittedOn: calibration.fittedOn))
  }

  /// Whose factor from thermal design power to that of a system stands where no system states it.
  private static let powerOwner = "us-hyperscaler"

  /// A machine with another chip in it.
  init(name: String, title: String, machine: ChipMachine, cluster: Cluster) {
    self.init(
      name: name, title: title, accelerator: cluster.accelerator, system: cluster.system,
      calibration: machine.calibration, engines: machine.engines, reliability: machine.reliability,
      power: machine.power, basis: .redesigned(of: machine.accelerator.name))
  }

  /// The same machine as a product of another name.
  func named(_ product: String) -> ChipMachine {
    ChipMachine(
      name: product, title: title, accelerator: accelerator, system: system,
      calibration: calibration, engines: engines, reliability: reliability, power: power,
      basis: basis)
  }

  private static let hostOwner = "dgx-h100"

  private static func engines(
    for vendor: String, _ catalog: Catalog
  ) throws(CatalogError) -> [EngineProfile] {
    var found: [EngineProfile] = []
    var first: EngineProfile?
    for name in catalog.names(of: .engines) {
      let engine = try catalog.engine(name)
      first = first ?? engine
      if engine.versionDate >= "2025", catalog.supports(engine: name, vendor: vendor) {
        found.append(engine)
      }
    }
    guard let first else {
      throw .incomplete("engines", kind: .engines, missing: ["an engine"])
    }
    return found.isEmpty ? [first] : found
  }

  private init(
    name: String, title: String, accelerator: Accelerator, system: AcceleratorSystem,
    calibration: OperatorCalibration, engines: [EngineProfile], reliability: ReliabilityProfile,
    power: Watts, basis: Basis
  ) {
    self.name = name
    self.title = title
    self.accelerator = accelerator
    self.system = system
    self.calibration = calibration
    self.engines = engines
    self.reliability = reliability
    self.power = power
    self.basis = basis
  }

  /// So many of its accelerators together.
  public func cluster(of accelerators: Int) -> Cluster {
    Cluster(accelerator: accelerator, system: system, accelerators: accelerators)
  }
}

/// What is stated of a chip that exists only as numbers: a redesign that stays under a line. What is
/// nil is as on the chip it is made of.
public struct ChipNumbers: Sendable, Hashable {
  public var totalProcessingPerformance: Double?
  public var memoryBandwidth: BytesPerSecond?
  public var memoryCapacity: Bytes?
  /// Both directions over all inputs and outputs except memory, as export rules count it (Eq. 10.4).
  public var aggregateIO: BytesPerSecond?

  public init(
    totalProcessingPerformance: Double? = nil, memoryBandwidth: BytesPerSecond? = nil,
    memoryCapacity: Bytes? = nil, aggregateIO: BytesPerSecond? = nil
  ) {
    self.totalProcessingPerformance = totalProcessingPerformance
    self.memoryBandwidth = memoryBandwidth
    self.memoryCapacity = memoryCapacity
    self.aggregateIO = aggregateIO
  }
}
