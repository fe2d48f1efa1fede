public import Quantities
import Stochastics

extension Workload {
  /// The trace among its streams, if there is one; the first of several.
  var listedTrace: RequestTrace? {
    for stream in streams {
      if case .listed(let trace) = stream.arrivals { return trace }
    }
    return nil
  }

  /// Whether every request waits for an earlier one to be answered, so that there are never more
  /// inside than clients.
  public var isClosed: Bool {
    streams.allSatisfy { if case .closed = $0.arrivals { true } else { false } }
  }

  /// Whether some requests continue the text of others.
  public var hasSessions: Bool {
    classes.contains { if case .conversation = $0.content { true } else { false } }
      || streams.contains {
        if case .listed(let trace) = $0.arrivals { trace.hasSessions } else { false }
      }
  }

  /// Whether some requests wait for the answers to others.
  var followsAnswers: Bool {
    classes.contains { if case .conversation = $0.content { true } else { false } }
      || streams.contains { if case .closed = $0.arrivals { true } else { false } }
  }

  /// Whether some stream is busier at one time than at another.
  public var followsClock: Bool { !profiles.isEmpty }

  /// How the rates of the streams that know a clock follow it.
  var profiles: [RateProfile] {
    streams.compactMap { if case .open(let process) = $0.arrivals { process.profile } else { nil } }
  }

  /// All requests there are; nil where they do not end by themselves.
  public var requestCount: Int? {
    var count = 0
    for stream in streams {
      guard case .listed(let trace) = stream.arrivals else { return nil }
      count += trace.count
    }
    return count
  }

  /// The rate of all open streams and traces over the first `duration`: what is offered whatever
  /// the answers; nil where no stream is open. Turns of conversations count as if they were answered
  /// at once.
  public func offeredRate(over duration: Seconds) -> RequestsPerSecond? {
    let rates: [RequestsPerSecond] = streams.compactMap {
      switch $0.arrivals {
      case .open(let process): process.meanRate(over: duration)
      case .closed: nil
      case .listed(let trace):
        Requests(Double(trace.count(until: duration))) / duration
      }
    }
    return rates.isEmpty ? nil : rates.reduce(.zero, +)
  }

  /// Clients of all closed streams.
  public var clients: Int {
    streams.reduce(0) {
      if case .closed(let clients, _) = $1.arrivals { $0 + clients } else { $0 }
    }
  }

  /// The mean lengths of a request, and the stated fraction of prompts that is cached, over all
  /// streams by their rates; where some stream is closed, over all streams alike.
  public var meanLengths: (prompt: Double, output: Double, cached: Double) {
    var sum = (weight: 0.0, prompt: 0.0, output: 0.0, cached: 0.0)
    func add(_ weight: Double, _ prompt: Double, _ output: Double, _ cached: Double) {
      sum.weight += weight
      sum.prompt += weight * prompt
      sum.output += weight * output
      sum.cached += weight * cached
    }
    for stream in streams {
      let weight: Double
      switch stream.arrivals {
      case .listed(let trace):
        guard let means = trace.meanLengths, trace.duration > .zero || streams.count == 1 else {
          continue
        }
        let rate =
          clients > 0 || streams.count == 1 ? 1 : Double(trace.count) / trace.duration.value
        add(rate, means.prompt, means.output, means.cached)
        continue
      case .open(let process): weight = clients > 0 ? 1 : process.rate.value
      case .closed: weight = 1
      }
      for (index, share) in stream.classes {
        guard let lengths = classes[index].meanLengths else { continue }
        add(
          weight * share, lengths.prompt, lengths.output,
          lengths.prompt * (classes[index].lengths?.cachedFraction ?? 0))
      }
    }
    guard sum.weight > 0 else { return (1, 1, 0) }
    return (sum.prompt / sum.weight, sum.output / sum.weight, sum.cached / sum.weight)
  }
  /// A bound from below of the prompt and the output that a share of requests does not exceed: by
  /// what users write in first turns, to which shared prompts and earlier turns only add.
  ///
  /// - Precondition: `0 < share < 1`.
  public func leastLengths(at share: Double) -> (prompt: Double, output: Double) {
    if let trace = listedTrace, streams.count == 1 {
      func quantile(_ lengths: [Int32]) -> Double {
        let rank = (share * Double(lengths.count)).rounded(.up)
        return lengths.isEmpty ? 1 : Double(lengths.sorted()[max(0, Int(rank) - 1)])
      }
      return (quantile(trace.rows.map(\.prompt)), quantile(trace.rows.map(\.output)))
    }
    let drawn = streams.flatMap { stream in
      let rate: Double
      if case .open(let process) = stream.arrivals { rate = process.rate.value } else { rate = 1 }
      return stream.classes.compactMap { index, share in
        classes[index].lengths.map { (weight: rate * share, lengths: $0) }
      }
    }
    // Clients send as often as they are answered, so a mixed workload is bound by its shortest.
    func quantile(_ law: KeyPath<RequestLengths, Distribution>) -> Double {
      if drawn.count > 1, clients == 0,
        let mixture = try? Distribution.mixture(
          drawn.map { (weight: $0.weight, distribution: $0.lengths[keyPath: law]) })
      {
        return mixture.quantile(share)
      }
      return drawn.map { $0.lengths[keyPath: law].quantile(share) }.min() ?? 1
    }
    return (quantile(\.promptTokens), quantile(\.outputTokens))
  }

  /// The greatest stated fraction of a prompt that is found in a prefix cache.
  public var greatestCachedFraction: Double {
    classes.reduce(listedTrace?.greatestCachedFraction ?? 0) {
      max($0, $1.lengths?.cachedFraction ?? 0)
    }
  }
}
