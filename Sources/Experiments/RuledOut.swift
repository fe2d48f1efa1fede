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
    }
  }
}
