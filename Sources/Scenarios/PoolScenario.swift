import Documents
import Hardware
public import Performance
public import Quantities
import ReferenceData
public import Serving

/// One pool of a fleet, read as if it were the whole fleet.
public struct PoolScenario: Sendable {
  /// As the scenario calls it: `prefill` and `decode`, or a name of the user's choice.
  public let name: String
  public let role: ServingPool.Role
  public let scenario: Scenario

  public init(name: String, role: ServingPool.Role, scenario: Scenario) {
    self.name = name
    self.role = role
    self.scenario = scenario
  }

  /// What it is for, or where it is.
  var words: String {
    switch role {
    case .prefill: "for prompts"
    case .decode: "for output"
    case .whole: "in \(name)"
    }
  }
}

/// One pool of a variant: the variant with what the pool has of its own in the place of the fleet's.
struct PoolVariant {
  let name: String
  let role: ServingPool.Role
  let variant: ScenarioVariant
}

/// How caches move from the pool of prompts to the pool that decodes.
public struct TransferTerms: Sendable, Hashable {
  /// The network that carries them.
  public enum Way: String, Sendable, Hashable, CaseIterable {
    /// The ports of every device, and the core of the network between them.
    case scaleOut = "scale-out"
    /// The scale-up domain, which must hold both pools.
    case scaleUp = "scale-up"
  }

  public let push: CacheTransfer.Push
  public let way: Way
  /// What all transfers together can use, where it is stated.
  public let network: BytesPerSecond?

  public init(push: CacheTransfer.Push, way: Way, network: BytesPerSecond? = nil) {
    self.push = push
    self.way = way
    self.network = network
  }

  /// What is taken where a scenario says nothing.
  public static let standard = TransferTerms(push: .atEnd, way: .scaleOut)
}

extension ScenarioVariant {
  /// The variant of each pool, in the order of a request's life or of the file; nil for a fleet
  /// without pools.
  ///
  /// A pool that is named `prefill` or `decode` splits the life of a request: then both are there.
  var pools: [PoolVariant]? {
    guard let fleet = root["fleet"]?.mapping, let pools = fleet["pools"], !pools.isNull,
      let entries = pools.mapping?.entries
    else { return nil }
    let names = entries.filter { !$0.value.isNull }.map(\.key)
    let roles: [String: ServingPool.Role] = ["prefill": .prefill, "decode": .decode]
    let isSplit = names.isEmpty || names.contains { roles[$0] != nil }
    let all = isSplit ? ["prefill", "decode"] + names.filter { roles[$0] == nil } : names
    return all.map { name in
      let role = roles[name] ?? .whole
      var own = fleet
      own.remove("pools")
      own.remove("transfer")
      let shared = replacingFleet(with: DocumentNode(.mapping(own), at: root["fleet"]!.location))
      guard let pool = pools[name], !pool.isNull, pool.mapping != nil else {
        return PoolVariant(name: name, role: role, variant: shared)
      }
      let override = DocumentNode(
        .mapping(
          DocumentMapping([
            DocumentMapping.Entry(key: "fleet", keyLocation: pool.location, value: pool)
          ])), at: pool.location)
      let merged = ScenarioShorthand.yielding(shared.root, to: override).merged(with: override)
      return PoolVariant(
        name: name, role: role,
        variant: ScenarioVariant(
          alternative: alternative, coordinates: coordinates, root: merged))
    }
  }

  private func replacingFleet(with fleet: DocumentNode) -> ScenarioVariant {
    var mapping = root.mapping ?? DocumentMapping()
    var entry = mapping.entry("fleet")!
    entry.value = fleet
    mapping.set(entry)
    return ScenarioVariant(
      alternative: alternative, coordinates: coordinates,
      root: DocumentNode(.mapping(mapping), at: root.location))
  }
}

extension ScenarioReader {
  /// How caches move; nil after a problem.
  func transfer() -> TransferTerms? {
    guard
      let push = keys.optional("fleet.transfer.push")?.tabulatedName(of: "way to push caches"),
      let way = keys.optional("fleet.transfer.over")?.tabulatedName(of: "network of transfers")
    else { return nil }
    let stated = keys.stated("fleet.transfer.network")
    let network = stated?.quantity(
      as: BytesPerSecond.self, in: BytesPerSecond(1)...BytesPerSecond(1e18),
      words: ScenarioKeys.key("fleet.transfer.network")?.expected)
    guard (stated == nil) == (network == nil) else { return nil }
    return TransferTerms(
      push: CacheTransfer.Push(rawValue: push)!, way: TransferTerms.Way(rawValue: way)!,
      network: network)
  }

  /// Reports words on transfers where nothing is transferred.
  func checkTransferHasPools() {
    guard !searchesPools else { return }
    keys.stated("fleet.transfer")?.report(
      "no cache is transferred: no pool hands requests to another",
      expected: "`fleet.pools` of prefill and decode beside it",
      suggestion: .advice(
        "add pools: {prefill: …, decode: …} to `fleet`, search for them with `find.space.pools`, "
          + "or remove the key"))
  }

  /// Whether a stated number of replicas of the fleet is that of some pool; reports one that is not.
  func leavesReplicas(to pools: [PoolVariant]) -> Bool {
    // Writing out the default changes nothing.
    guard let stated = keys.stated("fleet.replicas"),
      stated.node.text != ScenarioKeys.key("fleet.replicas")?.standard,
      pools.allSatisfy({ keys.stated("fleet.pools.\($0.name).replicas") != nil })
    else { return true }
    stated.report(
      "each pool has replicas of its own", expected: "no number for the fleet",
      suggestion: .advice("set `fleet.pools.\(pools[0].name).replicas` instead"))
    return false
  }

