import Quantities

extension Field {
  /// The keys of a product as a market sees it: when it is sold, for what, and how many are made.
  static let supplyProduct: [Field] = [
    Field("title", .text, "What it is", required: true),
    Field("chip", .text, "Chip of the catalog that it is", required: true),
    Field(
      "made-for", .choice(SupplyProductRole.allCases.map(\.rawValue)),
      "Whom it is made for and by whom", required: true),
    Field("on-sale", .date, "First day on which it can be ordered", required: true),
    Field("until", .date, "Last day on which it can be ordered"),
    Field("silicon", .text, "Product whose output it takes a part of"),
    Field(
      "allocation", .number(unit: "", in: 0...1e6),
      "The most that the target is served, as a share of the output of its silicon"),
    Field("capacity", .number(unit: "dies", in: 1e-3...1e3), "Vendor's capacity that one takes"),
    Field("home-share", .fraction, "Part of what is not exported that stays with the exporter"),
    Field(
      list: "prices", "Price per accelerator, from a date on", required: true,
      [
        Field("from", .date, "First day", required: true),
        Field("price", .positive(USDollars.self), "Price", required: true),
      ]),
    Field(
      list: "output", "Made for the whole world, grades for the target left out",
      [
        Field("period", .date, "Quarter, half or year", required: true),
        Field("units", .number(unit: "accelerators", in: 0...1e12), "Accelerators made"),
        Field(
          "equivalents", .number(unit: "H100e (8-bit)", in: 0...1e12),
          "The same as 8-bit H100-equivalents"),
        Field(
          "share", .fraction, "Share of all the equivalents that the world is forecast to add"),
      ]),
    Field("failures-per-year", .number(unit: "/year", in: 0...100), "Hard failures"),
    Field("life", .positive(Seconds.self), "Time in use"),
    Field("shipping", .nonNegative(Seconds.self), "From shipping to delivery in the target"),
    Field(group: "line", "Domestic line that makes it", line),
  ]

  private static let line: [Field] = [
    Field("die-area", .positive(SquareMillimetres.self), "Area of one die", required: true),
    Field("dies", .count(of: "dies", in: 1...64), "Dies per package", required: true),
    Field(
      "stacks", .number(unit: "stacks", in: 0...64), "Memory stacks per package", required: true),
    Field(
      "yield-model", .choice(["poisson", "murphy", "negative-binomial"]), "Law of the yield",
      required: true),
    Field("clustering", .number(unit: "", in: 0.01...100), "Of the negative binomial"),
    Field("salvage", .fraction, "Faulty dies that a lower bin uses"),
    Field("packaging-yield", .fraction, "Packages that work", required: true),
    Field("die-bank", .number(unit: "dies", in: 0...1e12), "Good dies in stock"),
    Field("bank-from", .date, "First day on which that stock is used"),
    Field(
      "bank-release", .number(unit: "dies/month", in: 0...1e12), "Most of it used in a month"),
    Field("wafer-time", .nonNegative(Seconds.self), "From wafer start to die", required: true),
    Field("packaging-time", .nonNegative(Seconds.self), "From die to delivery", required: true),
    Field(
      list: "wafer-share", "Share of the wafers for accelerators that it gets", required: true,
      [
        Field("from", .date, "First day", required: true),
        Field("share", .fraction, "Share", required: true),
      ]),
  ]

  /// The keys of a dated figure of supply or demand.
  static let datedFigure: [Field] = [
    Field("title", .text, "What it is", required: true),
    Field("unit", .text, "Unit", required: true),
    Field(
      "law", .choice(DatedFigure.Law.names),
      "How its range is read: value the median, ends 5 % and 95 %",
      required: true),
    Field("zero-chance", .fraction, "Chance that there is none of it"),
    Field(
      "course", .choice(DatedFigure.Course.allCases.map(\.rawValue)), "What holds between dates",
      required: true),
    Field("region", .text, "Where it holds"),
    Field(
      list: "points", "Values by date", required: true,
      [
        Field("period", .date, "Day, month, quarter, half or year", required: true),
        Field("value", .number(unit: "", in: -1e40...1e40), "Value in the unit", required: true),
        Field("forecast", .flag, "Whether it lay ahead when it was stated"),
      ]),
    Field(
      list: "moves-with", "Figures with which it rises and falls",
      [
        Field("figure", .text, "Name of the other", required: true),
        Field(
          "rank", .number(unit: "", in: -0.99...0.99), "Rank correlation", required: true),
      ]),
  ]
}

/// Whom a product is made for.
enum SupplyProductRole: String, CaseIterable {
  /// The world market.
  case world
  /// The target alone, by vendors that rules bind.
  case target
  /// The target, by its own industry.
  case domestic
}
