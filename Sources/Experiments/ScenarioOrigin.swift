import Documents
import LanguageModels
import ReferenceData
import Scenarios

/// Where a design point comes from: its file, its variant, and the catalog that fills it in.
struct ScenarioOrigin: Sendable {
  let file: ScenarioFile
  let variant: ScenarioVariant
  let catalog: Catalog
  /// The version of the program, which decides results too.
  let programVersion: String
  /// The hash of the catalog.
  let dataHash: String
  /// What the files that the scenario names hold, by their paths.
  let digests: [String: String]

  /// A value of an uncertain input.
  typealias Value = (input: UncertainInput, value: Double)

  /// The scenario with some values in the place of what is not certain; medians stand for the rest.
  func scenario(taking values: [Value] = []) throws(Diagnostics) -> Scenario {
    let facts = values.compactMap { value in
      value.input.fact.map { ($0, value.value * value.input.scale) }
    }
    return try Scenario(
      variant.taking(stated(values)), of: file,
      catalog: catalog.taking(Dictionary(facts) { $1 }))
  }

  /// What decides the runs of the scenario with these values.
  func content(taking values: [Value], seed: UInt64) -> PointContent {
    var content = variant.taking(stated(values)).content(digests: digests)
    for value in values where value.input.fact != nil {
      content += "\(value.input.path): \(value.input.text(of: value.value))\n"
    }
    return PointContent(
      programVersion: programVersion, dataHash: dataHash, seed: seed, scenario: content)
  }

  private func stated(_ values: [Value]) -> [(path: String, text: String)] {
    values.filter { $0.input.fact == nil }.map { ($0.input.path, $0.input.text(of: $0.value)) }
  }

  /// What is not certain: numbers of the scenario that are written as distributions, in the order of
  /// the file, and figures of the catalog with a range that make a difference, in the order in which
  /// they are read.
  ///
  /// - Parameter facts: whether figures of the catalog count.
  func inputs(facts: Bool) throws(Diagnostics) -> [UncertainInput] {
    let own = try variant.uncertainInputs()
    guard facts else { return own }
    let reads = CatalogReads()
    let base = try Scenario(variant, of: file, catalog: catalog.noting(reads))
    var found = own
    for (kind, name) in reads.entries {
      for fact in (try? catalog.rangedFacts(of: name, kind: kind)) ?? []
      where fact.isUnknown(of: base) {
        let input = UncertainInput(fact)
        // One that cannot be so high or so low makes a difference too.
        let isIdle = [0.1, 0.9].allSatisfy { u in
          (try? scenario(taking: [(input, input.value(at: u))])).map(base.isAlike) ?? false
        }
        if !isIdle { found.append(bounded(fact)) }
      }
    }
    return found
  }
}

extension ScenarioOrigin {
  /// The figure with its tails, or without them where they cannot be: a power usage effectiveness
  /// below one, a share above it.
  private func bounded(_ fact: RangedFact) -> UncertainInput {
    let input = UncertainInput(fact)
    let ends = DesignPoint.ends.map {
      (try? scenario(taking: [(input, input.value(at: $0))])) != nil
    }
    return ends.allSatisfy(\.self) ? input : UncertainInput(fact, isBounded: true)
  }
}

extension RangedFact {
  /// Whether the range says what nobody knows, and the scenario has to do with it: what an operator
  /// chooses is no such thing, nor are experts of a model that has none.
  fileprivate func isUnknown(of scenario: Scenario) -> Bool {
    switch address.kind {
    case .engines: !["step-tokens", "sequences"].contains(address.path)
    case .calibrations:
      scenario.model.hasExperts || !address.path.hasPrefix("experts.")
    default: true
    }
  }
}

extension Scenario {
  /// Whether the catalog says the same of everything that a run depends on.
  fileprivate func isAlike(_ other: Scenario) -> Bool {
    deployment == other.deployment && engine == other.engine && calibration == other.calibration
      && owner.tenure == other.owner.tenure && prefixCache == other.prefixCache
      && transfer == other.transfer && pools.count == other.pools.count
      && zip(pools, other.pools).allSatisfy { $0.scenario.isAlike($1.scenario) }
  }
}

extension ModelArchitecture {
  /// Whether any layer is a mixture of experts.
  fileprivate var hasExperts: Bool {
    layerGroups.contains { group in
      if case .mixture = group.feedForward { true } else { false }
    }
  }
}
