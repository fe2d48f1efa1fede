public import Hardware
public import LanguageModels
public import Quantities

/// One way of tokens to their experts or back, by one kind of kernel alone, as benchmarks of
/// kernels time it; a predicted layer takes the faster kind (Eqs. 4.13-4.16).
public struct ExpertExchange: Sendable {
  private let group: GroupAllToAll
  private let devices: Int
  private let isBulk: Bool

  /// By low-latency kernels.
  ///
  /// - Parameters:
  ///   - message: one copy of a token on its way.
  ///   - devices: over which tokens and experts are spread evenly.
  public init(
    mixture: MixtureOfExperts, message: Bytes, devices: Int, topology: Topology,
    direct: CollectiveEfficiency
  ) {
    self.devices = devices
    isBulk = false
    group = GroupAllToAll(
      mixture: mixture, message: message, devices: devices, split: 1, topology: topology,
      efficiency: GroupAllToAll.Efficiency(direct: direct, bulk: nil, multiprocessors: 1))
  }

  /// By kernels for many tokens, which some multiprocessors carry out.
  public init(
    mixture: MixtureOfExperts, message: Bytes, devices: Int, topology: Topology,
    bulk: BulkExchangeEfficiency, multiprocessors: Int
  ) {
    precondition(multiprocessors >= 1, "\(multiprocessors) multiprocessors")
    self.devices = devices
    isBulk = true
    group = GroupAllToAll(
      mixture: mixture, message: message, devices: devices, split: 1, topology: topology,
      efficiency: GroupAllToAll.Efficiency(
        direct: CollectiveEfficiency(ranks: devices, latency: .zero, link: 1, exponent: 1),
        bulk: bulk, multiprocessors: multiprocessors))
  }

  /// The time to send the tokens of every device.
  public func duration(tokensPerDevice tokens: Double) -> Seconds {
    let all = tokens * Double(devices)
    return Seconds(
      isBulk
        ? group.bulkSeconds(tokens: all, imbalance: 1)!
        : group.directSeconds(tokens: all, imbalance: 1))
  }
}
