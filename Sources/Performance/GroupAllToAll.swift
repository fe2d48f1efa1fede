import Hardware
import LanguageModels
import Quantities

/// Dispatch and combine of one mixture-of-experts layer on a topology (Eqs. 4.13-4.16).
///
/// Inside one scale-up domain every token copy is sent. Across domains a token leaves once per
/// distinct domain and is forwarded inside; both ways run at once and the slower one counts, at
/// the sum of both latencies.
struct GroupAllToAll: Sendable {
  private let fit: FittedCollective
  /// Per token of the whole replica, seconds at the mean device.
  private let insidePerToken: Double
  private let acrossPerToken: Double
  /// Bytes a device sends in the mean per token of the whole replica.
  private let bytesPerToken: Double

  /// - Parameters:
  ///   - devices: devices over which the tokens and the experts are spread, `tensor·data`.
  ///   - split: devices that share each expert; each of them needs the token.
  init(
    mixture: MixtureOfExperts, message: Bytes, devices: Int, split: Int, topology: Topology,
    efficiency: CollectiveEfficiency
  ) {
    let domain = topology.domain
    let width = min(devices, domain.devices)
    let nodes = (devices + width - 1) / width
    let k = Double(mixture.expertsPerToken * split)
    let perDevice = 1 / Double(devices)
    let bandwidth = efficiency.link * domain.bandwidth.value
    let inside = k * (1 - 1 / Double(width)) * message.value * perDevice
    insidePerToken = inside / bandwidth
    var latency = [efficiency].fit(ranks: devices).latency.value
    if nodes > 1 {
      let copies = ExpertDispatch.bytesAcrossNodes(
        tokens: 1, experts: mixture.experts, expertsPerToken: mixture.expertsPerToken,
        nodes: nodes, message: message)
      let level = topology.level(joining: devices) ?? topology.levels[topology.levels.count - 1]
      let link = Link(level, efficiency: CollectiveEfficiency.scaleOutLink)
      acrossPerToken = copies.value * perDevice / link.bandwidth.value
      latency += link.latency.value
      bytesPerToken = inside + copies.value * perDevice
    } else {
      acrossPerToken = 0
      bytesPerToken = inside
    }
    fit = FittedCollective(latency: latency, exponent: efficiency.exponent)
  }

  /// - Parameter imbalance: what the busiest device receives over the mean.
  @inline(__always)
  func time(tokens: Double, imbalance: Double) -> TermTime {
    TermTime(
      seconds: fit.seconds(transfer: tokens * max(insidePerToken * imbalance, acrossPerToken)),
      cause: .communication, traffic: tokens * bytesPerToken)
  }
}
