import Foundation
import Stochastics

/// How the tokens of a timed call were spread over experts, and what of it the timed device held.
struct ExpertRouting: Hashable {
  /// How tokens chose.
  enum Law: Hashable {
    /// Every expert as often as the next.
    case balanced
    /// Token counts of experts drawn from a bounded power law of this exponent.
    case powerLaw(exponent: Double)
  }

  let tokens: Int
  let experts: Int
  let expertsPerToken: Int
  /// Devices among which the experts are divided.
  let devices: Int
  let law: Law

  /// Experts on one device.
  var held: Int { experts / devices }

  /// What the timed device held: token copies of its experts, and experts with any.
  struct Share: Hashable {
    let rows: Double
    let touched: Double
  }

  /// The share of the timed device: the first under balanced routing, the one with most copies
  /// under a power law, in the mean over draws.
  var share: Share {
    switch law {
    case .balanced: return share(of: balancedCounts, hottest: false)
    case .powerLaw(let exponent):
      let shares = (0..<Self.draws).map { draw in
        share(of: counts(exponent: exponent, draw: draw), hottest: true)
      }
      return Share(
        rows: shares.reduce(0) { $0 + $1.rows } / Double(Self.draws),
        touched: shares.reduce(0) { $0 + $1.touched } / Double(Self.draws))
    }
  }

  private static let draws = 10

  private func share(of counts: [Int], hottest: Bool) -> Share {
    let groups = (0..<(hottest ? devices : 1)).map {
      counts[($0 * held)..<(($0 + 1) * held)]
    }
    let sums = groups.map { $0.reduce(0, +) }
    let most = sums.indices.max { sums[$0] < sums[$1] } ?? 0
    return Share(rows: Double(sums[most]), touched: Double(groups[most].count { $0 > 0 }))
  }

  /// Choices `i`, `i + s`, `i + 2s`, … of token `i`, a stride `s = ⌈E/k⌉` apart, and stretched over a
  /// stride where there are fewer tokens.
  private var balancedCounts: [Int] {
    let stride = (experts + expertsPerToken - 1) / expertsPerToken
    var counts = [Int](repeating: 0, count: experts)
    for token in 0..<tokens {
      let first = tokens >= stride ? token : token * stride / tokens
      for choice in 0..<expertsPerToken { counts[(first + choice * stride) % experts] += 1 }
    }
    return counts
  }

  /// Loads by inversion of the law between 1 and 0.8·T, or 0.01 and 2 where copies are fewer than
  /// experts, scaled to the copies and rounded; what rounding leaves goes to the largest, and no
  /// expert has a token twice.
  private func counts(exponent: Double, draw: Int) -> [Int] {
    let copies = tokens * expertsPerToken
    let (least, largest) = copies > experts ? (1.0, 0.8 * Double(tokens)) : (0.01, 2.0)
    let power = 1 - exponent
    var stream = RandomStream(
      StreamAddress(seed: 1, replication: draw, purpose: "expert loads", entity: copies))
    let loads = (0..<experts).map { _ in
      let uniform = stream.nextUniform()
      guard abs(power) > 1e-9 else { return least * pow(largest / least, uniform) }
      let low = pow(least, power)
      return pow(low + uniform * (pow(largest, power) - low), 1 / power)
    }
    let scale = Double(copies) / loads.reduce(0, +)
    var counts = loads.map { min(tokens, Int(($0 * scale).rounded())) }
    let order = counts.indices.sorted { (counts[$0], $1) > (counts[$1], $0) }
    var missing = copies - counts.reduce(0, +)
    while missing != 0 {
      for expert in order where missing != 0 {
        if missing > 0, counts[expert] < tokens {
          counts[expert] += 1
          missing -= 1
        } else if missing < 0, counts[expert] > 0 {
          counts[expert] -= 1
          missing += 1
        }
      }
    }
    return counts
  }
}
