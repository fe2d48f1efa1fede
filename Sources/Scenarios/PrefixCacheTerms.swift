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
  mutating func prefixCache(
    on system: AcceleratorSystem, serving workload: Workload?
  ) -> PrefixCacheTerms?? {
    let tiers = keys.optional(path("tiers"))?.tabulatedName(of: "tier")
    let reading = keys.optional(path("reading"))?.tabulatedName(of: "way of reading")
    let recompute = keys.optional(path("recompute"))?.tabulatedName(of: "rule for computing")
    let latency = keys.optional(path("storage-latency"))?.quantity(
      as: Seconds.self, in: .zero...Seconds.hour,
      words: ScenarioKeys.key(path("storage-latency"))?.expected)
    guard let tiers, let reading, let recompute, let latency else { return nil }
    guard refuseKeys(beyond: tiers) else { return nil }
    guard tiers != "none" else { return .some(nil) }
    if let workload, workload.statesCachedPrefixes {
      (keys.stated("workload.cached-prefix") ?? keys.stated("workload"))?.report(
        "the workload states how much of a prompt is cached, and the engine has a prefix cache",
        expected: "one of the two: what is found follows from the texts",
        suggestion: .advice("remove `cached-prefix`, or set `fleet.engine.prefix-cache: none`"))
      return nil
    }
    var host: PrefixCacheTerms.Tier?
    var storage: PrefixCacheTerms.Tier?
    if tiers == "host" || tiers == "storage" {
      host = hostTier(of: system)
      guard let host else { return nil }
      if tiers == "storage" {
        storage = storageTier(over: host, latency: latency)
        guard storage != nil else { return nil }
      }
    }
    return PrefixCacheTerms(
      host: host, storage: storage, readsByLayer: reading == "layerwise",
      computesWhenQuicker: recompute == "when-quicker")
  }

  private mutating func hostTier(of system: AcceleratorSystem) -> PrefixCacheTerms.Tier? {
    let place = keys.stated("fleet.engine.prefix-cache")
    guard let link = system.host else {
      place?.report(
        "no link from \(system.name) to its hosts is known", expected: "a bandwidth to read over",
        suggestion: .advice("state `fleet.host.bandwidth`, or keep to `tiers: device`"))
      return nil
    }
    let capacity: Bytes
    if let stated = keys.stated(path("host-memory")) {
      guard let own = stated.size(path("host-memory")) else { return nil }
      capacity = own
    } else if let all = link.capacity {
      capacity = all / Double(system.accelerators)
      supply(
        path("host-memory"), UnitNotation.format(capacity),
        from: "systems/\(system.name), all of it")
    } else {
      place?.report(
        "the memory of the hosts of \(system.name) is not known",
        expected: "what each accelerator may fill of it",
        suggestion: .advice("state `host-memory` beside `tiers`"))
      return nil
    }
    return PrefixCacheTerms.Tier(capacity: capacity, bandwidth: link.bandwidth, latency: .zero)
  }

  private func storageTier(
    over host: PrefixCacheTerms.Tier, latency: Seconds
  ) -> PrefixCacheTerms.Tier? {
    let capacity = keys.required(path("storage"))?.size(path("storage"))
    let key = path("storage-bandwidth")
    let bandwidth = keys.required(key)?.quantity(
      as: BytesPerSecond.self, in: BytesPerSecond(1e3)...BytesPerSecond(1e15),
      words: ScenarioKeys.key(key)?.expected)
    guard let capacity, let bandwidth else { return nil }
    // What comes from storage passes through the host.
    return PrefixCacheTerms.Tier(
      capacity: capacity, bandwidth: min(bandwidth, host.bandwidth), latency: latency)
  }

  /// Reports keys of tiers that there are not, which would otherwise be ignored.
  private func refuseKeys(beyond tiers: String) -> Bool {
    let depth = PrefixCacheWords.tiers.firstIndex(of: tiers) ?? 0
    var isClean = true
    for (key, least) in [
      ("host-memory", 2), ("storage", 3), ("storage-bandwidth", 3), ("storage-latency", 3),
      ("reading", 2), ("recompute", 2),
    ] where depth < least {
      guard let stated = keys.stated(path(key)) else { continue }
      isClean = false
      stated.report(
        "a prefix cache with `tiers: \(tiers)` has no \(key)",
        expected: "`tiers: \(PrefixCacheWords.tiers[least])` beside it",
        suggestion: .advice("remove it, or let blocks go further down"))
    }
    return isClean
  }
}

extension ValueReader {
  fileprivate func size(_ path: String) -> Bytes? {
    quantity(
      as: Bytes.self, in: Bytes(1e6)...Bytes(1e18), words: ScenarioKeys.key(path)?.expected)
  }
}
