public import OutputAnalysis
public import Quantities

/// The distribution of one latency: quantiles within a relative error, the mean exactly.
public struct LatencyDistribution: Sendable, Hashable {
  public private(set) var sketch = QuantileSketch()
  private var sum = 0.0

  public init() {}

  public var count: Int { sketch.count }

  /// The arithmetic mean; nothing before the first observation.
  public var mean: Seconds? { count > 0 ? Seconds(sum / Double(count)) : nil }

  /// The sum of all observations.
  public var total: Seconds { Seconds(sum) }

  /// The least value that a share `q` of all does not exceed; nothing before the first.
  public func quantile(_ q: Double) -> Seconds? { sketch.quantile(q).map { Seconds($0) } }

  mutating func record(_ value: Seconds, times: Int = 1) {
    sketch.record(value.value, times: times)
    sum += value.value * Double(times)
  }

  /// Records `count` latencies that form an arithmetic series, each seen `times` times.
  mutating func record(_ first: Seconds, by increment: Seconds, count: Int, times: Int) {
    sketch.record(first.value, by: increment.value, count: count, times: times)
    let mean = first.value + increment.value * Double(count - 1) / 2
    sum += mean * Double(count * times)
  }

  mutating func merge(_ other: LatencyDistribution) {
    sketch.merge(other.sketch)
    sum += other.sum
  }
}

/// The latencies of requests, as section 5.5 defines them.
public struct Latencies: Sendable, Hashable {
  /// From the arrival to the first output token: queue, prefill, edges.
  public internal(set) var timeToFirstToken = LatencyDistribution()
  /// (t_n − t_1)/(n−1) per request, the first token excluded; requests of one token have none.
  public internal(set) var timePerOutputToken = LatencyDistribution()
  /// Every gap between two output tokens of a request; its count is of gaps, not of requests.
  public internal(set) var interTokenLatency = LatencyDistribution()
  /// From the arrival to the last output token.
  public internal(set) var endToEnd = LatencyDistribution()
  /// Time in queues, over all visits of a request.
  public internal(set) var queueing = LatencyDistribution()
  /// Of caches on their way from one pool to another, from the blocks being there to the request
  /// being ready.
  public internal(set) var cacheTransfer = LatencyDistribution()

  public init() {}

  mutating func merge(_ other: Latencies) {
    cacheTransfer.merge(other.cacheTransfer)
    timeToFirstToken.merge(other.timeToFirstToken)
    timePerOutputToken.merge(other.timePerOutputToken)
    interTokenLatency.merge(other.interTokenLatency)
    endToEnd.merge(other.endToEnd)
    queueing.merge(other.queueing)
  }
}
