public import ComputeSupply

/// One thing that is measured at the end of a quarter: its name in files, its unit, what it means.
public struct SupplyMetric: Sendable, Hashable {
  /// The name in files, on the command line and in thresholds, such as `target.stock`.
  public let name: String
  /// The unit of every value; nil for pure numbers.
  public let unit: String?
  public let title: String
  /// The definition, with what it includes and leaves out.
  public let definition: String

  init(
    _ name: String, _ unit: String?, _ title: String, _ definition: String
  ) {
    self.name = name
    self.unit = unit
    self.title = title
    self.definition = definition
  }

  public static func == (a: Self, b: Self) -> Bool { a.name == b.name }

  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension SupplyChannel {
  /// What tables and figures call it.
  public var title: String {
    switch self {
    case .exporterHome: "United States"
    case .elsewhereHome: "rest of the world"
    case .licensed: "licensed imports"
    case .domestic: "domestic chips"
    case .smuggled: "smuggled"
    case .offshoreOwned: "owned offshore"
    case .offshoreRented: "rented offshore"
    case .cloud: "rented in US clouds"
    }
  }

  /// Those whose users are in the country that the rules aim at.
  public static var ofTarget: [SupplyChannel] { allCases.filter { $0.user == .target } }
}

extension DomesticConstraint {
  public var title: String {
    switch self {
    case .wafers: "wafers and yield"
    case .memory: "memory stacks"
    case .packaging: "packaging"
    case .idle: "nothing started"
    }
  }
}

extension ImportConstraint {
  public var title: String {
    switch self {
    case .money: "buyers' money"
    case .rules: "rules"
    case .licences: "licences not granted"
    case .cap: "volume cap"
    case .importer: "importer's policy"
    case .supply: "vendors' supply"
    }
  }
}
