import Economics
import Quantities
import Testing

@Suite("Dividing dollars among tokens")
struct CostAllocationTests {
  @Test("Shapley shares of a step of 40, 25 and 52 ms are 33.5 and 18.5 ms")
  func workedShares() {
    let (prefill, decode) = shapleyShares(
      prefillAlone: Seconds(0.040), decodeAlone: Seconds(0.025), together: Seconds(0.052))
    #expect(abs(prefill.value - 0.0335) < 1e-12)
    #expect(abs(decode.value - 0.0185) < 1e-12)
  }

  @Test("A null player pays nothing, equal players pay the same")
  func shapleyAxioms() {
    let null = shapleyShares(
      prefillAlone: .zero, decodeAlone: Seconds(2), together: Seconds(2))
    #expect(null.prefill == .zero && null.decode == Seconds(2))
    let equal = shapleyShares(
      prefillAlone: Seconds(3), decodeAlone: Seconds(3), together: Seconds(4))
    #expect(equal.prefill == equal.decode)
  }

  @Test(
    "Every rule collects what was spent",
    arguments: [AllocationRule.shapley, .priceProportional(output: 4, cached: 0.1)])
  func conservation(rule: AllocationRule) throws {
    let volumes = try TokenVolumes(
      uncachedInput: Tokens(4e6), cachedInput: Tokens(5e6), output: Tokens(1e6))
    let times = try PhaseTimes(
      uncachedInput: Seconds(30), cachedInput: Seconds(2), output: Seconds(70))
    let cost = try #require(
      CostPerMillionTokens(spent: USDollars(123.4), volumes: volumes, times: times, rule: rule))
    #expect(abs(cost.collected / cost.spent - 1) < 1e-12)
    #expect(abs((cost.blended * volumes.total) / cost.spent - 1) < 1e-12)
  }

  @Test("Streams without tokens have no price, and their time is paid by the others")
  func emptyStreams() throws {
    let volumes = try TokenVolumes(uncachedInput: .zero, cachedInput: .zero, output: Tokens(1e6))
    let times = try PhaseTimes(
      uncachedInput: Seconds(10), cachedInput: .zero, output: Seconds(10))
    let cost = try #require(
      CostPerMillionTokens(
        spent: USDollars(2), volumes: volumes, times: times, rule: .shapley))
    #expect(cost.uncachedInput == nil && cost.cachedInput == nil)
    #expect(abs(cost.output!.perMillionTokens - 2) < 1e-12)
  }

  @Test("2 USD/h at 1,000 tokens per second is 0.5556 USD/Mtok, and half at twice the rate")
  func oneStream() throws {
    func cost(_ tokensPerSecond: Double) throws -> Double {
      let cost = CostPerMillionTokens(
        spent: USDollarsPerSecond(perHour: 2) * .hour,
        volumes: try TokenVolumes(
          uncachedInput: .zero, cachedInput: .zero, output: Tokens(tokensPerSecond * 3_600)),
        times: try PhaseTimes(uncachedInput: .zero, cachedInput: .zero, output: .hour),
        rule: .shapley)
      return try #require(cost?.output).perMillionTokens
    }
    #expect(abs(try cost(1_000) - 0.5556) < 5e-5)
    #expect(abs(try cost(2_000) / cost(1_000) - 0.5) < 1e-12)
  }

  @Test("A margin of 60 % is a markup of 150 %")
  func marginAndMarkup() throws {
    let margin = try Margin(
      price: USDollarsPerToken(perMillionTokens: 1), cost: USDollarsPerToken(perMillionTokens: 0.4))
    #expect(abs(margin.grossMargin - 0.6) < 1e-12)
    #expect(abs(margin.markup - 1.5) < 1e-12)
    #expect(abs(margin.markup - margin.grossMargin / (1 - margin.grossMargin)) < 1e-12)
  }

  @Test("A undercuts B exactly when B does not undercut A")
  func breakEvenIsAntisymmetric() {
    let a = USDollarsPerSecond(perHour: 1.1)
    let b = USDollarsPerSecond(perHour: 1.4)
    for ratio in [0.5, 0.7, 0.9, 1.2] {
      let aWins = a < BreakEven.hourlyCost(throughputRatio: ratio, against: b)
      let bWins = b < BreakEven.hourlyCost(throughputRatio: 1 / ratio, against: a)
      #expect(aWins != bWins)
    }
  }
}
