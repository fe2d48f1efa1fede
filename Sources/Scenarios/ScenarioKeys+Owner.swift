import Economics

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
      "owner.rent-path", "dates with prices, such as 2026-07 2.35 USD/h", .list,
      "Prices of one accelerator-hour as years pass, for `rented`, each from its date to the next; what "
        + "is paid is the mean over `rent-years`. Stands over `rent`."),
    ScenarioKey(
      "owner.rent-growth", "a fraction per year, such as 10 %", .number(-0.9...10),
      "Rise of the rent, after the last date of `rent-path` or from the first day; left out, none."),
    ScenarioKey(
      "owner.rent-from", "a date, such as 2026-07", .text,
      "First day of the time over which a path of rents is averaged; left out, the path's first date."
    ),
    ScenarioKey(
      "owner.rent-years", "a duration, such as 3 years", .quantity,
      "How long that time is, where the rent changes."),
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
      "owner.recovery", "annuity or straight-line", .choice(RecoveryMode.allCases.map(\.rawValue)),
      standard: RecoveryMode.annuity.rawValue,
      "How the price is spread over the life: equal payments with interest, or the loss of value "
        + "without."),
    ScenarioKey(
      "owner.inflation", "a fraction per year, such as 2 %", .number(-0.5...10),
      "Tells costs in dollars of the year of purchase: capital and buildings are recovered at the real "
        + "rate (1 + r)/(1 + i) − 1, rents of later years are deflated, and what is bought from year "
        + "to year is taken to rise with prices. Left out, payments are nominal."),
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
      "owner.facility", "colocation or own", .choice(["colocation", "own"]), standard: "colocation",
      "Who owns the building: space is rented, or built and recovered like a machine."),
    ScenarioKey(
      "owner.building", "money per power, such as 11000 USD/kW", .quantity,
      "Price of an own building, per unit of nameplate power."),
    ScenarioKey(
      "owner.building-life", "a duration, such as 15 years", .quantity,
      "Time over which an own building is recovered."),
    ScenarioKey(
      "owner.building-rate", "a fraction per year, such as 7 %", .number(0...1),
      "Cost of capital of an own building; left out, `cost-of-capital`."),
    ScenarioKey(
      "owner.building-operations", "a fraction per year, such as 4 %", .number(0...1),
      "What running an own building takes, of its price."),
    ScenarioKey(
      "owner.electricity", "a price, such as 0.08 USD/kWh", .quantity,
      "Price of energy, tax included; of hours that `time-of-use` does not name."),
    ScenarioKey(
      "owner.time-of-use", "hours with prices, such as 22-6 0.05 USD/kWh or 8.5-11 1.5 x", .list,
      "Prices of energy by the hour of the day, as they are or as multiples of `electricity`. Energy "
        + "beyond that of idling follows the `hours` of the workload's arrivals, else all is drawn "
        + "evenly over the day."),
    ScenarioKey(
      "owner.demand-charge", "a charge, such as 15 USD/kW-month", .quantity,
      standard: "0 USD/kW-month",
      "Charge on peak power: the power of the hungriest phase that takes any time, cooling included."
    ),
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
      "owner.variable-operations", "a fraction, such as 20 %", .number(0...1), standard: "0 %",
      "Part of people and maintenance that grows with the work done, and so belongs to marginal cost."
    ),
    ScenarioKey(
      "owner.failures-per-year", "a number, such as 0.09", .number(0...10_000),
      "Failures of one accelerator that stop its replica."),
    ScenarioKey(
      "owner.time-to-repair", "a duration, such as 2 days", .quantity,
      "From a failure until the accelerator serves again."),
    ScenarioKey(
      "owner.spares", "a fraction, such as 2 %", .number(0...10),
      "Spare accelerators held, of the fleet, for `sparing: fraction`."),
    ScenarioKey(
      "owner.sparing", "fraction or poisson", .choice(["fraction", "poisson"]),
      standard: "fraction",
      "What sets the spares: `spares`, or the quantile of the accelerators of `spare-pool` that wait "
        + "for a replacement at a time."),
    ScenarioKey(
      "owner.spare-pool", "a whole number, such as 1000", .count(1...1_000_000_000),
      "Accelerators that share one pool of spares, for `sparing: poisson`."),
    ScenarioKey(
      "owner.replacements-per-year", "a number, such as 0.02", .number(0...10_000),
      "Failures of one accelerator that need a replacement."),
    ScenarioKey(
      "owner.replacement-time", "a duration, such as 14 days", .quantity,
      "From a failure until the replacement is there, for `sparing: poisson`."),
    ScenarioKey(
      "owner.spare-coverage", "a probability, such as 99 %", .number(0.5...0.9999),
      standard: "99 %", "Probability that a spare is at hand, for `sparing: poisson`."),
    ScenarioKey(
      "owner.duty", "a fraction, such as 25 %", .number(0...100), "Duty or tax on the capital."),
    ScenarioKey(
      "owner.dutiable", "a fraction, such as 53 %", .number(0...1), standard: "100 %",
      "Part of the capital that bears duty: all where whole servers are imported, one over the system "
        + "factor where chips alone are."),
    ScenarioKey(
      "owner.subsidy", "a fraction, such as 10 %", .number(0...1), standard: "0 %",
      "Part of the capital, before duty, that others pay."),
    ScenarioKey(
      "owner.exchange-rate", "yuan per dollar, such as 7.1", .number(1...100),
      "What yuan are worth: figures of the scenario in CNY, and the catalog's power, space and people "
        + "of Chinese owners, which are paid in yuan. Left out, the catalog's rate."),
    ScenarioKey(
      "owner.host-memory", "a price, such as 0.5 USD/GiB-month", .quantity,
      "Price of the host memory that keeps prefix caches, where no system's price includes it; left "
        + "out, it is not charged."),
    ScenarioKey(
      "owner.cache-storage", "a price, such as 0.05 USD/GiB-month", .quantity,
      "Price of the storage that keeps prefix caches; left out, it is not charged."),
    ScenarioKey(
      "owner.allocation",
      "auto, shapley, separate-pools, flop-share, or list-price multiples, such as "
        + "price-proportional(output 4, cached 0.1)", .text,
      standard: "auto",
      "How dollars divide among input and output tokens; `auto` is separate-pools where pools share "
        + "the life of a request, and else shapley."),
  ]
}
