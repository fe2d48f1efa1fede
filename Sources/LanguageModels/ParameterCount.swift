/// Parameters by the class of tensor that quantization distinguishes; see ``WeightFormats``.
public struct ParameterCount: Sendable, Hashable {
  /// Attention projections.
  public var attention: Int
  /// Dense feed-forward networks and shared experts.
  public var feedForward: Int
  /// Routed experts.
  public var experts: Int
  /// Embedding, head, router, norms, biases, and what lies outside the decoder.
  public var other: Int

  public init(attention: Int = 0, feedForward: Int = 0, experts: Int = 0, other: Int = 0) {
    self.attention = attention
    self.feedForward = feedForward
    self.experts = experts
    self.other = other
  }

  public var total: Int { attention + feedForward + experts + other }

  public static func + (a: Self, b: Self) -> Self {
    Self(
      attention: a.attention + b.attention, feedForward: a.feedForward + b.feedForward,
      experts: a.experts + b.experts, other: a.other + b.other)
  }

  public static func * (count: Int, a: Self) -> Self {
    Self(
      attention: count * a.attention, feedForward: count * a.feedForward,
      experts: count * a.experts, other: count * a.other)
  }
}
