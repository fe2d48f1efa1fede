extension Metric {
  // MARK: Price

  public static let priceBlended = Metric(
    "price.blended", "USD/Mtok", "price, blended",
    "Revenue at the stated prices over all tokens that were served, in the blend in which they were: "
      + "uncached input, cached input and output.")
  public static let priceOutput = Metric(
    "price.output", "USD/Mtok", "price of output", "What the price list asks for generated tokens.")
  public static let revenue = Metric(
    "revenue.hour", "USD/h", "revenue of an hour",
    "Σ price × volume over the tokens of the fleet, per hour.")
  public static let grossMargin = Metric(
    "margin.gross", nil, "gross margin",
    "1 − cost / price of what was served: the share of revenue that is kept (Eq. 9.13).")
  public static let markup = Metric(
    "margin.markup", nil, "markup",
    "price / cost − 1 of what was served: what is added to the cost (Eq. 9.13). A margin of 60 % is a "
      + "markup of 150 %.")
  public static let breakEven = Metric(
    "price.break-even", nil, "break-even price, as a factor on the list",
    "Cost over revenue: all prices times this factor would bring in what serving costs.")

  /// Of tokens that are sold.
  public static let ofPrices: [Metric] = [
    priceBlended, priceOutput, revenue, grossMargin, markup, breakEven,
  ]
}
