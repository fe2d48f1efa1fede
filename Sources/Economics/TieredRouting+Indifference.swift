public import Quantities

extension TieredRouting {
  /// The loss per error at which sending every free request to the cheap tier, verified where there is
  /// a verification, costs as much as the frontier alone:
  ///
  ///     ℓ* = (c_F − c_C − c_r) / (e_C − e_F)                                   (Eq. 9.19)
  ///
  /// with c_C and e_C after verification and escalation. Below it the cheap tier is the better one for
  /// all requests, above it the frontier. Nil where the cheap tier does not err more: then no loss
  /// makes the frontier pay; zero where it is not even cheaper.
  public var indifferenceLoss: USDollars? {
    guard let cheap else { return nil }
    var cost = cheap.requestCost + routerCost
    var error = cheap.meanError(ofEasiest: 1)
    if let verification {
      let rejected = verification.escalated(ofErrors: error)
      cost += verification.cost + escalation.requestCost * rejected
      error = error * (1 - verification.catches) + rejected * escalation.meanError(ofEasiest: 1)
    }
    let more = error - frontier.meanError(ofEasiest: 1)
    guard more > 0 else { return nil }
    return max(.zero, (frontier.requestCost - cost) / more)
  }

  /// The share of answers that the verification rejects where all free requests go to the cheap tier,
  /// and the share above which the cascade costs more than the frontier alone, loss left aside:
  ///
  ///     a < 1 − (c_C + c_v) / c_F                                               (Eq. 9.19)
  ///
  /// That is of escalation to the frontier; elsewhere it is (c_F − c_C − c_v) / c_X. Nil without a
  /// verification of a cheap tier, or where what is escalated costs nothing.
  public var cascade: (escalated: Double, most: Double)? {
    guard let cheap, let verification, escalation.requestCost > .zero else { return nil }
    let left = frontier.requestCost - cheap.requestCost - verification.cost
    return (
      verification.escalated(ofErrors: cheap.meanError(ofEasiest: 1)),
      left / escalation.requestCost
    )
  }
}
