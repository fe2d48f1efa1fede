public import Hardware
public import LanguageModels
import Performance
import Quantities

/// A deployment that is not: one or several figures of the machine, the host or the formats changed.
///
///     let question = try WhatIf(parsing: "memory-bandwidth +20 %, weights fp8")
///
/// The model is run again with the changed figures; nothing is extrapolated. Efficiencies are the
/// calibrated fractions of the new figures, and prices and power stay.
public struct WhatIf: Sendable, Hashable {
  /// One figure that is changed.
  public enum Change: Sendable, Hashable {
    /// A figure of the datasheet times a factor.
    case machine(MachineProperty, times: Double)
    /// A figure of one accelerator, in B/s or B.
    case machineValue(MachineProperty, Double)
    /// Every term of the engine's time on the host times a factor.
    case hostOverhead(times: Double)
    /// All matrices in one format.
    case weights(WeightFormat)
    case cache(NumericFormat)
  }

  /// The question in one normal form: `memory-bandwidth +20 %`.
  public let label: String
  public let changes: [Change]

  init(label: String, changes: [Change]) {
    self.label = label
    self.changes = changes
  }

  /// A change by a share: +0.2 is 20 % more.
  init(_ property: MachineProperty, by share: Double) {
    self.init(
      label: "\(property.rawValue) \(Self.signed(share))",
      changes: [.machine(property, times: 1 + share)])
  }

  static func signed(_ share: Double) -> String {
    (share < 0 ? "−" : "+") + UnitNotation.format(percentage: abs(share), significantDigits: nil)
  }

  /// The name under which the time of the host is changed.
  static let hostOverhead = "host-overhead"
}

extension WhatIf {
  /// The estimate with the changes made.
  ///
  /// - Throws: ``WhatIfError/absent(_:)`` where the machine has no such figure.
  func answer(from base: DeploymentEstimate) throws(WhatIfError) -> DeploymentEstimate {
    var deployment = base.deployment
    var host = base.host
    for change in changes {
      switch change {
      case .machine(let property, let factor):
        try property.require(in: deployment.cluster)
        deployment = deployment.with(cluster: deployment.cluster.with(property, times: factor))
      case .machineValue(let property, let value):
        guard let present = deployment.cluster.value(of: property) else { throw .absent(property) }
        deployment = deployment.with(
          cluster: deployment.cluster.with(property, times: value / present))
      case .hostOverhead(let factor): host = host.times(factor)
      case .weights(let format):
        deployment = deployment.with(weights: WeightFormats(matrices: format))
      case .cache(let format): deployment = deployment.with(cacheFormat: format)
      }
    }
    return base.with(deployment: deployment, host: host)
  }

  /// What to ask where nobody says: every figure that the machine has a fifth up and a fifth down,
  /// and the weights in each other width that the chip multiplies.
  static func standard(for estimate: DeploymentEstimate) -> [WhatIf] {
    let shares = [0.2, -0.2]
    let cluster = estimate.deployment.cluster
    let properties = MachineProperty.allCases.filter { $0 == .peak || cluster.value(of: $0) != nil }
    var questions = properties.flatMap { property in shares.map { WhatIf(property, by: $0) } }
    questions += shares.map { share in
      WhatIf(
        label: "\(hostOverhead) \(signed(share))", changes: [.hostOverhead(times: 1 + share)])
    }
    let weights = estimate.deployment.weights
    let largest = estimate.deployment.model.hasExperts ? weights.experts : weights.feedForward
    let peak = cluster.accelerator.peak
    for candidates in [[WeightFormat.bf16, .fp16], [.fp8, .int8], [.mxfp4, .int4]] {
      let native = candidates.first { $0.arithmetic.contains { peak[$0] != nil } }
      guard let native, (native.bitsPerElement - largest.bitsPerElement).magnitude > 2 else {
        continue
      }
      questions.append(
        WhatIf(label: "weights \(native.rawValue)", changes: [.weights(native)]))
    }
    return questions
  }
}

extension MachineProperty {
  fileprivate func require(in cluster: Cluster) throws(WhatIfError) {
    guard self == .peak || cluster.value(of: self) != nil else { throw .absent(self) }
  }
}

extension ModelArchitecture {
  fileprivate var hasExperts: Bool {
    layerGroups.contains { if case .mixture = $0.feedForward { true } else { false } }
  }
}
