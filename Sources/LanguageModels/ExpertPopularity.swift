import Foundation

/// How likely each routed expert of a layer is to be among a token's `k`.
///
///     p_i ∝ rank^(−z),  p_i ≤ 1,  Σ p_i = k
///
/// With `z = 0` all are equally likely: the most experts a batch can touch, since coverage is
/// concave in each `p_i`. Published routers lie between 0.3 and 1.2 (an assumption, Eq. 2.30).
/// Tokens choose independently; correlation within a text is ignored.
public struct ExpertPopularity: Sendable, Hashable {
  public let experts: Int
  public let expertsPerToken: Int
  /// The exponent of the rank law, `z`.
  public let exponent: Double
  /// The probability that a token chooses the expert, hottest first.
  public let probabilities: [Double]

  /// - Precondition: `1 ≤ k ≤ E` and the exponent is finite and not negative.
  public init(experts: Int, expertsPerToken: Int, exponent: Double = 0) {
    precondition(
      experts > 0 && expertsPerToken > 0 && expertsPerToken <= experts,
      "\(expertsPerToken) of \(experts) experts")
    precondition(exponent >= 0 && exponent.isFinite, "exponent \(exponent)")
    self.experts = experts
    self.expertsPerToken = expertsPerToken
    self.exponent = exponent
    let law = (1...experts).map { pow(Double($0), -exponent) }
    probabilities = Self.capped(law, sum: Double(expertsPerToken))
  }

  /// Weights scaled to a sum, none above one: the heaviest that would pass it are set to one and
  /// the rest scaled again.
  private static func capped(_ weights: [Double], sum: Double) -> [Double] {
    var tail = weights.reduce(0, +)
    var certain = 0
    while certain < weights.count {
      let scale = (sum - Double(certain)) / tail
      if scale * weights[certain] <= 1 {
        return weights.enumerated().map { $0 < certain ? 1 : scale * $1 }
      }
      tail -= weights[certain]
      certain += 1
    }
    return weights.map { _ in 1 }
  }

  /// Distinct experts that `tokens` tokens touch, in the mean (Eqs. 2.29 and 2.30):
  ///
  ///     E_T = Σ_i 1 − (1 − p_i)^T
  ///
  /// At most `min(E, k·T)` and increasing; between whole numbers of tokens it is interpolated.
  ///
  /// - Complexity: O(`experts`); see ``touchedExperts(throughTokens:)`` for many counts at once.
  public func touchedExperts(tokens: Double) -> Double {
    precondition(tokens >= 0, "\(tokens) tokens")
    let below = tokens.rounded(.down)
    func touched(_ count: Double) -> Double {
      probabilities.reduce(0) { $0 + 1 - pow(1 - $1, count) }
    }
    let least = touched(below)
    return tokens == below ? least : least + (tokens - below) * (touched(below + 1) - least)
  }
}

extension ExpertPopularity {
  // The probabilities follow from the three numbers.
  public static func == (a: Self, b: Self) -> Bool {
    a.experts == b.experts && a.expertsPerToken == b.expertsPerToken && a.exponent == b.exponent
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(experts)
    hasher.combine(expertsPerToken)
    hasher.combine(exponent)
  }
}

extension MixtureOfExperts {
  /// How likely each expert is chosen, with rank exponent `z`; 0 is uniform.
  public func popularity(exponent: Double = 0) -> ExpertPopularity {
    ExpertPopularity(
      experts: experts, expertsPerToken: expertsPerToken, exponent: exponent)
  }

  /// Distinct experts that `tokens` uniformly routed tokens touch, in closed form (Eq. 2.29):
  ///
  ///     E_T = E·(1 − (1 − k/E)^T)
  ///
  /// An upper bound for any popularity. Below one token it is `k·T`. For skewed routing keep an
  /// ``ExpertPopularity``.
  public func touchedExperts(tokens: Double) -> Double {
    precondition(tokens >= 0, "\(tokens) tokens")
    if tokens <= 1 { return Double(expertsPerToken) * tokens }
    let experts = Double(experts)
    return experts * (1 - pow(1 - Double(expertsPerToken) / experts, tokens))
  }
}
