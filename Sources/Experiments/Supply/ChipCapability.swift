public import ExportControl
import Hardware
public import Performance
public import Quantities
public import ReferenceData

/// What one chip of a product is worth, ready for arithmetic: computed once for a scenario, applied to
/// every month of every draw.
public struct ChipCapability: Sendable {
  /// The product's name.
  public let name: String
  public let title: String
  public let vendor: String
  public let basis: ChipMachine.Basis
  /// How far the kernels' efficiencies are lent.
  public let grade: CalibrationGrade
  public let measures: H100Equivalent.Measures
  public let training: Result<TrainingCurve, ChipRefusal>
  /// By class of tokens, in the order asked for.
  public let serving: [Result<ServingRate, ChipRefusal>]
  /// Electric power of one accelerator under full load with its share of host and switches, cooling
  /// excluded.
  public let power: Watts

  init(
    name: String, title: String, vendor: String, basis: ChipMachine.Basis, grade: CalibrationGrade,
    measures: H100Equivalent.Measures, training: Result<TrainingCurve, ChipRefusal>,
    serving: [Result<ServingRate, ChipRefusal>], power: Watts
  ) {
    self.name = name
    self.title = title
    self.vendor = vendor
    self.basis = basis
    self.grade = grade
    self.measures = measures
    self.training = training
    self.serving = serving
    self.power = power
  }

  /// How many H100 it counts as; nil where what the definition takes is unknown.
  public func equivalent(_ definition: H100Equivalent) -> Double? {
    definition.value(of: measures)
  }

  /// The same by total processing performance where what the definition takes is unknown, so that no
  /// chip is left out of a sum; zero where that is unknown too.
  public func countedEquivalent(_ definition: H100Equivalent) -> Double {
    equivalent(definition) ?? equivalent(.totalProcessingPerformance) ?? 0
  }

  /// The curve; nil where the chip trains nothing.
  public var trainingCurve: TrainingCurve? { try? training.get() }

  /// What it serves of a class; nil where it serves nothing.
  public func servingRate(_ index: Int) -> ServingRate? { try? serving[index].get() }
}

/// What is asked of the chips of a scenario.
public struct CapabilityReference: Sendable {
  public let training: TrainingReference
  /// Classes of tokens; at least one.
  public let serving: [ServingReference]

  public init(training: TrainingReference, serving: [ServingReference]) {
    precondition(!serving.isEmpty, "no class of tokens")
    self.training = training
    self.serving = serving
  }

  /// A mixture of experts that is trained and served as DeepSeek-V3 was.
  public static func standard(_ catalog: Catalog) throws(CatalogError) -> Self {
    Self(training: try .mixtureOfExperts(catalog), serving: [try .chat(catalog: catalog)])
  }
}

extension ChipCapability {
  /// The capabilities of machines, by the training and serving models.
  ///
  /// The result does not depend on the number of threads.
  public static func all(
    of machines: [ChipMachine], on reference: CapabilityReference, jobs: Int
  ) -> [ChipCapability] {
    let sizes = reference.training.sizes
    let perChip = sizes.count + reference.serving.count
    enum Part {
      case training(Result<TrainingCurve.Point, ChipRefusal>)
      case serving(Result<ServingRate, ChipRefusal>)
    }
    let parts = parallelMap(machines.count * perChip, jobs: jobs) { index -> Part in
      let machine = machines[index / perChip]
      let own = index % perChip
      if own < sizes.count {
        return .training(
          ChipTraining(machine: machine, reference: reference.training).point(on: sizes[own]))
      }
      return .serving(
        ChipServing(machine: machine, reference: reference.serving[own - sizes.count]).rate())
    }
    return machines.enumerated().map { place, machine in
      var points: [TrainingCurve.Point] = []
      var refusal: ChipRefusal?
      var serving: [Result<ServingRate, ChipRefusal>] = []
      for part in parts[place * perChip..<(place + 1) * perChip] {
        switch part {
        case .training(.success(let point)): points.append(point)
        case .training(.failure(let reason)): refusal = reason
        case .serving(let rate): serving.append(rate)
        }
      }
      return ChipCapability(
        name: machine.name, title: machine.title, vendor: machine.accelerator.vendor,
        basis: machine.basis,
        grade: machine.calibration.confidence.grade,
        measures: H100Equivalent.Measures(of: machine.accelerator),
        training: points.isEmpty
          ? .failure(refusal ?? .noTrainingFormat) : .success(TrainingCurve(points)),
        serving: serving, power: machine.power)
    }
  }
}
