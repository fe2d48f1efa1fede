import Documents
import Hardware
public import Performance
public import Quantities
import ReferenceData
public import Serving

/// One pool of a fleet that computes prompts and output apart, read as if it were the whole fleet.
public struct PoolScenario: Sendable {
  public let role: ServingPool.Role
  public let scenario: Scenario
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
  /// The variant of each pool, in the order of a request's life; nil for a fleet without pools.
  var pools: [(role: ServingPool.Role, variant: ScenarioVariant)]? {
    guard let fleet = root["fleet"]?.mapping, let pools = fleet["pools"], !pools.isNull,
      pools.mapping != nil
    else { return nil }
    return [ServingPool.Role.prefill, .decode].map { role in
      var own = fleet
      own.remove("pools")
      own.remove("transfer")
      let shared = replacingFleet(with: DocumentNode(.mapping(own), at: root["fleet"]!.location))
      guard let pool = pools[role.rawValue], !pool.isNull, pool.mapping != nil else {
        return (role, shared)
      }
      let override = DocumentNode(
        .mapping(
          DocumentMapping([
            DocumentMapping.Entry(key: "fleet", keyLocation: pool.location, value: pool)
          ])), at: pool.location)
      let merged = ScenarioShorthand.yielding(shared.root, to: override).merged(with: override)
      return (
        role,
        ScenarioVariant(alternative: alternative, coordinates: coordinates, root: merged)
      )
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
      "no cache is transferred: the fleet has no pools", expected: "`fleet.pools` beside it",
      suggestion: .advice(
        "add pools: {prefill: …, decode: …} to `fleet`, search for them with `find.space.pools`, "
          + "or remove the key"))
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
    pool.objectives =
      role == .prefill
      ? Objectives(timeToFirstToken: objectives.timeToFirstToken)
      : Objectives(timePerOutputToken: objectives.timePerOutputToken)
    return pool
  }

  /// The scenario of a fleet whose last pool this is.
  func decoding(beside pools: [PoolScenario], _ transfer: TransferTerms) -> Scenario {
    var whole = self
    whole.pools = pools
    whole.transfer = transfer
    whole.find.transfer = transfer
    whole.replicas = 1
    for pool in pools.dropLast() {
      let own = pool.scenario
      whole.assumptions =
        own.assumptions + whole.assumptions.filter { !own.assumptions.contains($0) }
    }
    whole.presets = pools.flatMap { $0.scenario.presets(of: pools, in: $0.role) }
    return whole
  }

  /// What the catalog supplies to a pool, at the places where it may be written: values that differ
  /// between the owners' machines have no such place.
  private func presets(of pools: [PoolScenario], in role: ServingPool.Role) -> [PresetValue] {
    presets.compactMap { preset in
      guard preset.path.hasPrefix("fleet.") else {
        return pools.allSatisfy { $0.scenario.presets.contains(preset) } ? preset : nil
      }
      return PresetValue(
        path: "fleet.pools.\(role.rawValue)." + preset.path.dropFirst("fleet.".count),
        text: preset.text, origin: preset.origin)
    }
  }
}
