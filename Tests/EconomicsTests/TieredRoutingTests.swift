import Economics
import Quantities
import Testing

@Suite("Requests divided among tiers")
struct TieredRoutingTests {
  private func tier(
    _ name: String, _ cost: Double, _ error: Double, slope: Double = 0
  ) throws -> RoutingTier {
    try RoutingTier(
      name: name, requestCost: USDollars(cost), error: error, errorSlope: slope)
  }

  /// A stack with the digits of Eq. 9.19: a saving of 0.0428 USD against five points of error.
  private func stack(
    loss: Double, slope: Double = 0, router: Double = 0, residency: Double = 0,
    verification: AnswerVerification? = nil, selfHosted: RoutingTier? = nil
  ) throws -> TieredRouting {
    try TieredRouting(
      frontier: tier("frontier", 0.045, 0.03), cheap: tier("cheap", 0.0022, 0.08, slope: slope),
      selfHosted: selfHosted, lossPerError: USDollars(loss), routerCost: USDollars(router),
      verification: verification, residencyShare: residency,
      residencyTier: tier("bound", 0.01, 0.06))
  }

  private func close(_ a: USDollars, _ b: USDollars) -> Bool { abs((a - b).value) < 1e-12 }

  @Test("A saving of 0.0428 USD against five points of error is indifferent at 0.86 USD")
  func indifference() throws {
    let loss = try #require(try stack(loss: 0).indifferenceLoss)
    #expect(abs(loss.value - 0.856) < 1e-12)
    // Below it all goes to the cheap tier, above it nothing does.
    #expect(try stack(loss: 0.85).optimum.shares["cheap"] == 1)
    #expect(try stack(loss: 0.87).optimum.shares["frontier"] == 1)
    let there = try stack(loss: loss.value)
    #expect(close(try there.outcome(cheapShare: 1).total, there.allFrontier.total))
  }

  @Test("The router's cost is part of the indifference loss")
  func router() throws {
    let loss = try #require(try stack(loss: 0, router: 0.0028).indifferenceLoss)
    #expect(abs(loss.value - 0.04 / 0.05) < 1e-12)
    let there = try stack(loss: loss.value, router: 0.0028)
    #expect(close(try there.outcome(cheapShare: 1).total, there.allFrontier.total))
    // Nothing is routed where all goes to one place anyway.
    #expect(there.allFrontier.bill.router == .zero)
  }

  @Test("Without a growing error the cost is linear in the share, and the best share is an end")
  func linear() throws {
    for loss in [0, 0.3, 0.856, 5] {
      let stack = try stack(loss: loss)
      let (low, high) = (
        try stack.outcome(cheapShare: 0).total, try stack.outcome(cheapShare: 1).total
      )
      for share in [0.1, 0.25, 0.5, 0.9] {
        let between = low + (high - low) * share
        #expect(close(try stack.outcome(cheapShare: share).total, between))
      }
      let best = stack.optimum
      #expect(best.shares["cheap"] ?? 0 == 1 || best.shares["cheap"] ?? 0 == 0)
      #expect(close(best.total, min(low, high)))
    }
  }

  @Test("With one the mean error over the share y is e + k y², term by term as in Eq. 9.18")
  func equation() throws {
    let (q, loss, k, y) = (0.2, 0.7, 0.1, 0.6)
    let stack = try stack(loss: loss, slope: k, router: 0.0001, residency: q)
    let expected =
      q * (0.01 + 0.06 * loss)
      + (1 - q)
      * (y * (0.0022 + (0.08 + k * y * y) * loss) + (1 - y) * (0.045 + 0.03 * loss) + 0.0001)
    let found = try stack.outcome(cheapShare: y)
    #expect(abs(found.total.value - expected) < 1e-12)
    #expect(close(found.bill.total + found.loss, found.total))
    #expect(abs(found.shares.values.reduce(0, +) - 1) < 1e-12)
  }

  @Test("The optimum is where the hardest cheap request costs as much as at the frontier")
  func interior() throws {
    let (loss, k) = (0.6, 0.1)
    let stack = try stack(loss: loss, slope: k)
    // c_F − c_C = ℓ (e_C + 3k y² − e_F)
    let share = ((0.0428 / loss - 0.05) / (3 * k)).squareRoot()
    #expect((0.1...0.9).contains(share))
    let best = stack.optimum
    #expect(abs(try #require(best.shares["cheap"]) - share) < 1e-12)
    for other in stride(from: 0, through: 1, by: 0.05) {
      #expect(best.total <= (try stack.outcome(cheapShare: other).total))
    }
  }

