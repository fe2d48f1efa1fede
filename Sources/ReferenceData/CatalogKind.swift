/// What a catalog entry describes. Each kind has a folder of data files, named like it.
public enum CatalogKind: String, Sendable, Hashable, CaseIterable {
  case accelerators, systems, models, calibrations, transfers, engines, owners, rates, prices
  case metrics, intervals, acceptances, workloads, reliability, products, flows, demands, rules,
    groups
  case countries, citations

  /// One of them, as in `no accelerator is named "h10O"`.
  public var singular: String {
    switch self {
    case .reliability: "reliability profile"
    case .countries: "country"
    default: String(rawValue.dropLast())
    }
  }

  /// The command that lists the names of this kind.
  public var listCommand: String { "bessemer catalog list \(rawValue)" }

  /// The kind meant by `accelerator`, `accelerators` and the like.
  public init?(word: String) {
    guard let kind = Self.allCases.first(where: { $0.rawValue == word || $0.singular == word })
    else { return nil }
    self = kind
  }

  /// The keys of an entry of this kind.
  var fields: [Field] {
    switch self {
    case .accelerators: Field.accelerator
    case .systems: Field.system
    case .models: Field.model
    case .calibrations: Field.calibration
    case .transfers: Field.transfer
    case .intervals: Field.predictionInterval
    case .engines: Field.engine
    case .owners: Field.owner
    case .rates: Field.rate
    case .prices: Field.listPrice
    case .metrics: Field.metric
    case .acceptances: Field.acceptance
    case .workloads: Field.workload
    case .reliability: Field.reliability
    case .products: Field.supplyProduct
    case .flows, .demands: Field.datedFigure
    case .rules: Field.rule
    case .groups: Field.countryGroup
    case .countries: Field.country
    case .citations: Field.citation
    }
  }

  /// Whether numbers of this kind must state source, date and grade.
  var needsEvidence: Bool {
    switch self {
    case .accelerators, .systems, .models, .calibrations, .transfers, .engines, .owners, .rates,
      .prices, .intervals, .acceptances, .workloads, .reliability, .products, .flows, .demands,
      .rules,
      .groups,
      .countries:
      true
    case .metrics, .citations: false
    }
  }
}
