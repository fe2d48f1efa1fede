public import Performance
public import Quantities

/// Why a candidate is not a way to serve what is asked.
public enum RuledOut: Error, Sendable, Hashable {
  /// The widths do not make a plan.
  case plan(PlanError)
  case tooLarge(accelerators: Int, most: Int)
  /// The model cannot be cut so, or the chip has no units for a format.
  case conflicts([DeploymentConflict])
  /// A step has no room for a token of each sequence.
  case limits(stepTokens: Int, sequences: Int)
  /// One long request does not fit beside the weights; bytes short on one device.
  case memory(deficit: Bytes)
  /// A request that is alone misses these by the closed form.
  case missesAlone([ObjectiveMargin])
  /// Of a replica of a pool: another one of its part does as much with every accelerator, is as fast
  /// and no larger.
  case beaten(by: String)
  /// Answers of one token leave nothing to a pool of their own.
  case nothingToDecode
  /// No network outside carries caches between the pools.
  case noNetwork(String)
  /// The pools are to hand caches over within a scale-up domain, which is smaller.
  case beyondDomain(devices: Int, domain: Int)

  /// What it is counted under.
  public var group: String {
    switch self {
    case .plan: "the experts do not share the devices evenly"
    case .tooLarge: "more accelerators than one replica may have"
    case .conflicts(let conflicts):
      switch conflicts.first {
      case .heads: "attention heads do not divide by the tensor width"
      case .layers: "fewer layers than pipeline stages"
      case .experts: "experts do not divide by the expert width"
      case .noExperts: "an expert width, but no experts"
      case .precision, .activationPrecision: "no units for a format"
      case .devices, .unreachable: "no network joins so many devices"
      case .noProductEfficiency, .noExpertEfficiency: "no efficiency is known"
      case .noPredictionModules, nil: "nothing to draft with"
      }
    case .limits: "more sequences than tokens in a step"
    case .memory: "does not fit into memory"
    case .missesAlone(let margins):
      "misses the \(margins.first?.subject.rawValue ?? "objectives") even alone"
    case .beaten: "another replica serves more, sooner, on no more devices"
    case .nothingToDecode: "answers of one token need no pool for output"
    case .noNetwork: "no network carries caches"
    case .beyondDomain: "pools larger than the scale-up domain that is to carry caches"
    }
  }

  /// The reason with its figures.
  public var sentence: String {
    switch self {
    case .plan(.expertGroup(let expert, let tensor, let data)):
      "\(expert) devices cannot share the experts of tensor \(tensor) × data \(data)"
    case .plan(.widthOutOfRange(let axis, let width)): "\(axis) is \(width)"
    case .tooLarge(let accelerators, let most):
      "\(accelerators) accelerators, and a replica may have \(most)"
    case .conflicts(let conflicts): conflicts.map(\.sentence).joined(separator: "; ")
    case .limits(let stepTokens, let sequences):
      "a step of \(stepTokens) tokens has no room for \(sequences) sequences"
    case .memory(let deficit):
      "does not fit by \(UnitNotation.format(deficit)) on a device"
    case .missesAlone(let margins):
      margins.map {
        "\(UnitNotation.format(percentage: $0.share)) of lone requests keep the \($0.subject.rawValue)"
          + ($0.limit.map { " of \(UnitNotation.format($0))" } ?? "")
          + " against \(UnitNotation.format(percentage: $0.required))"
      }.joined(separator: "; ")
    case .beaten(let other):
      "\(other) serves at least as much with every accelerator, is as fast and no larger"
    case .nothingToDecode: "answers have one token, which comes with the prompt"
    case .noNetwork(let system): "\(system) has no network outside to carry caches over"
    case .beyondDomain(let devices, let domain):
      domain > 0
        ? "\(devices) devices, and a scale-up domain holds \(domain)"
        : "the pools have systems of their own, which no scale-up domain joins"
    }
  }
}
