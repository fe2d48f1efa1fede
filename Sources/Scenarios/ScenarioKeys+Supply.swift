import ExportControl

extension ScenarioKeys {
  /// Whether a key belongs to scenarios of supply, which serve and train nothing of their own.
  static func isOfSupply(_ path: String) -> Bool {
    ["supply", "demand"].contains(String(path.prefix { $0 != "." }))
  }

  /// Where changed rules stand, under their names.
  static let namedRules = "supply.rules.changes."
  /// Where products stand, under their names.
  static let namedProducts = "supply.buyers.products."

  /// How a country's stock of compute grows under rules, and what makes it.
  static let supply: [ScenarioKey] =
    [
      ScenarioKey(
        "supply", "a mapping", .section,
        "How stocks of accelerators grow under export rules, month by month. Figures of vendors, "
          + "foundries, memory and channels are those of the catalog; the keys here change them."),
      ScenarioKey(
        "supply.from", "a month, such as 2022-01", .text, standard: "2022-01",
        "The first month; chips in place before it are not counted."),
      ScenarioKey(
        "supply.until", "a month, such as 2028-12", .text, standard: "2028-12", "The last month."),
      ScenarioKey(
        "supply.draws", "a whole number from 20 to 100000", .count(20...100_000), standard: "1000",
        "Draws of everything that is not known, shared by all alternatives."),
      ScenarioKey(
        "supply.counterfactuals", "none, standard or rules",
        .choice(["none", "standard", "rules"]), standard: "none",
        "Alternatives that are made beside those of the file: `standard` turns the rules, the memory, "
          + "the leaks and the buyers, one at a time; `rules` also turns every single rule off, or a "
          + "bill on. A file without `alternatives` has its buyers accept, and no rules, beside it."
      ),
    ] + supplyRules + supplyBuyers + supplyVendors + supplyChannels + supplyIndustry

  private static let supplyRules: [ScenarioKey] =
    [
      ScenarioKey("supply.rules", "a mapping", .section, "Which rules hold, and since when."),
      ScenarioKey(
        "supply.rules.base", "current or none", .choice(["current", "none"]), standard: "current",
        "`current`: every rule at its dates; `none`: no rule at all."),
      ScenarioKey(
        "supply.rules.without", "rules of the catalog, such as r2026cbc", .list,
        "Rules that do not hold."),
      ScenarioKey(
        "supply.rules.with", "rules of the catalog, such as p-gain", .list,
        "Bills and suspended rules that hold from the date `supply.rules.with-from`."),
      ScenarioKey(
        "supply.rules.with-from", "a date, such as 2026-07-01", .text,
        "When the rules of `with` take effect; left out, on their own dates."),
      ScenarioKey(
        "supply.rules.importer", "as-stated or none", .choice(["as-stated", "none"]),
        standard: "as-stated",
        "Whether the importing country's own policies hold: what its customs and authorities refuse."
      ),
      ScenarioKey(
        "supply.rules.changes", "rules of the catalog with what changes in them", .cases,
        "Thresholds and dates of single rules."),
      ScenarioKey("supply.rules.changes.*", "a mapping", .section, "One rule."),
      ScenarioKey(
        "supply.rules.changes.*.from", "a date, such as 2022-10-21", .text, "When it takes effect."),
      ScenarioKey(
        "supply.rules.changes.*.until", "a date, such as 2027-12-31", .text, "Its last day."),
    ]
    + Measure.movable.map { measure in
      let example = measure.unit == "GB/s" ? "6500 GB/s" : "4800"
      let other = measure.unit == "GB/s" ? "8000 GB/s" : "6000"
      return ScenarioKey(
        "supply.rules.changes.*.\(measure.rawValue)",
        "a threshold, such as \(example) or \(example) becomes \(other)", .text,
        "The threshold of \(measure.title); where the rule has several, which one becomes what.")
    }
    + RuleParameter.ofSupply.map { parameter in
      ScenarioKey(
        "supply.rules.changes.*.\(parameter.rawValue)", "a number, such as 0.5",
        .number(parameter.bounds),
        "\(parameter.title.prefix(1).uppercased() + parameter.title.dropFirst()).")
    }

