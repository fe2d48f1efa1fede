import Performance
public import Quantities
import Serving

/// What an engine spends beside the arithmetic, as far as served measurements can tell it apart.
///
/// The time per layer is no term: with the time per step it is one direction of every fit, so it
/// stays as the profile states it and the step takes the rest.
public struct HostTerms: Sendable, Hashable {
  public let perStep: Seconds
  public let perRequest: Seconds
  public let perPrefillStep: Seconds
  public let perPrefillToken: Seconds
  public let kernelFactor: Double
  /// Between the benchmark's client and the engine; see `Catalog.clientDelay(ofEngine:)`.
  public let clientDelay: Seconds

  /// Those of a profile.
  init(_ profile: EngineProfile, clientDelay: Seconds) {
    let host = profile.hostOverhead
    self.init(
      perStep: host.perStep, perRequest: host.perRequest, perPrefillStep: host.perPrefillStep,
      perPrefillToken: host.perPrefillToken, kernelFactor: host.kernelFactor,
      clientDelay: clientDelay)
  }

  init(
    perStep: Seconds, perRequest: Seconds, perPrefillStep: Seconds, perPrefillToken: Seconds,
    kernelFactor: Double, clientDelay: Seconds
  ) {
    self.perStep = perStep
    self.perRequest = perRequest
    self.perPrefillStep = perPrefillStep
    self.perPrefillToken = perPrefillToken
    self.kernelFactor = kernelFactor
    self.clientDelay = clientDelay
  }

  /// These terms, with the time per layer and what else `profile` says.
  func overhead(beside profile: HostOverhead) -> HostOverhead {
    profile.with(
      perStep: perStep, perRequest: perRequest, perPrefillStep: perPrefillStep,
      perPrefillToken: perPrefillToken, kernelFactor: kernelFactor)
  }
}
