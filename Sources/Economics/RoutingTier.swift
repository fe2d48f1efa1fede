public import Quantities

/// One place where requests may be answered: what a request costs there, and how often the answer is
/// wrong.
///
/// Requests are ordered by difficulty, from 0 for the easiest to 1 for the hardest. The tier errs on
/// the request at difficulty u with `ε(u) = e + 3k u²`, so that of the easiest share y of all requests
/// the mean error is
///
///     e(y) = e + k y²                                                            (Eq. 9.18)
///
/// A tier with k = 0 errs alike on all requests.
public struct RoutingTier: Sendable, Hashable {
  public let name: String
  /// Dollars of one request: of its tokens by a price list, or of the machine that answers.
  public let requestCost: USDollars
  /// The error on the easiest requests, e.
  public let error: Double
  /// How fast it grows with difficulty, k.
  public let errorSlope: Double

  public init(name: String, requestCost: USDollars, error: Double, errorSlope: Double = 0)
    throws(EconomicsError)
  {
    try check(requestCost.value, "cost of a request in USD", in: 0...1e9)
    try check(error, "error of \(name)", in: 0...1)
    try check(errorSlope, "growth of the error of \(name)", in: 0...1)
    guard error + 3 * errorSlope <= 1 else {
      throw .outOfRange(
        name: "error of \(name) on the hardest requests, error + 3 × its growth",
        value: error + 3 * errorSlope, expected: "0 to 1")
    }
    self.name = name
    self.requestCost = requestCost
    self.error = error
    self.errorSlope = errorSlope
  }

  /// The mean error over the easiest share of all requests.
  public func meanError(ofEasiest share: Double) -> Double { error + errorSlope * share * share }

  /// Errors in the requests of difficulty `from` to `to`, over all requests: ∫ ε du.
  func errors(from: Double, to: Double) -> Double {
    error * (to - from) + errorSlope * (to * to * to - from * from * from)
  }
}

/// A check of the answers of the cheap tier, and where those it rejects go.
///
/// Catches and false alarms do not depend on difficulty, and the check itself is never escalated.
public struct AnswerVerification: Sendable, Hashable {
  /// Of one answer.
  public let cost: USDollars
  /// The share of wrong answers that it rejects.
  public let catches: Double
  /// The share of right answers that it rejects.
  public let falseAlarms: Double

  public init(cost: USDollars, catches: Double, falseAlarms: Double = 0) throws(EconomicsError) {
    try check(cost.value, "cost of verifying in USD", in: 0...1e9)
    try check(catches, "share of errors that verification catches", in: 0...1)
    try check(falseAlarms, "share of right answers that verification rejects", in: 0...1)
    self.cost = cost
    self.catches = catches
    self.falseAlarms = falseAlarms
  }

  /// The share of answers that are rejected where so many are wrong.
  public func escalated(ofErrors error: Double) -> Double {
    catches * error + falseAlarms * (1 - error)
  }
}
