import Documents
import Hardware
public import Quantities
import ReferenceData
import Serving

/// What the replicas of a scenario keep of texts that may come again, per accelerator.
public struct PrefixCacheTerms: Sendable, Hashable {
  /// Memory below the device.
  public struct Tier: Sendable, Hashable {
    /// What one accelerator may fill.
    public let capacity: Bytes
    /// At which it reads.
    public let bandwidth: BytesPerSecond
    public let latency: Seconds
  }

  public let host: Tier?
  public let storage: Tier?
  /// Whether a prompt is computed while the layers before are read still.
  public let readsByLayer: Bool
  /// Whether what can be computed sooner is not read.
  public let computesWhenQuicker: Bool
}

extension ScenarioReader {
  private func path(_ key: String) -> String { "fleet.engine.prefix-cache.\(key)" }

  /// What is kept of texts that may come again; the outer optional is nil after a problem, the inner
  /// one means that nothing is.
  ///
  /// What is said of tiers that blocks do not go down to is read, so that tiers can be swept, and
  /// makes no difference.
  mutating func prefixCache(
    on system: AcceleratorSystem, serving workload: Workload?
  ) -> PrefixCacheTerms?? {
    let tiers = keys.optional(path("tiers"))?.tabulatedName(of: "tier")
    let reading = keys.optional(path("reading"))?.tabulatedName(of: "way of reading")
    let recompute = keys.optional(path("recompute"))?.tabulatedName(of: "rule for computing")
    let latency = keys.optional(path("storage-latency"))?.quantity(
      as: Seconds.self, in: .zero...Seconds.hour,
      words: ScenarioKeys.key(path("storage-latency"))?.expected)
    let memory = size("host-memory")
    let storage = size("storage")
    let link = keys.stated(path("storage-bandwidth"))
    let bandwidth = link?.quantity(
      as: BytesPerSecond.self, in: BytesPerSecond(1e3)...BytesPerSecond(1e15),
      words: ScenarioKeys.key(path("storage-bandwidth"))?.expected)
    guard let tiers, let reading, let recompute, let latency, let memory, let storage,
      (link == nil) == (bandwidth == nil)
    else { return nil }
    guard tiers != "none" else { return .some(nil) }
    if let workload, workload.statesCachedPrefixes {
      (keys.stated("workload.cached-prefix") ?? keys.stated("workload"))?.report(
        "the workload states how much of a prompt is cached, and the engine has a prefix cache",
        expected: "one of the two: what is found follows from the texts",
        suggestion: .advice("remove `cached-prefix`, or set `fleet.engine.prefix-cache: none`"))
      return nil
    }
    var hostTier: PrefixCacheTerms.Tier?
    var storageTier: PrefixCacheTerms.Tier?
    if tiers == "host" || tiers == "storage" {
      hostTier = self.hostTier(memory, of: system)
      guard let hostTier else { return nil }
      if tiers == "storage" {
        guard let storage, let bandwidth else {
          for (key, isStated) in [
            ("storage", storage != nil), ("storage-bandwidth", bandwidth != nil),
          ] where !isStated { _ = keys.required(path(key)) }
          return nil
        }
        // What comes from storage passes through the host.
        storageTier = PrefixCacheTerms.Tier(
          capacity: storage, bandwidth: min(bandwidth, hostTier.bandwidth), latency: latency)
      }
    }
    return PrefixCacheTerms(
      host: hostTier, storage: storageTier, readsByLayer: reading == "layerwise",
      computesWhenQuicker: recompute == "when-quicker")
  }

  private mutating func hostTier(
    _ memory: Bytes?, of system: AcceleratorSystem
  ) -> PrefixCacheTerms.Tier? {
    let place = keys.stated(path("tiers"))
    guard let link = system.host else {
      place?.report(
        "no link from \(system.name) to its hosts is known", expected: "a bandwidth to read over",
        suggestion: .advice("state `fleet.host.bandwidth`, or keep to device"))
      return nil
    }
    if memory == nil, let all = link.capacity {
      let share = all / Double(system.accelerators)
      supply(path("host-memory"), UnitNotation.format(share), from: "systems/\(system.name)")
      return PrefixCacheTerms.Tier(capacity: share, bandwidth: link.bandwidth, latency: .zero)
    }
    guard let memory else {
      place?.report(
        "the memory of the hosts of \(system.name) is not known",
        expected: "what each accelerator may fill of it",
        suggestion: .advice("state `host-memory` beside it"))
      return nil
    }
    return PrefixCacheTerms.Tier(capacity: memory, bandwidth: link.bandwidth, latency: .zero)
  }

  /// A stated size; the outer optional is nil after a problem.
  private func size(_ key: String) -> Bytes?? {
    guard let stated = keys.stated(path(key)) else { return .some(nil) }
    let size = stated.quantity(
      as: Bytes.self, in: Bytes(1e6)...Bytes(1e18), words: ScenarioKeys.key(path(key))?.expected)
    return size.map { .some($0) }
  }
}
