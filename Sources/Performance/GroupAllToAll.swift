import Hardware
import LanguageModels
import Quantities

/// The exchange of tokens between the devices of one mixture-of-experts layer on a topology
/// (Eqs. 4.13-4.16), by whichever kernel is faster.
///
/// Low-latency kernels send every token copy straight to its device. Kernels for many tokens send
/// a token once to each domain that holds any of its experts, level by level, and forward it
/// inside. All levels carry at once and the slowest counts; latencies add.
struct GroupAllToAll: Sendable {
  private let direct: FittedCollective
  /// Seconds per token of the whole replica at the mean device, on the level that takes longest.
  private let directPerToken: Double
  private let directBytesPerToken: Double
  private let bulk: Bulk?

  private struct Bulk {
    let fit: FittedCollective
    /// Between the devices of a domain, and on the slowest level beyond.
    let insidePerToken: Double
    let acrossPerToken: Double
    let bytesPerToken: Double
  }

  /// What one way of the exchange is measured at.
  struct Efficiency {
    let direct: CollectiveEfficiency
    let bulk: BulkExchangeEfficiency?
    /// Multiprocessors that the kernels for many tokens are given.
    let multiprocessors: Int
  }

  /// - Parameters:
  ///   - mixture: the experts as they are held, redundant copies included.
  ///   - devices: devices over which the tokens and the experts are spread, `tensor·data`.
  ///   - split: devices that share each expert; each of them needs the token.
  init(
    mixture: MixtureOfExperts, message: Bytes, devices: Int, split: Int, topology: Topology,
    efficiency: Efficiency
  ) {
    let levels = ExchangeLevel.all(devices: devices, topology: topology)
    let perDevice = message.value / Double(devices)
    let outerLatency = levels.filter { !$0.isInside }.map(\.level.latency.value).max() ?? 0

    let fit = efficiency.direct
    direct = FittedCollective(
      latency: [fit].fit(ranks: devices).latency.value + outerLatency, exponent: fit.exponent)
    let copies = Double(mixture.expertsPerToken * split)
    var slowest = 0.0
    var sent = 0.0
    for level in levels {
      let bytes = copies * level.meeting * perDevice
      slowest = max(slowest, bytes / (fit.link(at: level.level) * level.level.bandwidth.value))
      sent += bytes
    }
    directPerToken = slowest
    directBytesPerToken = sent

    bulk = efficiency.bulk.map { fit in
      let carried = fit.perMultiprocessor.value * Double(efficiency.multiprocessors)
      var (inside, across, sent) = (0.0, 0.0, 0.0)
      for level in levels {
        let bytes =
          ExpertDispatch.copiesCrossing(
            mixture, domains: level.innerDomains, perOuter: level.innerPerDomain,
            spread: max(1, split / level.innerDevices))
          * perDevice
        let share = level.isInside ? fit.link : CollectiveEfficiency.scaleOutLink
        let time = bytes / min(carried, share * level.level.bandwidth.value)
        if level.isInside { inside = max(inside, time) } else { across = max(across, time) }
        sent += bytes
      }
      return Bulk(
        fit: FittedCollective(
          latency: fit.latency.value + outerLatency, exponent: fit.exponent),
        insidePerToken: inside, acrossPerToken: across,
        bytesPerToken: sent)
    }
  }

  /// The time, and whether multiprocessors carry the exchange.
  ///
  /// - Parameter imbalance: what the busiest device receives over the mean.
  @inline(__always)
  func time(tokens: Double, imbalance: Double) -> (term: TermTime, occupies: Bool) {
    let seconds = directSeconds(tokens: tokens, imbalance: imbalance)
    if let bulk, let many = bulkSeconds(tokens: tokens, imbalance: imbalance), many < seconds {
      let term = TermTime(
        seconds: many, cause: .communication, traffic: tokens * bulk.bytesPerToken)
      return (term, true)
    }
    let term = TermTime(
      seconds: seconds, cause: .communication, traffic: tokens * directBytesPerToken)
    return (term, false)
  }

  @inline(__always)
  func directSeconds(tokens: Double, imbalance: Double) -> Double {
    direct.seconds(transfer: tokens * directPerToken * imbalance)
  }

  /// Nil without kernels for many tokens.
  @inline(__always)
  func bulkSeconds(tokens: Double, imbalance: Double) -> Double? {
    // What comes from other domains arrives spread over the devices of one.
    bulk.map {
      $0.fit.seconds(transfer: tokens * max($0.insidePerToken * imbalance, $0.acrossPerToken))
    }
  }
}

/// A level that an exchange passes.
struct ExchangeLevel {
  let level: Topology.Level
  /// Whether its links are those of the scale-up domain.
  let isInside: Bool
  /// The share of other devices that are met at this level and no further in.
  let meeting: Double
  /// Devices of one domain of the level within, or one.
  let innerDevices: Int
  /// Domains of the level within, or devices, in the whole group and in one domain of this level.
  let innerDomains: Int
  let innerPerDomain: Int

  static func all(devices: Int, topology: Topology) -> [ExchangeLevel] {
    var levels: [ExchangeLevel] = []
    var inner = 1
    for level in topology.levels where inner < devices {
      let reach = min(devices, level.devices)
      guard reach > inner else { continue }
      let innerDomains = devices.dividedRoundingUp(by: inner)
      levels.append(
        ExchangeLevel(
          level: level, isInside: level.kind == .package || level.kind == .scaleUp,
          meeting: Double(reach - inner) / Double(devices), innerDevices: inner,
          innerDomains: innerDomains,
          innerPerDomain: min(innerDomains, reach.dividedRoundingUp(by: inner))))
      inner = reach
    }
    return levels
  }
}
