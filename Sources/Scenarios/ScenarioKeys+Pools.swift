import Performance

extension ScenarioKeys {
  /// The keys of pools: those of the fleet again, for each pool what differs from the fleet.
  static let pools: [ScenarioKey] =
    [
      ScenarioKey(
        "fleet.pools", "a mapping of prefill and decode, or of names of your choice", .section,
        "Prompts and output in pools of their own, or pools that serve requests whole; left out, all "
          + "replicas are alike."),
      ScenarioKey(
        "fleet.pools.prefill", "a mapping", .section,
        "The pool that computes prompts and first tokens: what it has other than the fleet."),
      ScenarioKey(
        "fleet.pools.decode", "a mapping", .section,
        "The pool that decodes from caches that come from the other: what it has other than the fleet."
      ),
    ] + rolesOfPools.flatMap { pool in keysOfPools.map { again($0, in: pool) } } + [
      ScenarioKey(
        "fleet.pools.*", "a mapping", .section,
        "A pool that serves requests whole, under a name of your choice: what it has other than the "
          + "fleet."),
      ScenarioKey(
        "fleet.pools.*.capacity", "a number above 0, such as 2.5", .number(0.001...1_000),
        "How much more one of its replicas serves than one of another pool, by which routing weighs "
          + "loads; left out, 1."),
    ] + (keysOfPools + keysOfWholePools).map { again($0, in: "*") } + [
      ScenarioKey(
        "fleet.transfer", "a mapping", .section, "How caches move from prompts to decoding."),
      ScenarioKey(
        "fleet.transfer.push", "at-end or layerwise",
        .choice(CacheTransfer.Push.allCases.map(\.rawValue)), standard: "at-end",
        "Whether a cache leaves when its prompt is finished, or layer by layer while it is computed."
      ),
      ScenarioKey(
        "fleet.transfer.over", "scale-out or scale-up", .choice(["scale-out", "scale-up"]),
        standard: "scale-out",
        "The network that carries caches: the ports of every device, or the scale-up domain."),
      ScenarioKey(
        "fleet.transfer.network", "a bandwidth, such as 400 GB/s", .quantity,
        "What all transfers together can use; left out, the core of the network as the systems have it."
      ),
    ]

  /// What a pool may have of its own.
  private static let keysOfPools = (fleet + lives + scheduling + prefixCache).filter { key in
    [
      "accelerator", "system", "engine", "host", "weights", "cache", "speculation", "plan",
      "replicas", "failures", "autoscaling",
    ]
    .contains(key.path.split(separator: ".").dropFirst().first.map(String.init) ?? "")
  }

  /// What only pools that serve requests whole may have of their own.
  private static let keysOfWholePools = fleet.filter { $0.path == "fleet.residencies" }

  private static func again(_ key: ScenarioKey, in pool: String) -> ScenarioKey {
    ScenarioKey(
      key.path.replacing("fleet.", with: "fleet.pools.\(pool).", maxReplacements: 1),
      key.expected, key.form, "As `\(key.path)`, of this pool.")
  }
}