  /// Whether pools can stand beside each other; reports those that cannot.
  func hasSoundNames(of pools: [PoolVariant]) -> Bool {
    let before = problems.count
    let isSplit = pools.contains { $0.role != .whole }
    for pool in pools where pool.role == .whole {
      guard let place = keys.stated("fleet.pools.\(pool.name)") ?? keys.stated("fleet.pools") else {
        continue
      }
      if isSplit {
        place.report(
          "the pool \(pool.name) stands beside pools that share the life of a request",
          expected:
            "either prefill and decode, or pools under other names that serve requests whole",
          suggestion: .advice("remove one kind of pool"))
      } else if !pool.name.isPlainName {
        place.report(
          "a pool cannot be named so", expected: "letters, digits and hyphens",
          suggestion: .advice("name it like europe, or new-chips"))
      }
    }
    if pools.count > Self.mostPools {
      keys.stated("fleet.pools")?.report(
        "there are \(pools.count) pools", expected: "at most \(Self.mostPools)")
    }
    return problems.count == before
  }

  private static let mostPools = 64

  /// Reports classes that no pool may serve.
  func checkResidencies(of scenario: Scenario) {
    let pools =
      scenario.pools.isEmpty
      ? [(name: "", places: scenario.residencies)]
      : scenario.pools.map { (name: $0.name, places: $0.scenario.residencies + [$0.name]) }
    for requestClass in scenario.demand?.classes ?? [] {
      guard let residency = requestClass.residency,
        !pools.contains(where: { $0.places.contains(residency) })
      else { continue }
      let subject = requestClass.name.isEmpty ? "requests" : "the class \(requestClass.name)"
      let known = pools.flatMap(\.places).filter { !$0.isEmpty }
      let isPooled = !scenario.pools.isEmpty
      let path =
        requestClass.name.isEmpty
        ? "workload.residency" : "\(ScenarioKeys.named)\(requestClass.name).residency"
      (keys.stated(path) ?? keys.stated("workload.residency"))?.report(
        "\(subject) must be served in \(residency), where no pool is",
        expected: known.isEmpty
          ? "a residency among `fleet.residencies`"
          : "one of " + known.joined(separator: ", "),
        suggestion: NearestName.suggestion(for: residency, among: known).map { .name($0) }
          ?? .advice(
            isPooled
              ? "add residencies: [\(residency)] to a pool, such as \(pools[0].name)"
              : "add residencies: [\(residency)] to `fleet`"))
    }
  }

  /// Whether the pools can hand caches over; reports what stands in the way.
  func checkPools(_ pools: [PoolScenario], _ transfer: TransferTerms) {
    let place = keys.stated("fleet.pools")
    for pool in pools {
      let system = pool.scenario.system
      switch transfer.way {
      case .scaleOut where system.scaleOut == nil:
        place?.report(
          "\(system.name) has no network outside to carry caches over",
          expected: "a system with a scale-out network",
          suggestion: .advice("name another `fleet.system`, or write over: scale-up"))
      case .scaleUp
      where Set(pools.map(\.scenario.system.name)).count > 1
        || pools.reduce(0) { $0 + $1.scenario.deployment.plan.devices * $1.scenario.replicas }
          > pool.scenario.deployment.cluster.topology.domain.devices:
        place?.report(
          "both pools together are larger than one scale-up domain of \(system.name)",
          expected: "pools that fit one domain",
          suggestion: .advice("write over: scale-out, or make the pools smaller"))
      default: continue
      }
      return
    }
  }
}

extension Scenario {
  /// A pool is judged by the promise that it keeps alone: on first tokens, or on those after.
  func judged(as role: ServingPool.Role) -> Scenario {
    var pool = self
    func judged(_ objectives: Objectives) -> Objectives {
      switch role {
      case .whole: objectives
      case .prefill: Objectives(timeToFirstToken: objectives.timeToFirstToken)
      case .decode: Objectives(timePerOutputToken: objectives.timePerOutputToken)
      }
    }
    pool.objectives = judged(objectives)
    pool.classObjectives = classObjectives.map(judged)
    return pool
  }

  /// The scenario of a fleet whose last pool this is.
  func standing(beside pools: [PoolScenario], _ transfer: TransferTerms?) -> Scenario {
    var whole = self
    whole.pools = pools
    whole.transfer = transfer
    if let transfer { whole.find.transfer = transfer }
    whole.replicas = 1
    for pool in pools.dropLast() {
      let own = pool.scenario
      whole.assumptions =
        own.assumptions + whole.assumptions.filter { !own.assumptions.contains($0) }
    }
    whole.presets = pools.flatMap { $0.scenario.presets(of: pools, in: $0.name) }
    // Residencies and capacity are those of pools.
    whole.residencies = []
    whole.capacity = 1
    return whole
  }

  /// What the catalog supplies to a pool, at the places where it may be written: values that differ
  /// between the owners' machines have no such place.
  private func presets(of pools: [PoolScenario], in name: String) -> [PresetValue] {
    presets.compactMap { preset in
      guard preset.path.hasPrefix("fleet.") else {
        return pools.allSatisfy { $0.scenario.presets.contains(preset) } ? preset : nil
      }
      return PresetValue(
        path: "fleet.pools.\(name)." + preset.path.dropFirst("fleet.".count),
        text: preset.text, origin: preset.origin)
    }
  }
}
