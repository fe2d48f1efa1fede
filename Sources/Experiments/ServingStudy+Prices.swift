import Economics
import Quantities
import Scenarios
import Serving

extension ServingStudy {
  /// What the tokens of a run were sold for, beside what they cost; nothing where no price is stated.
  ///
  /// - Parameter costs: the measured costs of the same window.
  func priceMeasurements(
    _ window: WindowMeasurement, beside costs: [Measurement]
  ) throws(EconomicsError) -> [Measurement] {
    guard let list = scenario.price?.list, window.length > .zero else { return [] }
    let volumes = try TokenVolumes(
      uncachedInput: Tokens(Double(window.tokens.prompt)),
      cachedInput: Tokens(Double(window.tokens.cached)),
      output: Tokens(Double(window.tokens.output)))
    guard let price = list.blended(over: volumes) else { return [] }
    var found = [
      Measurement(.priceBlended, price.perMillionTokens),
      Measurement(.priceOutput, list.output.perMillionTokens),
      Measurement(.revenue, (list.revenue(of: volumes) / window.length).perHour),
    ]
    // Dollars over the same tokens, so that the blend of cost is that of price.
    guard let cost = costs.first(where: { $0.metric == .costBlended })?.value else { return found }
    let margin = try Margin(price: price, cost: USDollarsPerToken(perMillionTokens: cost))
    if price > .zero {
      found += [
        Measurement(.grossMargin, margin.grossMargin),
        Measurement(.breakEven, margin.breakEvenFactor),
      ]
    }
    if cost > 0 { found.append(Measurement(.markup, margin.markup)) }
    return found
  }
}
