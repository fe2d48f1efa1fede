public import Quantities

/// Time that an engine spends beside the arithmetic, per step, request, token and layer (Eq. 5.2).
///
/// The coefficients are data of an engine version. Kernel launch gaps are inside ``perLayer``:
/// operator times in a serving step carry no floors of their own (calibration of the profile).
public struct HostOverhead: Sendable, Hashable {
  /// Fixed time of a step: scheduling, sampling, output processing.
  public private(set) var perStep: Seconds
  /// Time per sequence of the step.
  public private(set) var perRequest: Seconds
  /// Time per layer: launch gaps and kernel floors of a captured graph.
  public let perLayer: Seconds
  /// Additional time of a step that carries prefill.
  public private(set) var perPrefillStep: Seconds
  /// Additional time per prompt token.
  public private(set) var perPrefillToken: Seconds
  /// Time of the engine's kernels over that of the kernels which the calibrations were fitted on:
  /// above one for engines of earlier years, whose kernels reached less of the same chip.
  public private(set) var kernelFactor: Double

  public init(
    perStep: Seconds, perRequest: Seconds, perLayer: Seconds, perPrefillStep: Seconds,
    perPrefillToken: Seconds, kernelFactor: Double = 1
  ) {
    precondition(kernelFactor > 0 && kernelFactor.isFinite, "a kernel factor is \(kernelFactor)")
    for term in [perStep, perRequest, perLayer, perPrefillStep, perPrefillToken] {
      precondition(term.value >= 0 && term.isFinite, "an overhead is \(term)")
    }
    self.perStep = perStep
    self.perRequest = perRequest
    self.perLayer = perLayer
    self.perPrefillStep = perPrefillStep
    self.perPrefillToken = perPrefillToken
    self.kernelFactor = kernelFactor
  }

  /// Every term times a factor.
  ///
  /// - Precondition: the factor is finite and not negative.
  public func times(_ factor: Double) -> HostOverhead {
    HostOverhead(
      perStep: perStep * factor, perRequest: perRequest * factor, perLayer: perLayer * factor,
      perPrefillStep: perPrefillStep * factor, perPrefillToken: perPrefillToken * factor)
  }

  /// No overhead at all: the bound of the hardware.
  public static var none: HostOverhead {
    HostOverhead(
      perStep: .zero, perRequest: .zero, perLayer: .zero, perPrefillStep: .zero,
      perPrefillToken: .zero)
  }

  /// This overhead with other times of the host; what is not named stays.
  public func with(
    perStep: Seconds, perRequest: Seconds, perPrefillStep: Seconds, perPrefillToken: Seconds,
    kernelFactor: Double
  ) -> HostOverhead {
    var copy = self
    copy.perStep = perStep
    copy.perRequest = perRequest
    copy.perPrefillStep = perPrefillStep
    copy.perPrefillToken = perPrefillToken
    copy.kernelFactor = kernelFactor
    return copy
  }
}
