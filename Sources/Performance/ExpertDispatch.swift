import Foundation
public import Hardware
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
  /// Uniform choice without repetition. Routing that limits a token to few nodes would cap it.
  public static func distinctNodes(experts: Int, expertsPerToken: Int, nodes: Int) -> Double {
    precondition(nodes >= 1 && expertsPerToken >= 1 && expertsPerToken <= experts)
    let perNode = Double(experts) / Double(nodes)
    var missesAll = 1.0
    for i in 0..<expertsPerToken {
      missesAll *=
        max(0, Double(experts) - perNode - Double(i)) / (Double(experts) - Double(i))
    }
    return Double(nodes) * (1 - missesAll)
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