  private static let supplyBuyers: [ScenarioKey] = [
    ScenarioKey("supply.buyers", "a mapping", .section, "What the importing country's buyers do."),
    ScenarioKey(
      "supply.buyers.demand-share", "a share, such as 22 %", .number(0...1),
      "Share of the world's spending on accelerators that they would make if they could."),
    ScenarioKey(
      "supply.buyers.acceptance", "a share, such as 10 %", .number(0...1),
      "Share of what rules let through that buyers and their authorities take."),
    ScenarioKey(
      "supply.buyers.products", "products of the catalog with what holds for them", .cases,
      "Single products, over `acceptance`."),
    ScenarioKey("supply.buyers.products.*", "a mapping", .section, "One product."),
    ScenarioKey(
      "supply.buyers.products.*.acceptance", "a share, such as 10 %", .number(0...1),
      "Share of what rules let through of this product that buyers and their authorities take."),
    ScenarioKey(
      "supply.buyers.products.*.from", "a month, such as 2026-01", .text,
      "When it begins to hold; left out, at the start."),
    ScenarioKey(
      "supply.buyers.from", "a month, such as 2026-01", .text,
      "When `acceptance`, `demand-share` and `domestic-quota` begin to hold; left out, at the start."
    ),
    ScenarioKey(
      "supply.buyers.domestic-quota", "a share, such as 50 %", .number(0...1),
      "Share of their money that must go to chips made at home."),
    ScenarioKey(
      "supply.buyers.pull-forward", "a share, such as 50 %", .number(0...100),
      "How much more they order between the announcement of a rule and its effect."),
    ScenarioKey(
      "supply.buyers.crowding-out", "a share, such as 20 %", .number(0...1),
      "Domestic worth that stays unsold for each unit of worth imported beyond the reference."),
  ]

  private static let supplyVendors: [ScenarioKey] = [
    ScenarioKey("supply.vendors", "a mapping", .section, "What vendors outside do."),
    ScenarioKey(
      "supply.vendors.output", "a factor, such as 1.2 x", .number(0...1_000),
      "Times the world's output of the catalog."),
    ScenarioKey(
      "supply.vendors.from", "a month, such as 2026-01", .text,
      "When `output` begins to hold; left out, at the start."),
    ScenarioKey(
      "supply.vendors.displacement", "a share, such as 80 %", .number(0...1),
      "How much of what is not exported goes to others instead: all of it where makers sell all they "
        + "can make."),
    ScenarioKey(
      "supply.vendors.redesign", "none, or a duration, such as 6 months", .quantityOr("none"),
      "From the day on which a rule stops a product to the first sale of one made to pass; `none`: "
        + "nobody designs any."),
  ]

  private static let channelSections: [(name: String, meaning: String)] = [
    ("smuggled", "Accelerators brought in past the rules."),
    ("offshore-owned", "Accelerators that the country's firms own in other countries."),
    ("offshore-rented", "Accelerators that the country's firms rent in other countries."),
    ("cloud", "Accelerators that the country's firms rent by the hour in the exporter's clouds."),
  ]

