public import Quantities

/// Requests divided among a cheap tier, a frontier tier and a self-hosted one.
///
/// The expected cost of a request, bill and loss together, with a share y of the free requests at the
/// cheap tier and a share q that may not leave the tier R (Eq. 9.18):
///
///     E = q(c_R + e_R ℓ) + (1 − q)[y(c_C + e_C(y) ℓ) + (1 − y)(c_F + e_F ℓ) + c_r]
///
/// | term | meaning |
/// | :-- | :-- |
/// | c_C, c_F, c_R | dollars of one request at a tier, ``RoutingTier/requestCost`` |
/// | e_C(y) | mean error over the easiest y, e + k y²; of other tiers over what they get |
/// | ℓ | dollars lost by a wrong answer |
/// | c_r | dollars of the router per free request; none where all of them go to the frontier |
/// | q | share of requests bound to one tier, whatever it costs: neither routed nor verified |
///
/// Two terms are added. With verification an answer of the cheap tier costs c_v more; the rejected
/// share a = xε + f(1 − ε) is answered again at the tier X, at c_X and its mean error, and of the
/// wrong answers (1 − x) stay. And the free requests may be divided among three tiers, the easiest
/// first. Ignored: errors of the router (it knows difficulty), queues, and that a wrong answer may
/// cost more the harder the request is.
public struct TieredRouting: Sendable, Hashable {
  public let frontier: RoutingTier
  /// Nil where there is none.
  public let cheap: RoutingTier?
  public let selfHosted: RoutingTier?
  public let lossPerError: USDollars
  public let routerCost: USDollars
  public let verification: AnswerVerification?
  /// Where rejected answers are made again.
  public let escalation: RoutingTier
  /// The share of all requests that is bound, and the tier that must answer it.
  public let residencyShare: Double
  public let residencyTier: RoutingTier

  /// - Parameter escalation: the tier of rejected answers; nil is the frontier.
  /// - Parameter residencyTier: the tier of bound requests; nil is the frontier.
  public init(
    frontier: RoutingTier, cheap: RoutingTier?, selfHosted: RoutingTier? = nil,
    lossPerError: USDollars, routerCost: USDollars = .zero,
    verification: AnswerVerification? = nil, escalation: RoutingTier? = nil,
    residencyShare: Double = 0, residencyTier: RoutingTier? = nil
  ) throws(EconomicsError) {
    try check(lossPerError.value, "loss per error in USD", in: 0...1e12)
    try check(routerCost.value, "cost of the router in USD", in: 0...1e9)
    try check(residencyShare, "share bound by residency", in: 0...1)
    self.frontier = frontier
    self.cheap = cheap
    self.selfHosted = selfHosted
    self.lossPerError = lossPerError
    self.routerCost = routerCost
    self.verification = verification
    self.escalation = escalation ?? frontier
    self.residencyShare = residencyShare
    self.residencyTier = residencyTier ?? frontier
  }

  /// The tiers that free requests may go to; the frontier first, which wins ties.
  public var tiers: [RoutingTier] { [frontier, cheap, selfHosted].compactMap(\.self) }

  /// The same with another loss per error.
  public func losing(_ loss: USDollars) throws(EconomicsError) -> TieredRouting {
    try TieredRouting(
      frontier: frontier, cheap: cheap, selfHosted: selfHosted, lossPerError: loss,
      routerCost: routerCost, verification: verification, escalation: escalation,
      residencyShare: residencyShare, residencyTier: residencyTier)
  }

  /// The same where nothing is bound.
  public var withoutResidency: TieredRouting {
    guard
      let free = try? TieredRouting(
        frontier: frontier, cheap: cheap, selfHosted: selfHosted, lossPerError: lossPerError,
        routerCost: routerCost, verification: verification, escalation: escalation)
    else { preconditionFailure("fewer bound requests make a sound routing unsound") }
    return free
  }

  // MARK: Outcomes

  /// Free requests of difficulty `from` to `to` go to one tier.
  public struct Segment: Sendable, Hashable {
    public let tier: RoutingTier
    public let from: Double
    public let to: Double
  }

  /// The easiest share of the free requests at the cheap tier, the next at the self-hosted one, and the
  /// rest at the frontier.
  public func outcome(cheapShare: Double, selfHostedShare: Double = 0) throws(EconomicsError)
    -> RoutingOutcome
  {
    try check(cheapShare, "share of the cheap tier", in: 0...(cheap == nil ? 0 : 1))
    try check(
      selfHostedShare, "share of the self-hosted tier",
      in: 0...(selfHosted == nil ? 0 : 1 - cheapShare))
    let middle = cheapShare + selfHostedShare
    var segments: [Segment] = []
    if let cheap { segments.append(Segment(tier: cheap, from: 0, to: cheapShare)) }
    if let selfHosted {
      segments.append(Segment(tier: selfHosted, from: cheapShare, to: middle))
    }
    segments.append(Segment(tier: frontier, from: middle, to: 1))
    return outcome(of: segments)
  }

