public import Quantities

/// Time that an engine spends beside the arithmetic, per step, request, token and layer (Eq. 5.2).
///
///     t = d + o_step + [o_prefill-step + o_prefill-token·T_p] + o_request·B
///
/// beside a device that takes d, ``perLayer`` included, for B sequences; the bracket counts in steps
/// with T_p > 0 prompt tokens. ``isAsynchronous`` and ``graphs`` say what the device hides of it.
///
/// The coefficients are data of an engine version. Kernel launch gaps are inside ``perLayer``:
/// operator times in a serving step carry no floors of their own (calibration of the profile).
public struct HostOverhead: Sendable, Hashable {
  /// Fixed time of a step: scheduling, sampling, output processing.
  public private(set) var perStep: Seconds
  /// Time per sequence of the step.
  public private(set) var perRequest: Seconds
  /// Time per layer: launch gaps and kernel floors of a captured graph.
  public private(set) var perLayer: Seconds
  /// Additional time of a step that carries prefill.
  public private(set) var perPrefillStep: Seconds
  /// Additional time per prompt token.
  public private(set) var perPrefillToken: Seconds
  /// Time in which the host launches the kernels of a layer where no graph replays them.
  public private(set) var launchPerLayer: Seconds
  /// Which steps replay a captured graph.
  public private(set) var graphs: CapturedGraphs
  /// Whether the host prepares the next step while the device computes this one. What grows with
  /// sequences is then hidden, as far as the device takes as long (Eq. 5.3); prompts arrive late and
  /// are prepared before they compute.
  public private(set) var isAsynchronous: Bool
  /// Time of the engine's kernels over that of the kernels which the calibrations were fitted on:
  /// above one for engines of earlier years, whose kernels reached less of the same chip.
  public private(set) var kernelFactor: Double

  public init(
    perStep: Seconds, perRequest: Seconds, perLayer: Seconds, perPrefillStep: Seconds,
    perPrefillToken: Seconds, launchPerLayer: Seconds = .zero, graphs: CapturedGraphs = .all,
    isAsynchronous: Bool = false, kernelFactor: Double = 1
  ) {
    precondition(kernelFactor > 0 && kernelFactor.isFinite, "a kernel factor is \(kernelFactor)")
    for term in [perStep, perRequest, perLayer, perPrefillStep, perPrefillToken, launchPerLayer] {
      precondition(term.value >= 0 && term.isFinite, "an overhead is \(term)")
    }
    self.perStep = perStep
    self.perRequest = perRequest
    self.perLayer = perLayer
    self.perPrefillStep = perPrefillStep
    self.perPrefillToken = perPrefillToken
    self.launchPerLayer = launchPerLayer
    self.graphs = graphs
    self.isAsynchronous = isAsynchronous
    self.kernelFactor = kernelFactor
  }

  /// Every term times a factor.
  ///
  /// - Precondition: the factor is finite and not negative.
  public func times(_ factor: Double) -> HostOverhead {
    HostOverhead(
      perStep: perStep * factor, perRequest: perRequest * factor, perLayer: perLayer * factor,
      perPrefillStep: perPrefillStep * factor, perPrefillToken: perPrefillToken * factor,
      launchPerLayer: launchPerLayer * factor, graphs: graphs,
      isAsynchronous: isAsynchronous, kernelFactor: kernelFactor)
  }

  /// No overhead at all: the bound of the hardware.
  public static var none: HostOverhead {
    HostOverhead(
      perStep: .zero, perRequest: .zero, perLayer: .zero, perPrefillStep: .zero,
      perPrefillToken: .zero)
  }

  /// This overhead with other times of the host; what is not named stays.
  public func with(
    perStep: Seconds, perRequest: Seconds, perLayer: Seconds, perPrefillStep: Seconds,
    perPrefillToken: Seconds, kernelFactor: Double
  ) -> HostOverhead {
    var copy = self
    copy.perStep = perStep
    copy.perRequest = perRequest
    copy.perLayer = perLayer
    copy.perPrefillStep = perPrefillStep
    copy.perPrefillToken = perPrefillToken
    copy.kernelFactor = kernelFactor
    return copy
  }
}

/// The steps that an engine replays as captured graphs, whose kernels need no launch by the host.
///
/// Of a step that is not captured, the host launches kernel by kernel while the device computes:
/// the step takes the longer of the two (Eq. 5.2).
public struct CapturedGraphs: Sendable, Hashable {
  /// The most tokens of a captured step that only decodes.
  public let decodeTokens: Int
  /// The most tokens of a captured step that computes prompts; 0 where none is captured.
  public let promptTokens: Int

  /// - Precondition: neither is negative.
  public init(decodeTokens: Int, promptTokens: Int) {
    precondition(decodeTokens >= 0 && promptTokens >= 0, "\(decodeTokens), \(promptTokens) tokens")
    self.decodeTokens = decodeTokens
    self.promptTokens = promptTokens
  }

  /// Every step is captured.
  public static let all = CapturedGraphs(decodeTokens: .max, promptTokens: .max)
  /// The host launches every step.
  public static let none = CapturedGraphs(decodeTokens: 0, promptTokens: 0)
}
