public import ComputeSupply
public import ExportControl

/// One course of policy of a supply scenario, fully typed.
///
/// Figures of vendors, foundries, memory and channels are not here: they are the catalog's, and what
/// the scenario says of them are ``settings``.
public struct SupplyScenario: Sendable {
  public let title: String
  public let question: String?
  /// The alternative this is, with the swept values that distinguish it from its siblings.
  public let label: String
  public let seed: UInt64
  public let draws: Int
  public let months: SupplyMonths
  public let counterfactuals: Counterfactuals
  public let rules: RuleTerms
  /// Numbers under `supply` that differ from the catalog, in the order of the keys.
  public let settings: [StatedSetting]
  /// Whether vendors design products to pass new rules.
  public let redesigns: Bool
  public let demand: DemandTerms
  /// Whether stocks are asked to do anything: whether there is a `demand`.
  public let hasDemand: Bool

  /// Alternatives that are made beside those of the file.
  public enum Counterfactuals: String, Sendable, Hashable, CaseIterable {
    case none, standard, rules
  }

  /// Which rules hold, and how they are changed.
  public struct RuleTerms: Sendable, Hashable {
    /// Whether no rule holds at all.
    public let isEmpty: Bool
    /// Changes of the catalog's rules, in order.
    public let changes: [RuleBookChange]
    /// Whether policies of the importing country hold.
    public let hasImporterPolicies: Bool
  }

  /// A number that the scenario states, certain or not.
  public struct StatedSetting: Sendable {
    public let setting: SupplySetting
    public let value: Value
    /// From which month of the programme it holds.
    public let month: Int

    public enum Value: Sendable, Hashable {
      /// In the unit that the setting takes.
      case certain(Double)
      /// A distribution of numbers in the unit that the setting takes, once they are scaled.
      case uncertain(UncertainInput, scale: Double)
    }
  }
}

extension SupplyScenario.StatedSetting: Hashable {
  /// Two are the same where they put the same into the same place at the same time.
  public static func == (a: Self, b: Self) -> Bool {
    a.setting.path == b.setting.path && a.value == b.value && a.month == b.month
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(setting.path)
    hasher.combine(value)
    hasher.combine(month)
  }
}
