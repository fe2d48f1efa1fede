public import Hardware
public import LanguageModels
public import Quantities

/// What tokens cost to be carried to their experts and back (Eqs. 4.13-4.15).
public enum ExpertDispatch {
  /// Bytes of one token copy on the way to an expert, scales included (Eq. 4.13).
  ///
  ///     fp8 and narrower   h + 4·h/128
  ///     int8               h + 512
  ///     16 bits            2·h
  public static func messageBytes(hidden: Int, arithmetic: NumericFormat) -> Bytes {
    let h = Double(hidden)
    switch arithmetic {
    case .fp8, .fp6, .fp4: return Bytes(h + 4 * h / 128)
    case .int8, .int4: return Bytes(h + 512)
    case .bf16, .fp16: return Bytes(2 * h)
    case .fp32, .tf32: return Bytes(4 * h)
    case .fp64: return Bytes(8 * h)
    }
  }

  /// Bytes of one expert's output on the way back: 16 bits whatever the weights.
  public static func returnBytes(hidden: Int) -> Bytes { Bytes(2 * Double(hidden)) }

  /// Distinct nodes among a token's experts when they are spread over `nodes` (Eq. 4.15):
  ///
  ///     D = n·(1 − C(E − E/n, k) / C(E, k))
  ///
  /// Uniform choice without repetition among all experts.
  public static func distinctNodes(experts: Int, expertsPerToken: Int, nodes: Int) -> Double {
    precondition(nodes >= 1 && expertsPerToken >= 1 && expertsPerToken <= experts)
    return distinct(
      experts: Double(experts), expertsPerToken: expertsPerToken, nodes: Double(nodes))
  }

  /// The same where a token first chooses a few groups of experts, which lie on nodes in order:
  /// never more than the groups' nodes (DeepSeek-V3: 4 of 8 groups; arXiv 2412.19437).
  ///
  /// Exact for uniform choice inside the chosen groups when there are at least as many nodes as
  /// groups; with fewer, the unlimited mean under the limit.
  public static func distinctNodes(_ mixture: MixtureOfExperts, nodes: Int) -> Double {
    let k = mixture.expertsPerToken
    let free = distinctNodes(experts: mixture.experts, expertsPerToken: k, nodes: nodes)
    guard mixture.groupsPerToken < mixture.routingGroups else { return free }
    let share = Double(mixture.groupsPerToken) / Double(mixture.routingGroups)
    guard nodes >= mixture.routingGroups else {
      return min(free, Double(mixture.groupsPerToken))
    }
    return min(
      free,
      distinct(
        experts: max(Double(k), Double(mixture.experts) * share), expertsPerToken: k,
        nodes: Double(nodes) * share))
  }

  private static func distinct(experts: Double, expertsPerToken: Int, nodes: Double) -> Double {
    let perNode = experts / nodes
    var missesAll = 1.0
    for i in 0..<expertsPerToken {
      missesAll *= max(0, experts - perNode - Double(i)) / (experts - Double(i))
    }
    return nodes * (1 - missesAll)
  }

  /// Copies of a token that cross a level when it goes once to each of the `domains` within that
  /// holds any of its experts: those not in the one it comes from, of the `perOuter` that the level
  /// joins (Eq. 4.15, level by level).
  ///
  /// - Parameter spread: domains over which one expert is cut, all of which need the token.
  static func copiesCrossing(
    _ mixture: MixtureOfExperts, domains: Int, perOuter: Int, spread: Int
  ) -> Double {
    let holders = max(1, domains / spread)
    let copies = distinctNodes(mixture, nodes: holders) * (Double(domains) / Double(holders))
    return copies * (1 - 1 / Double(perOuter))
  }

  /// Bytes that a rank with `tokens` tokens sends without removing duplicates (Eq. 4.14):
  /// `T·k·(1 − 1/R)·message`.
  public static func bytesSent(
    tokens: Double, expertsPerToken: Int, ranks: Int, message: Bytes
  ) -> Bytes {
    message * (tokens * Double(expertsPerToken) * (1 - 1 / Double(ranks)))
  }

  /// Bytes that leave the node when each token goes to each node once: `T·D·(1 − 1/n)·message`.
  public static func bytesAcrossNodes(
    tokens: Double, experts: Int, expertsPerToken: Int, nodes: Int, message: Bytes
  ) -> Bytes {
    let copies = distinctNodes(experts: experts, expertsPerToken: expertsPerToken, nodes: nodes)
    return message * (tokens * copies * (1 - 1 / Double(nodes)))
  }
}
