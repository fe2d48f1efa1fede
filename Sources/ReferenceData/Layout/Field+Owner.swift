import Quantities

extension Field {
  private static let region = Form.choice(["us", "china"])

  /// The keys of an owner of accelerators.
  static let owner: [Field] = [
    Field("title", .text, "Who it is", required: true),
    Field("region", region, "Where it buys power, space and people", required: true),
    Field(
      "type", .choice(["hyperscaler", "neocloud", "state-cloud", "rented"]), "Kind of owner",
      required: true),
    Field(
      "cost-of-capital", .number(unit: "/year", in: 0...10), "Nominal cost of capital",
      required: true),
    Field("life", .positive(Seconds.self), "Economic life", required: true),
    Field("residual", .fraction, "Value left at the end of life", required: true),
    Field(
      "colocation", .nonNegative(USDollarsPerWattSecond.self), "Space, cooling and feed, no energy",
      required: true),
    Field(
      "building", .nonNegative(USDollarsPerWatt.self), "An own building, per IT power"),
    Field("building-life", .positive(Seconds.self), "Life of an own building"),
    Field(
      "building-operations", .number(unit: "/year", in: 0...10),
      "Running an own building, of its price"),
    Field("electricity", .nonNegative(USDollarsPerJoule.self), "Energy", required: true),
    Field(
      "electricity-domestic", .nonNegative(USDollarsPerJoule.self),
      "Energy for accelerators made in the region"),
    Field(
      "power-usage-effectiveness", .number(unit: "", in: 1...10), "Facility energy over IT energy",
      required: true),
    Field(
      group: "power-share", "Power by phase, of nameplate", required: true,
      [
        Field("prefill", .fraction, "Power in prefill", required: true),
        Field("decode", .fraction, "Power in decode", required: true),
        Field("idle", .fraction, "Power when idle", required: true),
      ]),
    Field("salary", .nonNegative(USDollars.self), "One engineer a year, loaded", required: true),
    Field(
      "accelerators-per-engineer", .number(unit: "accelerators", in: 0.01...1e9),
      "Accelerators one engineer keeps", required: true),
    Field(
      "support", .number(unit: "/year", in: 0...10), "Maintenance, of the capital", required: true),
    Field(
      "failures-per-year", .number(unit: "/year", in: 0...1e4), "Failures per accelerator",
      required: true),
    Field(
      "replacements-per-year", .number(unit: "/year", in: 0...1e4),
      "Failures per accelerator that need a replacement"),
    Field("time-to-repair", .nonNegative(Seconds.self), "Until back in service", required: true),
    Field("spares", .number(unit: "", in: 0...10), "Spares held, of the fleet", required: true),
    Field("duty", .number(unit: "", in: 0...100), "Duty or tax on the capital", required: true),
    Field(
      "system-factor", .number(unit: "", in: 1...10), "Capital with host and network over the chip",
      required: true),
    Field(
      "power-factor", .number(unit: "", in: 1...10),
      "IT power per accelerator over its thermal design power", required: true),
    Field(
      "network-share", .number(unit: "", in: 0...0.9), "Network's share of all capital",
      required: true),
    Field("rental-extras", .number(unit: "", in: 0...10), "Extras beside the hourly price"),
    Field("utilization", .fraction, "Usual share of useful time", required: true),
  ]

  /// The keys of a single figure.
  static let rate: [Field] = [
    Field("title", .text, "What it is", required: true),
    Field("region", region, "Where it holds"),
    Field("electricity", .positive(USDollarsPerJoule.self), "Price of energy"),
    Field("rent", .positive(USDollarsPerWattSecond.self), "Rent of power and space"),
    Field("building", .positive(USDollarsPerWatt.self), "Capital per power"),
    Field("fraction", .fraction, "Share"),
    Field("ratio", .number(unit: "", in: 0...1e9), "Ratio"),
    Field("yearly", .positive(PerSecond.self), "Rate per year"),
    Field("life", .positive(Seconds.self), "Life"),
    Field("hourly", .positive(USDollarsPerSecond.self), "Money per hour"),
    Field("salary", .positive(USDollars.self), "Money per year"),
  ]
}
