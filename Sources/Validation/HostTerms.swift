import Performance
import Quantities
import Serving

/// What an engine spends beside the arithmetic, as far as served measurements can tell it apart.
///
/// The times per layer and per step are one direction of a fit on models of like depth: what tells
/// them apart is models of other depths, and else what engines usually spend.
struct HostTerms: Sendable, Hashable {
  let perStep: Seconds
  let perRequest: Seconds
  let perLayer: Seconds
  let perPrefillStep: Seconds
  let perPrefillToken: Seconds
  let kernelFactor: Double
  /// Between the benchmark's client and the engine; see `Catalog.clientDelay(ofEngine:)`.
  let clientDelay: Seconds

  /// Those of a profile.
  init(_ profile: EngineProfile, clientDelay: Seconds) {
    let host = profile.hostOverhead
    self.init(
      perStep: host.perStep, perRequest: host.perRequest, perLayer: host.perLayer,
      perPrefillStep: host.perPrefillStep,
      perPrefillToken: host.perPrefillToken,
      kernelFactor: host.kernelFactor,
      clientDelay: clientDelay)
  }

  init(
    perStep: Seconds, perRequest: Seconds, perLayer: Seconds, perPrefillStep: Seconds,
    perPrefillToken: Seconds,
    kernelFactor: Double, clientDelay: Seconds
  ) {
    self.perStep = perStep
    self.perRequest = perRequest
    self.perLayer = perLayer
    self.perPrefillStep = perPrefillStep
    self.perPrefillToken = perPrefillToken
    self.kernelFactor = kernelFactor
    self.clientDelay = clientDelay
  }

  /// These terms, with what else `profile` says.
  func overhead(beside profile: HostOverhead) -> HostOverhead {
    profile.with(
      perStep: perStep, perRequest: perRequest, perLayer: perLayer, perPrefillStep: perPrefillStep,
      perPrefillToken: perPrefillToken,
      kernelFactor: kernelFactor)
  }
}
