import Foundation
public import Hardware
import Quantities

/// A measured collective among ranks of one domain: t = (α^q + (S_bus/B)^q)^(1/q).
///
/// The exponent below one spans the slow transition between the latency of small messages and the
/// bandwidth of large ones, where both a maximum and a sum fail.
struct FittedCollective: Sendable {
  private let latency: Double
  private let latencyPower: Double
  private let exponent: Double

  init(latency: Double, exponent: Double) {
    self.latency = latency
    self.exponent = exponent
    latencyPower = pow(latency, exponent)
  }

  /// The time of a transfer that would take `transfer` seconds at full bandwidth.
  @inline(__always)
  func seconds(transfer: Double) -> Double {
    if exponent == 1 { return latency + transfer }
    return pow(latencyPower + pow(transfer, exponent), 1 / exponent)
  }
}

extension [CollectiveEfficiency] {
  /// The fit for a rank count: interpolated in log₂ R between measured ones; below the smallest,
  /// that one; above the largest, its bandwidth, and its latency grown by ``latencyGrowth`` per
  /// further rank.
  ///
  /// - Precondition: at least one measurement.
  func fit(ranks: Int) -> CollectiveEfficiency {
    let measured = sorted { $0.ranks < $1.ranks }
    precondition(!measured.isEmpty, "no measured collective")
    let first = measured[0]
    let last = measured[measured.count - 1]
    if ranks <= first.ranks { return first }
    if ranks >= last.ranks {
      let further = Double(ranks - last.ranks)
      return CollectiveEfficiency(
        ranks: ranks, latency: last.latency + latencyGrowth * further, link: last.link,
        exponent: last.exponent)
    }
    let upperIndex = measured.firstIndex { $0.ranks >= ranks }!
    let (lower, upper) = (measured[upperIndex - 1], measured[upperIndex])
    let share =
      (log2(Double(ranks)) - log2(Double(lower.ranks)))
      / (log2(Double(upper.ranks)) - log2(Double(lower.ranks)))
    func between(_ a: Double, _ b: Double) -> Double { a + share * (b - a) }
    return CollectiveEfficiency(
      ranks: ranks, latency: Seconds(between(lower.latency.value, upper.latency.value)),
      link: between(lower.link, upper.link), exponent: between(lower.exponent, upper.exponent))
  }

  /// Growth of the latency per rank beyond the measured ones: the mean slope over them, never
  /// negative; the slope of all-to-all tables where only one rank count was measured.
  var latencyGrowth: Seconds {
    let measured = sorted { $0.ranks < $1.ranks }
    guard let first = measured.first, let last = measured.last, first.ranks < last.ranks else {
      return CollectiveEfficiency.perPeer
    }
    return Swift.max(.zero, (last.latency - first.latency) / Double(last.ranks - first.ranks))
  }
}

extension CollectiveEfficiency {
  /// What one more peer adds to the latency of an all-to-all: 0.15 µs. Published dispatch kernels
  /// grow from 116 to 152 µs (910C) and from 163 to 194 µs (H800) between 8 and 256 ranks, that
  /// is 0.12-0.15 µs per rank (Zuo et al. 2025, arXiv 2506.12708).
  static let perPeer = Seconds(0.15e-6)

  /// Fraction of a scale-out port that collectives reach: 0.8, the middle of the 0.75-0.85 that
  /// links within a node show without in-switch reduction (an assumption for scale-out).
  public static let scaleOutLink = 0.8

  /// The fraction of a device's link at a level that messages reach: the fitted one inside the
  /// scale-up domain, ``scaleOutLink`` outside.
  public func link(at level: Topology.Level) -> Double {
    switch level.kind {
    case .package, .scaleUp: link
    case .scaleOut, .core: Self.scaleOutLink
    }
  }
}
