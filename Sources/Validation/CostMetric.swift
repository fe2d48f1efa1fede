/// What a row of a cost file states.
///
/// Prices, rents and market figures stand beside a cost, but are none: an error of the model is only
/// what the model computes.
enum CostMetric: String, Sendable, Hashable, CaseIterable {
  /// What an hour of one accelerator costs its owner.
  case ownership = "tco"
  /// Electric power of an accelerator or a system.
  case power
  /// Output tokens per step of speculative decoding.
  case acceptanceLength = "acceptance_length"
  case rental
  case inputPrice = "price_in"
  case cachedPrice = "price_cached"
  case outputPrice = "price_out"
  case capital = "capex"
  case chipPrice = "implied_price"
  case colocation = "colo"
  case electricity
  case powerUsageEffectiveness = "pue"
  case powerShare = "power_fraction"
  case priceDecline = "price_decline"
  case speedRatio = "speed_ratio"
  case priceRatio = "price_ratio"

  /// The units in which it may be stated; ends of texts count for shares of a stated whole.
  var units: [String] {
    switch self {
    case .ownership, .rental: ["USD/GPU-h"]
    case .power: ["kW/GPU", "kW"]
    case .acceptanceLength: ["tok/step"]
    case .inputPrice, .cachedPrice, .outputPrice: ["USD/Mtok"]
    case .capital: ["USD/system"]
    case .chipPrice: ["USD/chip"]
    case .colocation: ["USD/kW-month"]
    case .electricity: ["USD/kWh"]
    case .powerUsageEffectiveness: ["ratio"]
    case .powerShare: ["of nameplate", "of … kW"]
    case .priceDecline: ["x/year"]
    case .speedRatio, .priceRatio: ["x"]
    }
  }

  /// A figure in the unit that the model compares it in; nil where the unit is none of the metric.
  ///
  /// `USD/h` is an hour of one accelerator, and a price of energy may be stated for a MWh.
  func reading(_ value: Double, in unit: String) -> (value: Double, unit: String)? {
    if self == .powerShare, unit.hasPrefix("of "), unit.hasSuffix(" kW") { return (value, unit) }
    if units.contains(unit) { return (value, unit) }
    switch (self, unit) {
    case (.ownership, "USD/h"), (.rental, "USD/h"): return (value, units[0])
    case (.electricity, "USD/MWh"): return (value / 1_000, units[0])
    default: return nil
    }
  }

  /// What the model makes of such a figure.
  enum Standing: Sendable, Hashable {
    /// It computes the same.
    case ownership, power
    /// It computes what an owner pays for what is rented out.
    case rent
    /// It makes no such figure, for this reason.
    case none(String)
  }

  var standing: Standing {
    switch self {
    case .ownership: .ownership
    case .power: .power
    case .rental: .rent
    case .inputPrice, .cachedPrice, .outputPrice:
      .none("a list price, not a cost: what a stated service costs is what `run` computes")
    case .capital, .chipPrice, .colocation, .electricity, .powerUsageEffectiveness, .powerShare,
      .acceptanceLength:
      .none("an input of the model, not an output")
    case .priceDecline: .none("the course of prices over years is not modelled")
    case .speedRatio, .priceRatio:
      .none("what a fast mode sells for and how it works is not published")
    }
  }
}

extension MeasurementKind {
  /// The metrics of a cost file with the units in which each is stated: `tco in USD/GPU-h`.
  public static var costMetrics: [String] {
    CostMetric.allCases.map { "\($0.rawValue) in \($0.units.joined(separator: " or "))" }
  }
}
