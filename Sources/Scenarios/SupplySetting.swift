public import ComputeSupply

/// What a number under a key of `supply` does to a programme.
///
/// The table of these is the whole meaning of the numeric keys: a reader, a draw of an uncertain
/// number and an alternative all go through it.
public struct SupplySetting: Sendable {
  /// The dotted path of the key.
  public let path: String
  /// The path of the key with the month from which it holds; nil where it holds throughout.
  let since: String?
  private let change: @Sendable (Double, Int, inout SupplyProgramme) -> Void

  /// Puts a value into a programme, from a month on.
  ///
  /// - Parameter month: index in the programme; 0 where it holds throughout.
  public func apply(_ value: Double, from month: Int, to programme: inout SupplyProgramme) {
    change(value, month, &programme)
  }

  private init(
    _ path: String, since: String? = nil,
    _ change: @escaping @Sendable (Double, Int, inout SupplyProgramme) -> Void
  ) {
    self.path = path
    self.since = since
    self.change = change
  }
}

extension SupplySetting {
  /// All of them, in the order of the keys.
  static let all: [SupplySetting] = buyers + vendors + channels + industry

  private static let buyers = [
    SupplySetting("supply.buyers.demand-share", since: "supply.buyers.from") {
      $2.buyers.demandShare.set($0, from: $1)
    },
    SupplySetting("supply.buyers.acceptance", since: "supply.buyers.from") {
      value, month, programme in
      for product in programme.products where product.vendor != "" {
        var series =
          programme.buyers.acceptance[product.name]
          ?? MonthlySeries(constant: 1, months: programme.months.count)
        series.set(value, from: month)
        programme.buyers.acceptance[product.name] = series
      }
    },
    SupplySetting("supply.buyers.domestic-quota", since: "supply.buyers.from") {
      $2.buyers.domesticQuota.set($0, from: $1)
    },
    SupplySetting("supply.buyers.pull-forward") { $2.buyers.pullForward = $0 },
    SupplySetting("supply.buyers.crowding-out") { $2.buyers.crowdingOut = $0 },
  ]

  private static let vendors = [
    SupplySetting("supply.vendors.output", since: "supply.vendors.from") {
      value, month, programme in
      for index in programme.products.indices {
        programme.products[index].output.scale(by: value, from: month)
      }
    },
    SupplySetting("supply.vendors.displacement") { $2.displacement = $0 },
    SupplySetting("supply.vendors.redesign") { $2.redesignMonths = $0 },
    SupplySetting("supply.life") { value, _, programme in
      for index in programme.products.indices { programme.products[index].lifeMonths *= value }
    },
    SupplySetting("supply.power") { value, _, programme in
      programme.power[.target] = MonthlySeries(constant: value, months: programme.months.count)
    },
  ]

  private static let channels = [
    SupplyChannel.smuggled, .offshoreOwned, .offshoreRented, .cloud,
  ].flatMap { channel -> [SupplySetting] in
    let path = "supply.channels.\(channel.name)"
    func setting(
      _ key: String, isDated: Bool = true,
      _ change: @escaping @Sendable (Double, Int, inout LeakFlow) -> Void
    ) -> SupplySetting {
      SupplySetting("\(path).\(key)", since: isDated ? "\(path).from" : nil) {
        value, month, programme in
        for index in programme.leaks.indices where programme.leaks[index].channel == channel {
          change(value, month, &programme.leaks[index])
        }
      }
    }
    return [
      setting("amount") {
        $2.amount.scale(by: $0, from: $1)
        $2.shareOfWorld.scale(by: $0, from: $1)
      },
      setting("enforcement") { $2.enforcement.set($0, from: $1) },
      setting("rule-enforcement") { $2.ruleEnforcement.set($0, from: $1) },
      setting("elasticity", isDated: false) { value, _, flow in flow.elasticity = value },
      setting("premium") { $2.premium.set($0, from: $1) },
    ]
  }

  private static func ofLines(
    _ path: String, isDated: Bool = true,
    _ change: @escaping @Sendable (Double, Int, inout DomesticLine) -> Void
  ) -> SupplySetting {
    SupplySetting(path, since: isDated ? "supply.domestic.from" : nil) { value, month, programme in
      for index in programme.lines.indices { change(value, month, &programme.lines[index]) }
    }
  }

  private static let industry = [
    ofLines("supply.domestic.wafers") { $2.waferStarts.scale(by: $0, from: $1) },
    ofLines("supply.domestic.defect-density") { $2.defectDensity.scale(by: $0, from: $1) },
    ofLines("supply.domestic.packaging-yield") { $2.packagingYield.set($0, from: $1) },
    ofLines("supply.domestic.salvage", isDated: false) { value, _, line in line.salvage = value },
    ofLines("supply.domestic.die-bank", isDated: false) { value, _, line in line.dieBank *= value },
    SupplySetting("supply.memory.imports", since: "supply.memory.from") {
      $2.memory.imports.scale(by: $0, from: $1)
    },
    SupplySetting("supply.memory.pull-forward") { value, _, programme in
      programme.memory.pullForward *= value
    },
    SupplySetting("supply.memory.covert", since: "supply.memory.from") {
      $2.memory.covertImports.scale(by: $0, from: $1)
    },
    SupplySetting("supply.memory.domestic-wafers", since: "supply.memory.from") {
      $2.memory.waferStarts.scale(by: $0, from: $1)
    },
    SupplySetting("supply.memory.domestic-yield", since: "supply.memory.from") {
      value, month, programme in
      let series = programme.memory.stackYield.values
      for index in series.indices.dropFirst(month) {
        programme.memory.stackYield[index] = min(1, series[index] * value)
      }
    },
  ]
}

extension MonthlySeries {
  /// The same value in every month from one on.
  mutating func set(_ value: Double, from month: Int) {
    for index in values.indices.dropFirst(max(0, month)) { values[index] = value }
  }
}

extension SupplySetting {
  /// What buyers take of one product.
  static func acceptance(of product: String) -> SupplySetting {
    let section = ScenarioKeys.namedProducts + product
    return SupplySetting("\(section).acceptance", since: "\(section).from") {
      value, month, programme in
      var series =
        programme.buyers.acceptance[product]
        ?? MonthlySeries(constant: 1, months: programme.months.count)
      series.set(value, from: month)
      programme.buyers.acceptance[product] = series
    }
  }

  /// The setting of a key; nil where it has none.
  public static func named(_ path: String) -> SupplySetting? { all.first { $0.path == path } }
}
