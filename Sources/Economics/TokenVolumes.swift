public import Quantities

/// The tokens that a fleet served in a period, by the streams that a price list names.
public struct TokenVolumes: Sendable, Hashable {
  /// Prompt tokens that were computed.
  public let uncachedInput: Tokens
  /// Prompt tokens that were found in a cache.
  public let cachedInput: Tokens
  /// Tokens generated.
  public let output: Tokens

  public init(uncachedInput: Tokens, cachedInput: Tokens, output: Tokens)
    throws(EconomicsError)
  {
    try check(uncachedInput.value, "uncached input tokens", in: 0...1e30)
    try check(cachedInput.value, "cached input tokens", in: 0...1e30)
    try check(output.value, "output tokens", in: 0...1e30)
    self.uncachedInput = uncachedInput
    self.cachedInput = cachedInput
    self.output = output
  }

  public var total: Tokens { uncachedInput + cachedInput + output }
}
