/// Who pays.
extension ScenarioKeys {
  static let owner: [ScenarioKey] = [
    ScenarioKey(
      "owner", "a mapping", .section, "Who pays, where; the rest comes from the catalog's preset."),
    ScenarioKey(
      "owner.region", "the region of an owner in the catalog: us or china", .text, standard: "us",
      "Where power, space, people and money are bought."),
    ScenarioKey(
      "owner.kind", "the kind of an owner in the catalog: hyperscaler, neocloud, rented, …",
      .text, standard: "hyperscaler",
      "Sets the cost of capital; `rented` pays an hourly price instead of owning."),
    ScenarioKey(
      "owner.rent", "an hourly price, such as 2.35 USD/h", .quantity,
      "Price of one accelerator-hour, for `rented`; left out, the catalog's."),
    ScenarioKey(
      "owner.rental-extras", "a fraction, such as 5 %", .number(0...10),
      "Storage, egress and support, of the rent."),
    ScenarioKey(
      "owner.capital", "money, such as 31000 USD or 150000 CNY", .quantity,
      "Price of one accelerator with its share of the system."),
    ScenarioKey(
      "owner.nameplate-power", "a power, such as 1.3 kW", .quantity,
      "Power of one accelerator with its share of the system, cooling excluded."),
    ScenarioKey(
      "owner.cost-of-capital", "a fraction per year, such as 8 %", .number(0...1),
      "Yearly return that lenders and owners ask for, nominal."),
    ScenarioKey(
      "owner.life", "a duration, such as 4 years", .quantity,
      "Time over which the price is recovered."),
    ScenarioKey(
      "owner.residual", "a fraction, such as 10 %", .number(0...1), "Value left at the end of life."
    ),
    ScenarioKey(
      "owner.colocation", "a rent, such as 130 USD/kW-month", .quantity,
      "Rent of space, cooling and feed, per unit of nameplate power."),
    ScenarioKey(
      "owner.electricity", "a price, such as 0.08 USD/kWh", .quantity,
      "Price of energy, tax included."),
    ScenarioKey(
      "owner.power-usage-effectiveness", "a number from 1, such as 1.25", .number(1...10),
      "Facility energy over IT energy."),
    ScenarioKey(
      "owner.power-share", "a mapping", .section, "Power drawn in each phase, of the nameplate."),
    ScenarioKey(
      "owner.power-share.prefill", "a fraction, such as 90 %", .number(0...1),
      "While prompts are computed."),
    ScenarioKey(
      "owner.power-share.decode", "a fraction, such as 60 %", .number(0...1),
      "While output is generated."),
    ScenarioKey(
      "owner.power-share.idle", "a fraction, such as 20 %", .number(0...1), "While nothing runs."),
    ScenarioKey(
      "owner.salary", "money per year, such as 250000 USD", .quantity, "One engineer, loaded."),
    ScenarioKey(
      "owner.accelerators-per-engineer", "a number above 0, such as 400", .number(0.01...1e9),
      "Accelerators that one engineer keeps running."),
    ScenarioKey(
      "owner.support", "a fraction per year, such as 3 %", .number(0...1),
      "Maintenance, of the capital."),
    ScenarioKey(
      "owner.failures-per-year", "a number, such as 0.09", .number(0...10_000),
      "Failures of one accelerator that stop its replica."),
    ScenarioKey(
      "owner.time-to-repair", "a duration, such as 2 days", .quantity,
      "From a failure until the accelerator serves again."),
    ScenarioKey(
      "owner.spares", "a fraction, such as 2 %", .number(0...10),
      "Spare accelerators held, of the fleet."),
    ScenarioKey(
      "owner.duty", "a fraction, such as 25 %", .number(-1...100),
      "Duty or tax on the capital; negative for a subsidy."),
    ScenarioKey(
      "owner.allocation",
      "shapley, or list-price multiples, such as price-proportional(output 4, cached 0.1)", .text,
      standard: "shapley",
      "How dollars divide among input and output tokens."),
  ]
}
