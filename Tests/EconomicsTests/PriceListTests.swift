import Economics
import Quantities
import Testing

@Suite("Price lists and gaps between them")
struct PriceListTests {
  private func list(_ input: Double, _ cached: Double?, _ output: Double) throws -> PriceList {
    try PriceList(
      uncachedInput: USDollarsPerToken(perMillionTokens: input),
      cachedInput: cached.map { USDollarsPerToken(perMillionTokens: $0) },
      output: USDollarsPerToken(perMillionTokens: output))
  }

  @Test("On three of input and one of output, DeepSeek V4 Pro asks 0.54, GPT-5.5 11.25: 21-fold")
  func published() throws {
    let blend = try TokenBlend(input: 3, output: 1)
    let pro = try list(0.435, 0.003625, 0.87)
    let gpt = try list(5, 0.5, 30)
    let opus = try list(5, 0.5, 25)
    #expect(abs(try #require(pro.blended(over: blend.volumes)).perMillionTokens - 0.54375) < 1e-12)
    #expect(abs(try #require(gpt.blended(over: blend.volumes)).perMillionTokens - 11.25) < 1e-12)
    #expect(abs(PriceGap(between: pro, and: gpt, on: blend).ratio - 20.69) < 0.005)
    #expect(abs(PriceGap(between: opus, and: pro, on: blend).ratio - 18.39) < 0.005)
  }

  @Test("Revenue adds over volumes, and a blend lies between the least and the greatest price")
  func sums() throws {
    let list = try list(2, 0.5, 8)
    let a = try TokenVolumes(uncachedInput: Tokens(3e6), cachedInput: Tokens(1e6), output: .zero)
    let b = try TokenVolumes(uncachedInput: .zero, cachedInput: Tokens(2e6), output: Tokens(5e6))
    let both = try TokenVolumes(
      uncachedInput: Tokens(3e6), cachedInput: Tokens(3e6), output: Tokens(5e6))
    let sum = list.revenue(of: a) + list.revenue(of: b)
    #expect(abs(sum.value - list.revenue(of: both).value) < 1e-9)
    #expect(abs(sum.value - (3 * 2 + 3 * 0.5 + 5 * 8)) < 1e-9)
    for cached in [0, 0.3, 1] {
      for output in [0, 0.2, 5] {
        let volumes = try TokenBlend(input: 1, output: output, cachedShare: cached).volumes
        let price = try #require(list.blended(over: volumes)).perMillionTokens
        #expect((0.5 - 1e-9...8 + 1e-9).contains(price))
      }
    }
    let none = try TokenVolumes(uncachedInput: .zero, cachedInput: .zero, output: .zero)
    #expect(list.blended(over: none) == nil)
  }

  @Test("Cached input without a price of its own is charged as uncached")
  func cached() throws {
    let plain = try TokenBlend(input: 4, output: 1).volumes
    let half = try TokenBlend(input: 4, output: 1, cachedShare: 0.5).volumes
    let without = try list(3, nil, 15)
    let with = try list(3, 0.3, 15)
    #expect(without.blended(over: plain) == without.blended(over: half))
    #expect(try #require(with.blended(over: half)) < #require(with.blended(over: plain)))
  }

  @Test("A gap is at least 1, does not know the order, and is infinite against what is free")
  func gaps() throws {
    let blend = try TokenBlend(input: 1, output: 1, cachedShare: 0.2)
    let (a, b, free) = (try list(1, nil, 2), try list(3, 0.1, 4), try list(0, nil, 0))
    #expect(
      PriceGap(between: a, and: b, on: blend) == PriceGap(between: b, and: a, on: blend))
    #expect(PriceGap(between: a, and: b, on: blend).ratio > 1)
    #expect(PriceGap(between: a, and: a, on: blend).ratio == 1)
    #expect(PriceGap(between: free, and: free, on: blend).ratio == 1)
    #expect(PriceGap(between: free, and: a, on: blend).ratio == .infinity)
  }

  @Test("Prices and blends that cannot be are refused")
  func refused() {
    #expect(throws: EconomicsError.self) { try list(-1, nil, 2) }
    #expect(throws: EconomicsError.self) { try list(1, .nan, 2) }
    #expect(throws: EconomicsError.self) { try TokenBlend(input: 0, output: 0) }
    #expect(throws: EconomicsError.self) { try TokenBlend(input: 1, output: 1, cachedShare: 1.1) }
  }
}
