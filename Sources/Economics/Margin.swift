public import Quantities

/// Price against cost, in the two words that must not be mixed (Eq. 9.13).
public struct Margin: Sendable, Hashable {
  public let price: USDollarsPerToken
  public let cost: USDollarsPerToken

  public init(price: USDollarsPerToken, cost: USDollarsPerToken) throws(EconomicsError) {
    try check(price.perMillionTokens, "price in USD/Mtok", in: 0...1e9)
    try check(cost.perMillionTokens, "cost in USD/Mtok", in: 0...1e9)
    self.price = price
    self.cost = cost
  }

  /// Gross margin, 1 − cost / price: the share of the price that is kept.
  public var grossMargin: Double { 1 - cost / price }
  /// Markup, price / cost − 1: what is added to the cost.
  public var markup: Double { price / cost - 1 }
  /// The factor on the price at which it meets the cost.
  public var breakEvenFactor: Double { cost / price }
}

/// Which of two machines is cheaper per token.
public enum BreakEven {
  /// The dearest accelerator-hour at which A still undercuts B, with ρ = throughput of A over B at
  /// the same model, context, objective and precision policy: c_A < ρ · c_B      (Eq. 9.17).
  public static func hourlyCost(throughputRatio: Double, against other: USDollarsPerSecond)
    -> USDollarsPerSecond
  {
    precondition(throughputRatio > 0 && throughputRatio.isFinite)
    return other * throughputRatio
  }
}
