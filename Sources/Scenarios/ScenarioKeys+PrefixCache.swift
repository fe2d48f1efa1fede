extension ScenarioKeys {
  /// What an engine keeps of texts that may come again.
  static let prefixCache: [ScenarioKey] = [
    ScenarioKey(
      "fleet.engine.prefix-cache", "none, device, host or storage", .shorthand,
      "Which texts are found again; a word is the lowest tier that keeps them, as under `tiers`."),
    ScenarioKey(
      "fleet.engine.prefix-cache.tiers", "none, device, host or storage",
      .choice(PrefixCacheWords.tiers), standard: "none",
      "How far down blocks go that no request uses: they stay on the device while there is room, then "
        + "move to the host's memory, then to storage."),
    ScenarioKey(
      "fleet.engine.prefix-cache.host-memory", "an amount of memory, such as 128 GB", .quantity,
      "Memory of the host that each accelerator may fill; left out, its part of the system's."),
    ScenarioKey(
      "fleet.engine.prefix-cache.storage", "an amount of storage, such as 3.84 TB", .quantity,
      "Storage that each accelerator may fill."),
    ScenarioKey(
      "fleet.engine.prefix-cache.storage-bandwidth", "a bandwidth, such as 7 GB/s", .quantity,
      "Bandwidth at which each accelerator reads from storage."),
    ScenarioKey(
      "fleet.engine.prefix-cache.storage-latency", "a duration, such as 100 us", .quantity,
      standard: "100 us",
      "From the order to the first byte from storage; those of flash disks are about as long."),
    ScenarioKey(
      "fleet.engine.prefix-cache.reading", "layerwise or at-once",
      .choice(PrefixCacheWords.readings), standard: "layerwise",
      "Whether the rest of a prompt is computed layer by layer while its beginning is read, or after."
    ),
    ScenarioKey(
      "fleet.engine.prefix-cache.recompute", "when-quicker or never",
      .choice(PrefixCacheWords.recomputing), standard: "when-quicker",
      "Whether what lies in a lower tier is computed anew where that is quicker than to read it."),
  ]
}

/// Words of the scenario format for prefix caches.
enum PrefixCacheWords {
  static let tiers = ["none", "device", "host", "storage"]
  static let readings = ["layerwise", "at-once"]
  static let recomputing = ["when-quicker", "never"]
}