  @Test("A residency share of 100 % leaves nothing to save by routing")
  func residency() throws {
    let bound = try stack(loss: 0.4, slope: 0.1, router: 0.001, residency: 1)
    #expect(close(bound.optimum.total, bound.allFrontier.total))
    #expect(close(bound.optimum.total, USDollars(0.01 + 0.06 * 0.4)))
    // Savings shrink in proportion to what is free.
    let free = try stack(loss: 0.4)
    for share in [0.25, 0.5] {
      let part = try stack(loss: 0.4, residency: share)
      let saved = part.allFrontier.total - part.optimum.total
      #expect(close(saved, (free.allFrontier.total - free.optimum.total) * (1 - share)))
    }
    #expect(
      close(
        bound.withoutResidency.optimum.total,
        try stack(
          loss: 0.4, slope: 0.1, router: 0.001
        ).optimum.total))
  }

  @Test("A third tier that is never the best changes nothing, and one that is, helps")
  func thirdTier() throws {
    let stack = try stack(loss: 0.6, slope: 0.1)
    for useless in [
      try tier("self-hosted", 0.045, 0.03), try tier("self-hosted", 0.2, 0.01),
      try tier("self-hosted", 0.0022, 0.08, slope: 0.1),
    ] {
      let with = try self.stack(loss: 0.6, slope: 0.1, selfHosted: useless)
      #expect(close(with.optimum.total, stack.optimum.total))
    }
    let middle = try self.stack(
      loss: 0.6, slope: 0.1, selfHosted: tier("self-hosted", 0.01, 0.07, slope: 0.02))
    let best = middle.optimum
    #expect(best.total < stack.optimum.total)
    #expect(try #require(best.shares["self-hosted"]) > 0)
    // No stated division beats it.
    for cheap in stride(from: 0.0, through: 1, by: 0.1) {
      for share in stride(from: 0.0, through: 1 - cheap, by: 0.1) {
        let other = try middle.outcome(cheapShare: cheap, selfHostedShare: min(share, 1 - cheap))
        #expect(best.total.value <= other.total.value + 1e-12)
      }
    }
  }

  @Test("A verification that costs and catches nothing changes nothing")
  func idleVerification() throws {
    let plain = try stack(loss: 0.6, slope: 0.1)
    let idle = try stack(
      loss: 0.6, slope: 0.1, verification: AnswerVerification(cost: .zero, catches: 0))
    #expect(close(idle.optimum.total, plain.optimum.total))
    #expect(idle.indifferenceLoss == plain.indifferenceLoss)
    #expect(idle.optimum.escalatedShare == 0)
  }

  @Test("A perfect free verification leaves the frontier's errors on what it escalates")
  func perfectVerification() throws {
    let stack = try stack(
      loss: 0.6, verification: AnswerVerification(cost: .zero, catches: 1))
    let all = try stack.outcome(cheapShare: 1)
    #expect(abs(all.errors - 0.08 * 0.03) < 1e-12)
    #expect(abs(all.escalatedShare - 0.08) < 1e-12)
    #expect(close(all.bill.escalation, USDollars(0.08 * 0.045)))
  }

  @Test("A cascade is billed less than the frontier exactly below the escalation of Eq. 9.19")
  func cascade() throws {
    for alarms in [0, 0.3, 0.8, 0.9, 1] {
      let stack = try stack(
        loss: 0,
        verification: AnswerVerification(
          cost: USDollars(0.004), catches: 0.9, falseAlarms: alarms))
      let cascade = try #require(stack.cascade)
      #expect(abs(cascade.most - (1 - (0.0022 + 0.004) / 0.045)) < 1e-12)
      let pays =
        try stack.outcome(cheapShare: 1).bill.total < stack.allFrontier.bill.total
      #expect(pays == (cascade.escalated < cascade.most), "\(alarms)")
    }
    #expect(try stack(loss: 0).cascade == nil)
  }

  @Test("Verification moves the indifference loss to where both sides still cost the same")
  func verifiedIndifference() throws {
    let verification = try AnswerVerification(
      cost: USDollars(0.001), catches: 0.6, falseAlarms: 0.05)
    let loss = try #require(
      try stack(loss: 0, slope: 0.05, verification: verification).indifferenceLoss)
    let there = try stack(loss: loss.value, slope: 0.05, verification: verification)
    #expect(close(try there.outcome(cheapShare: 1).total, there.allFrontier.total))
  }

  @Test(
    "A cheap tier that errs no more is never given up, and a dear one that errs more never taken")
  func oneSided() throws {
    let better = try TieredRouting(
      frontier: tier("frontier", 0.04, 0.05), cheap: tier("cheap", 0.01, 0.05),
      lossPerError: USDollars(100))
    #expect(better.indifferenceLoss == nil)
    #expect(better.optimum.shares["cheap"] == 1)
    let worse = try TieredRouting(
      frontier: tier("frontier", 0.04, 0.05), cheap: tier("cheap", 0.05, 0.06),
      lossPerError: .zero)
    #expect(worse.indifferenceLoss == .zero)
    #expect(worse.optimum.shares["frontier"] == 1)
  }

  @Test("Tiers and shares that cannot be are refused")
  func refused() throws {
    #expect(throws: EconomicsError.self) { try tier("cheap", -1, 0) }
    #expect(throws: EconomicsError.self) { try tier("cheap", 1, 0.5, slope: 0.2) }
    #expect(throws: EconomicsError.self) { try AnswerVerification(cost: .zero, catches: 2) }
    #expect(throws: EconomicsError.self) { try stack(loss: 1).outcome(cheapShare: 1.5) }
    #expect(throws: EconomicsError.self) {
      try stack(loss: 1).outcome(cheapShare: 0.5, selfHostedShare: 0.1)
    }
    #expect(throws: EconomicsError.self) { try stack(loss: 1, residency: 1.5) }
  }
}
