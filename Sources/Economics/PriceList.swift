public import Quantities

/// What a seller asks for a million tokens of each stream.
///
/// A price is what somebody asks, a cost is what serving takes; they meet in ``Margin`` alone.
public struct PriceList: Sendable, Hashable {
  public let uncachedInput: USDollarsPerToken
  /// Nil where cached input is not cheaper, or no price of it is stated.
  public let cachedInput: USDollarsPerToken?
  public let output: USDollarsPerToken

  public init(
    uncachedInput: USDollarsPerToken, cachedInput: USDollarsPerToken? = nil,
    output: USDollarsPerToken
  ) throws(EconomicsError) {
    try check(uncachedInput.perMillionTokens, "price of uncached input in USD/Mtok", in: 0...1e9)
    if let cachedInput {
      try check(cachedInput.perMillionTokens, "price of cached input in USD/Mtok", in: 0...1e9)
    }
    try check(output.perMillionTokens, "price of output in USD/Mtok", in: 0...1e9)
    self.uncachedInput = uncachedInput
    self.cachedInput = cachedInput
    self.output = output
  }

  /// What a cached token is charged: its own price, or that of uncached input.
  public var chargedCachedInput: USDollarsPerToken { cachedInput ?? uncachedInput }

  /// Σ price × volume over the three streams.
  public func revenue(of volumes: TokenVolumes) -> USDollars {
    uncachedInput * volumes.uncachedInput + chargedCachedInput * volumes.cachedInput
      + output * volumes.output
  }

  /// Revenue over all tokens, cached ones included; nil where there are none.
  public func blended(over volumes: TokenVolumes) -> USDollarsPerToken? {
    volumes.total.value > 0 ? revenue(of: volumes) / volumes.total : nil
  }
}

/// A stated mixture of the streams of tokens: so many prompt tokens for so many generated ones, and
/// the share of the prompt tokens that a cache holds.
public struct TokenBlend: Sendable, Hashable {
  public let input: Double
  public let output: Double
  /// Cached prompt tokens over all prompt tokens.
  public let cachedShare: Double

  public init(input: Double, output: Double, cachedShare: Double = 0) throws(EconomicsError) {
    try check(input, "input tokens of the blend", in: 0...1e15)
    try check(output, "output tokens of the blend", in: 0...1e15)
    try check(cachedShare, "cached share of the input", in: 0...1)
    guard input + output > 0 else {
      throw .outOfRange(name: "tokens of the blend", value: 0, expected: "something above 0")
    }
    self.input = input
    self.output = output
    self.cachedShare = cachedShare
  }

  /// The blend as volumes.
  public var volumes: TokenVolumes {
    guard
      let volumes = try? TokenVolumes(
        uncachedInput: Tokens(input * (1 - cachedShare)), cachedInput: Tokens(input * cachedShare),
        output: Tokens(output))
    else { preconditionFailure("a sound blend makes unsound volumes") }
    return volumes
  }
}

/// How far two price lists lie apart on a stated blend.
///
/// A gap without its blend says little: lists differ in the ratio of output to input, and most in
/// what they ask for cached input.
public struct PriceGap: Sendable, Hashable {
  public let dearer: USDollarsPerToken
  public let cheaper: USDollarsPerToken

  /// The gap between the prices of a blend; the order of the lists does not matter.
  public init(between first: PriceList, and second: PriceList, on blend: TokenBlend) {
    // A blend has tokens.
    let prices = [first, second].map { $0.revenue(of: blend.volumes) / blend.volumes.total }
    dearer = max(prices[0], prices[1])
    cheaper = min(prices[0], prices[1])
  }

  /// The dearer over the cheaper; infinite against what is free, and 1 where both are.
  public var ratio: Double {
    cheaper.value > 0 ? dearer / cheaper : dearer.value > 0 ? .infinity : 1
  }
}