  /// All free requests at the frontier, without a router.
  public var allFrontier: RoutingOutcome {
    outcome(of: [Segment(tier: frontier, from: 0, to: 1)])
  }

  /// The division of the free requests with the least cost, bill and loss together.
  ///
  /// At difficulty u a tier costs A + B u² with B = 3kℓ, a straight line in u², so that the best tier
  /// at each difficulty follows from the lower envelope of at most three lines, exactly. It is
  /// compared with the frontier alone, which needs no router.
  public var optimum: RoutingOutcome {
    let lines = tiers.map { (tier: $0, line: line(of: $0)) }
    var ends: [Double] = [0, 1]
    for (index, a) in lines.enumerated() {
      for b in lines[(index + 1)...] where a.line.slope != b.line.slope {
        let square = (b.line.start - a.line.start) / (a.line.slope - b.line.slope)
        if square > 0, square < 1 { ends.append(square) }
      }
    }
    ends.sort()
    var segments: [Segment] = []
    for (low, high) in zip(ends, ends.dropFirst()) where low < high {
      let middle = (low + high) / 2
      func cost(_ line: (start: Double, slope: Double)) -> Double {
        line.start + line.slope * middle
      }
      var best = lines[0]
      for other in lines.dropFirst() where cost(other.line) < cost(best.line) { best = other }
      let from = low.squareRoot()
      if let last = segments.last, last.tier == best.tier {
        segments[segments.count - 1] = Segment(
          tier: best.tier, from: last.from, to: high.squareRoot())
      } else {
        segments.append(Segment(tier: best.tier, from: from, to: high.squareRoot()))
      }
    }
    let routed = outcome(of: segments)
    let alone = allFrontier
    return routed.total < alone.total ? routed : alone
  }

  /// What a request of difficulty u costs at a tier, loss included: start + slope u².
  private func line(of tier: RoutingTier) -> (start: Double, slope: Double) {
    let loss = lossPerError.value
    // Bill and loss grow with the error ε, and that with u²: ε = e + 3k u².
    var fixed = tier.requestCost.value
    var perError = loss
    if let verification, tier == cheap {
      let again = escalation.requestCost.value + escalation.meanError(ofEasiest: 1) * loss
      fixed += verification.cost.value + verification.falseAlarms * again
      perError =
        (verification.catches - verification.falseAlarms) * again
        + (1 - verification.catches) * loss
    }
    return (fixed + perError * tier.error, perError * 3 * tier.errorSlope)
  }

  /// What a division of the free requests comes to, over all requests.
  private func outcome(of segments: [Segment]) -> RoutingOutcome {
    let free = 1 - residencyShare
    var bill = RoutingOutcome.Bill()
    var errors = 0.0
    var escalated = 0.0
    var shares: [String: Double] = [:]
    for segment in segments where segment.to > segment.from {
      let share = segment.to - segment.from
      let wrong = segment.tier.errors(from: segment.from, to: segment.to)
      shares[segment.tier.name, default: 0] += free * share
      bill.answers += segment.tier.requestCost * (free * share)
      if let verification, segment.tier == cheap {
        // The rejected share is linear in the error, so its mean is that of the mean error.
        let rejected = verification.catches * wrong + verification.falseAlarms * (share - wrong)
        bill.verification += verification.cost * (free * share)
        bill.escalation += escalation.requestCost * (free * rejected)
        errors +=
          free
          * (wrong * (1 - verification.catches) + rejected * escalation.meanError(ofEasiest: 1))
        escalated += free * rejected
      } else {
        errors += free * wrong
      }
    }
    if segments.contains(where: { $0.tier != frontier && $0.to > $0.from }) {
      bill.router = routerCost * free
    }
    if residencyShare > 0 {
      bill.answers += residencyTier.requestCost * residencyShare
      errors += residencyShare * residencyTier.meanError(ofEasiest: 1)
      shares[residencyTier.name, default: 0] += residencyShare
    }
    return RoutingOutcome(
      bill: bill, errors: errors, loss: lossPerError * errors, escalatedShare: escalated,
      shares: shares)
  }
}

/// What a division of requests comes to, per request of all.
public struct RoutingOutcome: Sendable, Hashable {
  /// Dollars that are paid.
  public struct Bill: Sendable, Hashable {
    public internal(set) var answers = USDollars.zero
    public internal(set) var router = USDollars.zero
    public internal(set) var verification = USDollars.zero
    public internal(set) var escalation = USDollars.zero

    public var total: USDollars { answers + router + verification + escalation }
  }

  public let bill: Bill
  /// Wrong answers per request.
  public let errors: Double
  /// What wrong answers are expected to cost.
  public let loss: USDollars
  /// Requests that were answered twice, of all.
  public let escalatedShare: Double
  /// First answers by the name of the tier, of all requests; they add to 1.
  public let shares: [String: Double]

  /// Bill and loss together, E of Eq. 9.18.
  public var total: USDollars { bill.total + loss }
}