  private static let supplyChannels: [ScenarioKey] =
    [
      ScenarioKey(
        "supply.channels", "a mapping", .section, "Channels past the rules or the borders.")
    ]
    + channelSections.flatMap { name, meaning in
      let path = "supply.channels.\(name)"
      return [
        ScenarioKey(path, "a mapping", .section, meaning),
        ScenarioKey(
          "\(path).amount", "a factor, such as 2 x", .number(0...1_000),
          "Times the estimate of the catalog."),
        ScenarioKey(
          "\(path).enforcement", "a share, such as 50 %", .number(0...1),
          "Share of it that enforcement prevents."),
        ScenarioKey(
          "\(path).rule-enforcement", "a probability, such as 80 %", .number(0...1),
          "Probability that the rule on the channel itself is enforced: on headquarters, on remote "
            + "access."),
        ScenarioKey(
          "\(path).elasticity", "a number, such as 1", .number(0...10),
          "How it follows what the rules deny: 0 not at all, 1 in proportion."),
        ScenarioKey(
          "\(path).premium", "a share, such as 50 %", .number(0...100),
          "What is paid above the list price."),
        ScenarioKey(
          "\(path).from", "a month, such as 2026-01", .text,
          "When the other keys begin to hold; left out, at the start."),
      ]
    }

  private static let supplyIndustry: [ScenarioKey] = [
    ScenarioKey(
      "supply.domestic", "a mapping", .section, "The importing country's own accelerators."),
    ScenarioKey(
      "supply.domestic.wafers", "a factor, such as 1.5 x", .number(0...1_000),
      "Times the wafer starts of the catalog."),
    ScenarioKey(
      "supply.domestic.defect-density", "a factor, such as 0.8 x", .number(0...1_000),
      "Times the defect density of the catalog."),
    ScenarioKey(
      "supply.domestic.packaging-yield", "a share, such as 75 %", .number(0...1),
      "Share of packages that are good; a bad one has spent its dies and its memory."),
    ScenarioKey(
      "supply.domestic.salvage", "a share, such as 10 %", .number(0...1),
      "Share of faulty dies that a lower bin uses."),
    ScenarioKey(
      "supply.domestic.die-bank", "a factor, such as 0 x", .number(0...1_000),
      "Times the stock of dies made abroad."),
    ScenarioKey(
      "supply.domestic.from", "a month, such as 2026-01", .text,
      "When `wafers`, `defect-density` and `packaging-yield` begin to hold; left out, at the start."
    ),
    ScenarioKey(
      "supply.memory", "a mapping", .section,
      "Stacks of memory for the importing country's own accelerators."),
    ScenarioKey(
      "supply.memory.imports", "a factor, such as 0.5 x", .number(0...1_000),
      "Times the imports of the catalog, while rules let them in."),
    ScenarioKey(
      "supply.memory.pull-forward", "a factor, such as 0 x", .number(0...1_000),
      "Times the stacks bought between announcement and effect of the rule that stops imports."),
    ScenarioKey(
      "supply.memory.covert", "a factor, such as 1 x", .number(0...1_000),
      "Times the stacks that come in past the rules."),
    ScenarioKey(
      "supply.memory.domestic-wafers", "a factor, such as 0.1 x", .number(0...1_000),
      "Times the wafers started for memory at home."),
    ScenarioKey(
      "supply.memory.domestic-yield", "a factor, such as 1.2 x", .number(0...1_000),
      "Times their yield, at most 1."),
    ScenarioKey(
      "supply.memory.from", "a month, such as 2026-01", .text,
      "When `imports`, `covert`, `domestic-wafers` and `domestic-yield` begin to hold; left out, at "
        + "the start."),
    ScenarioKey(
      "supply.power", "a power, such as 30 GW", .quantity,
      "Power for accelerators and what surrounds them in the importing country; left out, that of the "
        + "catalog."),
    ScenarioKey(
      "supply.life", "a factor, such as 1.2 x", .number(0.01...100),
      "Times the life of accelerators before they are retired."),
  ]
}

extension Measure {
  /// Thresholds of chips that a scenario may move.
  static let movable: [Measure] = [
    .tpp, .performanceDensity, .memoryBandwidth, .aggregateIO, .memoryAndIO,
  ]
}

extension RuleParameter {
  /// Figures of rules that decide what is sold.
  static let ofSupply: [RuleParameter] = [
    .grantRate, .volumeShare, .dutyRate, .feeShare, .reviewDays, .acceptance, .enforcement,
    .diversionFactor, .remoteAccess, .domesticGrowthFactor,
  ]
}
